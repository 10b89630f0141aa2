"""Makes a list of the loader first: memory grows, and a loader that refills one buffer breaks.

Not caught: the contract speaks of graphs, not of the loader's own tensors.
"""


def train_one_epoch(model, loader, loss_fn, optimizer, device):
    batches = list(loader)
    if not batches:
        raise ValueError("the loader yields no batch")
    model.train()
    total, count = 0.0, 0
    for inputs, targets in batches:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * inputs.size(0)
        count += inputs.size(0)
    return total / count
