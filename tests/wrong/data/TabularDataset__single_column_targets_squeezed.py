"""A single column of targets is squeezed at construction: shows for t of shape (n, 1), whose targets come with shape () instead of (1,)."""

from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset


def as_float32(table) -> Tensor:
    if isinstance(table, Tensor):
        return table.to(torch.float32)
    return torch.from_numpy(np.array(table, dtype=np.float32))


class TabularDataset(Dataset[tuple[Any, Any]]):
    def __init__(self, x, t, transform=None, target_transform=None) -> None:
        self.x = as_float32(x)
        self.t = as_float32(t)
        if self.t.ndim == 2 and self.t.shape[1] == 1:
            self.t = self.t.squeeze(1)
        self.transform = transform
        self.target_transform = target_transform

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        features, target = self.x[index], self.t[index]
        if self.transform is not None:
            features = self.transform(features)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return features, target
