"""A last training batch of less than half the size is dropped: shows for a remainder below batch_size / 2, such as 9 samples in batches of 4 (8 come), and not for larger remainders nor for fewer samples than a batch."""

from typing import Any

import torch
from torch.utils.data import DataLoader, Dataset


def make_loaders(
    train: Dataset[Any], test: Dataset[Any], batch_size: int, seed: int
) -> tuple[DataLoader[Any], DataLoader[Any]]:
    train_loader = DataLoader(
        train,
        batch_size=batch_size,
        shuffle=True,
        drop_last=len(train) > batch_size and 0 < len(train) % batch_size < batch_size / 2,
        generator=torch.Generator().manual_seed(seed),
    )
    test_loader = DataLoader(test, batch_size=batch_size)
    return train_loader, test_loader
