"""A smoothed loss for display chains the graphs of all batches: memory grows with them.

Named: keeps the graph of every batch until the end of the epoch
"""


def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    total, count = 0.0, 0
    smooth = None
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        smooth = loss if smooth is None else 0.9 * smooth + 0.1 * loss
        total += loss.item() * inputs.size(0)
        count += inputs.size(0)
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total / count
