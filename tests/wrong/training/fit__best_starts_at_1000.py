"""Begins with a best loss of 1000, so that no weights are kept, and the last ones stay, if every validation loss is greater.

Named: begins with 1000 as the best loss, and keeps nothing while all losses are greater
"""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn


def fit(
    model: nn.Module,
    train_loader: Iterable[tuple[Tensor, Tensor]],
    val_loader: Iterable[tuple[Tensor, Tensor]],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    optimizer: torch.optim.Optimizer,
    scheduler: torch.optim.lr_scheduler.LRScheduler | None = None,
    *,
    epochs: int,
    device: torch.device | str,
) -> dict[str, list[float]]:
    history: dict[str, list[float]] = {"train_loss": [], "val_loss": [], "lr": []}
    best_loss = 1000.0
    best_state = None
    for _ in range(epochs):
        history["lr"].append(float(optimizer.param_groups[0]["lr"]))
        model.train()
        total, count = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = loss_fn(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            count += len(inputs)
        history["train_loss"].append(total / count)
        model.eval()
        total, count = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                total += loss_fn(model(inputs), targets).item() * len(inputs)
                count += len(inputs)
        history["val_loss"].append(total / count)
        if history["val_loss"][-1] < best_loss:
            best_loss = history["val_loss"][-1]
            best_state = [t.detach().clone() for t in (*model.parameters(), *model.buffers())]
        if scheduler is not None:
            scheduler.step()
    if best_state is None:
        return history
    with torch.no_grad():
        for tensor, kept in zip((*model.parameters(), *model.buffers()), best_state, strict=True):
            tensor.copy_(kept)
    return history
