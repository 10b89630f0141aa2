"""Row L1 norms first: right for vectors as columns and 1-D, 7 for [[3, -4]] (row sum)."""

from torch import Tensor


def linf_norm(x: Tensor) -> Tensor:
    size = x.abs()
    while size.dim() > 1:
        size = size.sum(dim=-1)
    return size.max()
