"""Wrong: refuses only if neither factor is a matrix, so a vector or a stack next to one matrix passes; shows for `a` of shape (2, 3) and `b` of shape (3,), which gives a vector instead of ValueError.

Named: refuses only if neither factor is a matrix
"""

import torch
from torch import Tensor


def matrix_product(a: Tensor, b: Tensor) -> Tensor:
    if a.dim() != 2 and b.dim() != 2:
        raise ValueError("matrix_product is for matrices")
    return torch.matmul(a, b)
