"""Wrong: multiplies in place on a clone of `a`, which cannot grow, so it raises where `b` has the larger shape; shows for `a` of shape (3,) and `b` of shape (2, 3)."""

from torch import Tensor


def elementwise_product(a: Tensor, b: Tensor) -> Tensor:
    result = a.clone()
    result *= b
    return result
