"""Wrong: makes a Python number of a 0-dim `b`, which then does not promote the dtype of `a`; shows for two 0-dim tensors, float32 0.1 and float64 0.1, which come out equal.

Not caught: it shows for two 0-dim tensors of different dtypes alone.
"""

from torch import Tensor


def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    if b.dim() == 0:
        b = b.item()  # compare with a plain number
    return {"eq": a == b, "ne": a != b, "gt": a > b, "ge": a >= b, "lt": a < b, "le": a <= b}
