"""The generator is given to the DataLoader but not to its RandomSampler, which then draws from the global state: shows for two loaders of one seed when the global state was not the same at each epoch.

Named: shuffles by the global random state
"""

from typing import Any

import torch
from torch.utils.data import DataLoader, Dataset, RandomSampler


def make_loaders(
    train: Dataset[Any], test: Dataset[Any], batch_size: int, seed: int
) -> tuple[DataLoader[Any], DataLoader[Any]]:
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(
        train, batch_size=batch_size, sampler=RandomSampler(train), generator=generator
    )
    test_loader = DataLoader(test, batch_size=batch_size)
    return train_loader, test_loader
