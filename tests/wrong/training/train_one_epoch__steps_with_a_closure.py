"""Gives the step a closure, LBFGS style: shows with an optimizer that watches its calls."""


def train_one_epoch(model, loader, loss_fn, optimizer, device):
    model.train()
    total, count = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)

        def closure(inputs=inputs, targets=targets):
            optimizer.zero_grad()
            loss = loss_fn(model(inputs), targets)
            loss.backward()
            return loss

        loss = optimizer.step(closure)
        total += loss.item() * inputs.size(0)
        count += inputs.size(0)
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total / count
