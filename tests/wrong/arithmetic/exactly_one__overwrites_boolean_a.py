"""Wrong: `bool()` returns a boolean `a` itself and not a copy, so the xor in place changes the argument; shows for a boolean contiguous `a` of the result's shape, after the call."""

import torch
from torch import Tensor


def exactly_one(a: Tensor, b: Tensor) -> Tensor:
    shape = torch.broadcast_shapes(a.shape, b.shape)
    result = a.bool().expand(shape).contiguous()
    result ^= b.bool()
    return result
