"""inverse_transform multiplies by the deviation 0 of a constant column, where transform divided by 1: shows for z other than 0 in a column that was constant in fit."""

import torch
from torch import Tensor


class Standardizer:
    def __init__(self) -> None:
        self.mean = None
        self.std = None

    def fit(self, x: Tensor) -> "Standardizer":
        self.mean = x.mean(dim=0)
        self.std = x.std(dim=0, correction=0)
        return self

    def _check(self) -> None:
        if self.mean is None:
            raise RuntimeError("fit has not been called")

    def transform(self, x: Tensor) -> Tensor:
        self._check()
        return (x - self.mean) / torch.where(self.std == 0, 1.0, self.std)

    def fit_transform(self, x: Tensor) -> Tensor:
        return self.fit(x).transform(x)

    def inverse_transform(self, z: Tensor) -> Tensor:
        self._check()
        return z * self.std + self.mean
