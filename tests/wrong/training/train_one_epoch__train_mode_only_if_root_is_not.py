"""Skips train() if the root is in training mode: a child that is in eval mode stays in it.

Named: leaves submodules in evaluation mode where the model itself is in training mode
"""


def train_one_epoch(model, loader, loss_fn, optimizer, device):
    if not model.training:
        model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * inputs.size(0)
        count += inputs.size(0)
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total / count
