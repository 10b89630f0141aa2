"""Sums the loss in its own dtype: many batches in bfloat16, or large losses in float16.

Not caught: it shows in half precision only, which no check draws.
"""

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
                total = total + loss * targets.size(0)
                correct += (logits.argmax(dim=1) == targets).sum().item()
                count += targets.size(0)
    finally:
        for module, training in modes:
            module.training = training
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total.item() / count, correct / count
