"""Uses topk(1), which takes any one of equal logits: a row of five equal logits, target 0.

Named: lets `topk` choose among logits that are equally large
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
                total += loss.item() * targets.size(0)
                correct += (logits.topk(1, dim=1).indices[:, 0] == targets).sum().item()
                count += targets.size(0)
    finally:
        for module, training in modes:
            module.training = training
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total / count, correct / count
