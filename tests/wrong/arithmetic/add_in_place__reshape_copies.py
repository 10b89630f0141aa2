"""Wrong: adds to `a.reshape(-1)`, which is a copy when `a` is not contiguous, so that `a` stays as it was; shows for a transposed matrix, a = torch.zeros(3, 2).t()."""

from torch import Tensor


def add_in_place(a: Tensor, b: Tensor) -> Tensor:
    b = b.expand(a.shape)
    flat = a.reshape(-1)
    flat += b.reshape(-1)
    return a
