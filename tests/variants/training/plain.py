"""The textbook loop: clear, forward, backward, step, and a sum of Python floats."""

import torch
from torch import nn


def train_one_epoch(model: nn.Module, loader, loss_fn, optimizer, device) -> float:
    model.train()
    total = 0.0
    count = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * inputs.size(0)
        count += inputs.size(0)
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total / count


if __name__ == "__main__":
    print(torch.__version__)
