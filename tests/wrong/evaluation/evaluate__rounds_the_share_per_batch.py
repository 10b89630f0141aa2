"""Counts hits as round(accuracy, 2) * n for each batch: a batch of 3 with one hit gives 0.33."""

import torch


def evaluate(model, loader, loss_fn, device):
    modes = [(module, module.training) for module in model.modules()]
    total, correct, count = 0.0, 0, 0
    try:
        model.eval()
        with torch.no_grad():
            for inputs, targets in loader:
                inputs, targets = inputs.to(device), targets.to(device)
                logits = model(inputs)
                loss = loss_fn(logits, targets)
                total += loss.item() * targets.size(0)
                accuracy = (logits.argmax(dim=1) == targets).float().mean().item()
                correct += round(accuracy, 2) * targets.size(0)
                count += targets.size(0)
    finally:
        for module, training in modes:
            module.training = training
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total / count, correct / count
