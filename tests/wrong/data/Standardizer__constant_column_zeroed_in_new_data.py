"""A column that was constant in fit comes out as 0 whatever new data hold: shows in transform for new rows that differ from the constant."""

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
        z = (x - self.mean) / self.std
        return torch.where(self.std > 0, z, torch.zeros_like(z))

    def fit_transform(self, x: Tensor) -> Tensor:
        return self.fit(x).transform(x)

    def inverse_transform(self, z: Tensor) -> Tensor:
        self._check()
        return z * torch.where(self.std > 0, self.std, torch.ones_like(self.std)) + self.mean
