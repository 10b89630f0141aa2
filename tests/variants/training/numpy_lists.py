"""Clumsy: keeps lists of numbers, averages with NumPy, clears before backward, prints."""

import numpy as np
import torch


def train_one_epoch(model, loader, loss_fn, optimizer, device: str = "cpu"):
    device = torch.device(device)
    losses = []
    sizes = []
    last_output = None  # not used for anything
    for step, (inputs, targets) in enumerate(loader):
        model.train()
        inputs, targets = inputs.to(device), targets.to(device)
        pred = model(inputs)
        last_output = pred.detach()
        loss = loss_fn(pred, targets)
        model.zero_grad()
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()
        losses.append(loss.detach().cpu().to(torch.float64).numpy())
        sizes.append(targets.shape[0])
        if step % 100 == 0:
            print(f"step {step}: loss {losses[-1]:.4f}, {last_output.shape[0]} samples")
    if losses == []:
        raise ValueError("The loader yields no batch.")
    return float(np.average(np.array(losses), weights=np.array(sizes)))
