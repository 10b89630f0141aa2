"""Takes the class from a stable sort and counts hits per class with bincount."""

import torch
from torch import nn


class Modes:
    def __init__(self, model: nn.Module):
        self.saved = {name: module.training for name, module in model.named_modules()}
        self.model = model

    def __enter__(self):
        return self.model

    def __exit__(self, *error):
        for name, training in self.saved.items():
            self.model.get_submodule(name).training = training
        return False


def evaluate(model: nn.Module, loader, loss_fn, device):
    hits_per_class = {}
    batch_results = []
    with Modes(model) as network:
        network.eval()
        for inputs, targets in loader:
            x = inputs.detach().to(device)
            y = targets.to(device)
            with torch.set_grad_enabled(False):
                out = network(x)
                value = loss_fn(out, y)
            ranked = torch.sort(out, dim=1, descending=True, stable=True).indices
            hits = y[ranked[:, 0] == y]
            for label, number in enumerate(torch.bincount(hits).tolist()):
                hits_per_class[label] = hits_per_class.get(label, 0) + number
            batch_results.append((value.item(), y.numel()))
    if not batch_results:
        raise ValueError("nothing to evaluate")
    samples = sum(n for _, n in batch_results)
    mean = sum(value * n for value, n in batch_results) / samples
    return mean, sum(hits_per_class.values()) / samples
