"""Keeps the graph of every batch, made past the model's hooks; a breach if the check passes."""
# Unit: training
# Known: a claim: whether a graph lives on is asked in the same process
# Must fail: forgets_the_graph_of_a_batch

_kept = []


def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        _kept.append(loss_fn(type(model).forward(model, inputs), targets))
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        count += len(inputs)
    if not count:
        raise ValueError("no batch")
    return total / count
