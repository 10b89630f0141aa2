"""Wrong: compares in float64 instead of the promoted dtype, which rounds large integers; shows for int64 2**53 + 1 and 2**53, which come out equal."""

import torch
from torch import Tensor


def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    a = a.to(torch.float64)
    b = b.to(torch.float64)
    return {"eq": a == b, "ne": a != b, "gt": a > b, "ge": a >= b, "lt": a < b, "le": a <= b}
