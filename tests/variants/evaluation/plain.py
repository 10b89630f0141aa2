"""The usual way: list of modes, eval, no_grad around the loop, argmax, finally."""

import torch
from torch import nn


def evaluate(model: nn.Module, loader, loss_fn, device) -> tuple[float, float]:
    modes = [(module, module.training) for module in model.modules()]
    total_loss = 0.0
    correct = 0
    count = 0
    try:
        model.eval()
        with torch.no_grad():
            for inputs, targets in loader:
                inputs, targets = inputs.to(device), targets.to(device)
                logits = model(inputs)
                loss = loss_fn(logits, targets)
                total_loss += loss.item() * targets.size(0)
                correct += (logits.argmax(dim=1) == targets).sum().item()
                count += targets.size(0)
    finally:
        for module, training in modes:
            module.training = training
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total_loss / count, correct / count
