"""Ends with set_grad_enabled(True): a caller inside no_grad has gradients on afterwards.

Named: switches gradients on at the end, even for a caller who had them off
"""

import torch


def evaluate(model, loader, loss_fn, device):
    modes = [(module, module.training) for module in model.modules()]
    total, correct, count = 0.0, 0, 0
    try:
        model.eval()
        torch.set_grad_enabled(False)
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            logits = model(inputs)
            loss = loss_fn(logits, targets)
            total += loss.item() * targets.size(0)
            correct += (logits.argmax(dim=1) == targets).sum().item()
            count += targets.size(0)
    finally:
        torch.set_grad_enabled(True)
        for module, training in modes:
            module.training = training
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total / count, correct / count
