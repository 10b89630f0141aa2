"""Wrong: puts a constant zero where `b` is zero, which cuts the gradient of `b` there (it must be `a`) and turns inf * 0 into 0 instead of nan; shows for b = tensor([0., 1.], requires_grad=True).

Named: puts a constant zero where b is zero, which cuts the gradient there
"""

import torch
from torch import Tensor


def elementwise_product(a: Tensor, b: Tensor) -> Tensor:
    product = a * b
    return torch.where(b == 0, torch.zeros_like(product), product)
