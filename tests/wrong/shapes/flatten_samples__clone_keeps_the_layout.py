"""Wrong: `clone` keeps the strides of a transposed tensor, so `view` raises RuntimeError for a transposed batch of three or more axes (slices with gaps work).

Named: uses `view`, which fails where the memory is in another order
"""

import math


def flatten_samples(t):
    if not t.is_contiguous():
        t = t.clone()
    return t.view(t.shape[0], math.prod(t.shape[1:]))
