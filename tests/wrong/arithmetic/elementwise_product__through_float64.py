"""Wrong: multiplies integers in float64, which rounds products beyond 2**53 although they fit into int64; shows for 2**53 + 1 times 1, or 3037000499 times itself.

Named: computes integers by way of floating numbers, which hold 53 binary digits
"""

from torch import Tensor


def elementwise_product(a: Tensor, b: Tensor) -> Tensor:
    return (a.double() * b.double()).to(a.dtype)
