"""Wrong: counts the matrices with `reshape(-1, ...)`, which cannot tell how many empty matrices there are and raises; shows where m, k or n is 0, such as (4, 2, 0) times (4, 0, 3)."""

import torch
from torch import Tensor


def batched_product(a: Tensor, b: Tensor) -> Tensor:
    m, k = a.shape[-2:]
    n = b.shape[-1]
    lead = torch.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    a = a.expand(*lead, m, k).reshape(-1, m, k)
    b = b.expand(*lead, k, n).reshape(-1, k, n)
    return torch.bmm(a, b).reshape(*lead, m, n)
