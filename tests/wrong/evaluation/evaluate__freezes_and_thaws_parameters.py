"""Uses requires_grad_(False) and (True) for no_grad: frozen parameters are thawed after it."""


def evaluate(model, loader, loss_fn, device):
    modes = [(module, module.training) for module in model.modules()]
    total, correct, count = 0.0, 0, 0
    try:
        model.eval()
        model.requires_grad_(False)
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            logits = model(inputs)
            loss = loss_fn(logits, targets)
            total += loss.item() * targets.size(0)
            correct += (logits.argmax(dim=1) == targets).sum().item()
            count += targets.size(0)
    finally:
        model.requires_grad_(True)
        for module, training in modes:
            module.training = training
    if count == 0:
        raise ValueError("the loader yields no batch")
    return total / count, correct / count
