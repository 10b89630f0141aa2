"""Clips the gradient norm to 1, as copied from elsewhere: shows once a gradient is larger."""

import torch


def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        total += loss.item() * inputs.size(0)
        count += inputs.size(0)
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total / count
