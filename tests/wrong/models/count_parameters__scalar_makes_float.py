"""The shape is multiplied up with np.prod, which is the float 1.0 for a 0-dim parameter (and an np.int64 for the others): the result is no Python int."""
import numpy as np


def count_parameters(model, trainable_only=False):
    return sum(np.prod(p.shape) for p in model.parameters() if p.requires_grad or not trainable_only)
