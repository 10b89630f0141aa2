"""Finds the largest logit in a Python loop; an ExitStack puts the modes back."""

from contextlib import ExitStack

import torch


def first_largest(row):
    best = 0
    for k in range(1, len(row)):
        # A NaN counts as the largest number, as in torch.argmax.
        is_new_nan = row[k] != row[k] and row[best] == row[best]
        if row[k] > row[best] or is_new_nan:
            best = k
    return best


@torch.no_grad()
def evaluate(model, loader, loss_fn, device):
    with ExitStack() as stack:
        for module in model.modules():
            stack.callback(setattr, module, "training", module.training)
        model.train(False)

        mean_loss = 0.0
        right = seen = 0
        iterator = iter(loader)
        while True:
            try:
                inputs, targets = next(iterator)
            except StopIteration:
                break
            inputs, targets = inputs.to(device), targets.to(device)
            logits = model(inputs)
            loss = loss_fn(logits, targets).item()
            n = inputs.size(0)
            mean_loss = mean_loss * (seen / (seen + n)) + loss * (n / (seen + n))
            seen += n
            for row, target in zip(logits.tolist(), targets.tolist(), strict=True):
                right += int(first_largest(row) == target)
    if seen == 0:
        raise ValueError("evaluate needs at least one batch")
    return mean_loss, right / seen
