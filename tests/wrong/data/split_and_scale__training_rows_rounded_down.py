"""The training part has int(n * (1 - test_size)) rows, where 1 - test_size is a little below the decimal: shows where test_size * n is whole, as for test_size 0.9 and n 10, whose training part is empty."""

import torch
from torch import Tensor


def split_and_scale(
    x: Tensor, t: Tensor, test_size: float, seed: int
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    n = x.shape[0]
    order = torch.randperm(n, generator=torch.Generator().manual_seed(seed)).to(x.device)
    n_train = int(n * (1 - test_size))
    train, test = order[:n_train], order[n_train:]
    mean = x[train].mean(dim=0)
    std = x[train].std(dim=0, correction=0)
    std[(x[train] == x[train][:1]).all(dim=0)] = 1
    return (x[train] - mean) / std, (x[test] - mean) / std, t[train], t[test]
