"""Wrong: converts `b` to the dtype of `a` before it adds, so that a number too large for that dtype becomes inf although the sum fits; shows for a = float16 [-60000], b = float32 [100000], whose sum is 40000.

Not caught: it shows where two half-precision extremes cancel, which no check draws.
"""

from torch import Tensor


def add_in_place(a: Tensor, b: Tensor) -> Tensor:
    if b.is_floating_point() and not a.is_floating_point():
        raise RuntimeError(f"cannot add {b.dtype} to {a.dtype}")
    a += b.to(a.dtype)
    return a
