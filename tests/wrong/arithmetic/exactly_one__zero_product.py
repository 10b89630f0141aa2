"""Wrong: takes a product of zero for the sign that one of the two is zero, but products underflow and wrap around; shows for float32 1e-30 and 1e-30 (both true), or uint8 16 and 16."""

from torch import Tensor


def exactly_one(a: Tensor, b: Tensor) -> Tensor:
    both = a * b != 0
    none = (a == 0) & (b == 0)
    return ~both & ~none
