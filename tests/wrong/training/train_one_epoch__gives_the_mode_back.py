"""Puts the model's old mode back at the end: shows with a model that comes in eval mode."""


def train_one_epoch(model, loader, loss_fn, optimizer, device):
    was_training = model.training
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
    model.train(was_training)
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total / count
