"""Looks for a first batch with any(), then loops: a generator has lost that batch by then."""

import torch


def evaluate(model, loader, loss_fn, device):
    modes = [(module, module.training) for module in model.modules()]
    total, correct, count = 0.0, 0, 0
    if not any(True for _ in loader):
        raise ValueError("the loader yields no batch")
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
        for module, training in modes:
            module.training = training
    return total / count, correct / count
