"""Guards the value, not the gradient: where(s > 0, sqrt(s), 0) has gradient nan for zeros.

Named: takes the root of a sum of squares, whose gradient at zero is nan
"""

import torch
from torch import Tensor


def l2_norm(x: Tensor) -> Tensor:
    squares = (x * x).sum()
    return torch.where(squares > 0, squares.sqrt(), torch.zeros_like(squares))
