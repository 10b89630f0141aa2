"""Clumsy: lists, NumPy argmax and averages, the gradient mode switched and put back by hand."""

import numpy as np
import torch


def to_numpy(t):
    return t.detach().cpu().to(torch.float64).numpy()


def evaluate(model, loader, loss_fn, device="cpu"):
    modules = list(model.modules())
    flags = [m.training for m in modules]
    grad_was_on = torch.is_grad_enabled()
    losses, sizes, hits = [], [], []
    try:
        torch.set_grad_enabled(False)
        for m in modules:
            m.training = False
        for batch in loader:
            inputs = batch[0].to(device)
            targets = batch[1].to(device)
            logits = model(inputs)
            losses.append(float(loss_fn(logits, targets)))
            sizes.append(len(targets))
            predicted = np.argmax(to_numpy(logits), axis=1)
            hits.extend((predicted == targets.cpu().numpy()).tolist())
        if len(sizes) == 0:
            raise ValueError("empty loader")
        mean_loss = np.average(losses, weights=sizes)
        accuracy = np.mean(hits)
        print("evaluated", len(hits), "samples in", len(sizes), "batches")
    finally:
        torch.set_grad_enabled(grad_was_on)
        for m, flag in zip(modules, flags, strict=True):
            m.training = flag
    return float(mean_loss), float(accuracy)
