"""The scaling is done in place on x.double(), which is x itself where x is float64 already: shows as a changed argument for float64 x alone."""

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
    table = x.double()
    std = table[train].std(dim=0, correction=0)
    std[(table[train] == table[train][:1]).all(dim=0)] = 1
    table -= table[train].mean(dim=0)
    table /= std
    return table[train].to(x.dtype), table[test].to(x.dtype), t[train], t[test]
