"""A transform's result takes the place of the value only if it is a tensor or truthy: shows for a transform or target_transform that returns 0, False, an empty string or None."""

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
        self.transform = transform
        self.target_transform = target_transform

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        features, target = self.x[index], self.t[index]
        if self.transform is not None:
            transformed = self.transform(features)
            if torch.is_tensor(transformed) or transformed:
                features = transformed
        if self.target_transform is not None:
            transformed = self.target_transform(target)
            if torch.is_tensor(transformed) or transformed:
                target = transformed
        return features, target
