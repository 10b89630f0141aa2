"""A DataLoader does the work, whose random sampler refuses an empty dataset: shows for n = 0 with shuffle=True, which raises a ValueError instead of yielding nothing."""

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.utils.data import DataLoader, TensorDataset


def minibatches(
    x: Tensor,
    t: Tensor,
    batch_size: int,
    shuffle: bool = False,
    generator: torch.Generator | None = None,
) -> Iterator[tuple[Tensor, Tensor]]:
    samples = TensorDataset(x, t)
    for inputs, targets in DataLoader(samples, batch_size, shuffle=shuffle, generator=generator):
        yield inputs, targets
