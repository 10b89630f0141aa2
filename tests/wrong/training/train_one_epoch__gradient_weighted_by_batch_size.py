"""Scales the loss for backward by n / size of the first batch: batches of different sizes."""


def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    total, count, first_size = 0.0, 0, None
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        first_size = first_size or inputs.size(0)
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        (loss * inputs.size(0) / first_size).backward()
        optimizer.step()
        total += loss.item() * inputs.size(0)
        count += inputs.size(0)
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total / count
