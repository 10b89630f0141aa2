"""A target that equals the largest logit counts: ties are right wherever the target stands.

Named: counts a sample as right wherever no other logit is larger, ties included
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
                of_target = logits.gather(1, targets.unsqueeze(1)).squeeze(1)
                correct += (of_target == logits.amax(dim=1)).sum().item()
                count += targets.size(0)
    finally:
        for module, training in modes:
            module.training = training
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total / count, correct / count
