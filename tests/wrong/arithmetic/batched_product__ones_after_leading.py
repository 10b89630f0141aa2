"""Wrong: fills up missing leading axes behind the ones that are there instead of in front, so the wrong matrices meet; shows for leading shapes (4, 4) and (4,) in the numbers alone, for (5, 4) and (4,) as an error."""

import torch
from torch import Tensor


def batched_product(a: Tensor, b: Tensor) -> Tensor:
    axes = max(a.dim(), b.dim())
    a = a.reshape(a.shape[:-2] + (1,) * (axes - a.dim()) + a.shape[-2:])
    b = b.reshape(b.shape[:-2] + (1,) * (axes - b.dim()) + b.shape[-2:])
    return torch.matmul(a, b)
