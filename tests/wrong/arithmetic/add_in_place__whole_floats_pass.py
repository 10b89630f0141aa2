"""Wrong: a floating `b` is added to an integer `a` when all its numbers happen to be whole, which must raise RuntimeError whatever the numbers; shows for a = tensor([1, 2]), b = tensor([1.0, 2.0])."""

from torch import Tensor


def add_in_place(a: Tensor, b: Tensor) -> Tensor:
    if b.is_floating_point() and not a.is_floating_point():
        if (b != b.floor()).any():
            raise RuntimeError("a fraction does not fit into integers")
        b = b.to(a.dtype)
    a.add_(b)
    return a
