"""Wrong: converts to float32 first, where tiny float64 numbers become zero and so false; shows for float64 1e-300, which is true."""

import torch
from torch import Tensor


def exactly_one(a: Tensor, b: Tensor) -> Tensor:
    return torch.logical_xor(a.float(), b.float())
