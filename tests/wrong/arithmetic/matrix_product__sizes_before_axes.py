"""Wrong: compares the inner sizes before it counts the axes, so stacks and vectors that do not fit raise RuntimeError instead of ValueError; shows for shapes (5, 2, 3) and (4, 6), or (3,) and (2, 4).

Named: compares sizes before it counts axes, and refuses other shapes with another error
"""

import torch
from torch import Tensor


def matrix_product(a: Tensor, b: Tensor) -> Tensor:
    if a.dim() > 0 and b.dim() > 0 and a.shape[-1] != b.shape[0]:
        raise RuntimeError(f"cannot multiply {tuple(a.shape)} with {tuple(b.shape)}")
    if a.dim() != 2 or b.dim() != 2:
        raise ValueError("two axes each, please")
    return torch.mm(a, b)
