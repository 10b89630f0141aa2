"""Whether a column is constant is asked of all rows instead of the training rows: shows for a column that is constant in the training part but not in the test part (nan and inf)."""

import math

import torch
from torch import Tensor


def split_and_scale(
    x: Tensor, t: Tensor, test_size: float, seed: int
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    n = x.shape[0]
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed)).to(x.device)
    n_test = math.ceil(test_size * n)
    test, train = order[:n_test], order[n_test:]
    mean = x[train].mean(dim=0)
    std = x[train].std(dim=0, correction=0)
    std[(x == x[0]).all(dim=0)] = 1
    return (x[train] - mean) / std, (x[test] - mean) / std, t[train], t[test]
