"""Sums the loss in its own dtype: many batches in bfloat16, or large losses in float16.

Not caught: it shows in half precision only, which no check draws.
"""


def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    total, count = None, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        part = loss.detach() * inputs.size(0)
        total = part if total is None else total + part
        count += inputs.size(0)
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total.item() / count
