"""Asks torch.autograd.grad for the gradients and puts them into the parameters itself."""

import torch


def trainable(optimizer):
    return [p for group in optimizer.param_groups for p in group["params"] if p.requires_grad]


def one_step(loss, optimizer):
    params = trainable(optimizer)
    grads = torch.autograd.grad(loss, params, allow_unused=True)
    for p, g in zip(params, grads, strict=True):
        p.grad = None if g is None else g.clone()
    optimizer.step()


def train_one_epoch(model, loader, loss_fn, optimizer, device):
    for module in model.modules():
        module.training = True
    weighted, sizes = 0.0, 0
    for pair in loader:
        inputs = torch.as_tensor(pair[0], device=device)
        targets = torch.as_tensor(pair[1], device=device)
        outputs = model(inputs)
        loss = loss_fn(outputs, targets)
        n = inputs.shape[0]
        weighted = weighted + n * float(loss.detach())
        sizes = sizes + n
        one_step(loss, optimizer)
    if not sizes:
        raise ValueError("no batch to train on")
    return weighted / sizes
