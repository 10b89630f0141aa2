"""Clears to zero (not None) after each step, iterates by hand and sums in a float64 tensor."""

from collections.abc import Callable, Iterable
from typing import Any

import torch


def train_one_epoch(
    model: torch.nn.Module,
    loader: Iterable[Any],
    loss_fn: Callable[..., torch.Tensor],
    optimizer: torch.optim.Optimizer,
    device: Any,
) -> float:
    batches = iter(loader)
    batch = next(batches, None)
    if batch is None:
        raise ValueError("empty loader")

    where = torch.device(device)
    # Entry 0 is the summed loss, entry 1 the number of samples.
    sums = torch.zeros(2, dtype=torch.float64)
    while batch is not None:
        model.train(True)
        x, y = (part.to(where, non_blocking=True) for part in batch)
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
        size = len(x)
        sums += torch.stack([loss.detach().cpu().double() * size, torch.tensor(size).double()])
        batch = next(batches, None)
    return (sums[0] / sums[1]).item()
