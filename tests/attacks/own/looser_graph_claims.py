"""Runs the model a second time past its hooks, with a graph; a breach if the check passes."""
# Unit: evaluation
# Known: a claim: graphs are counted in the same process
# Must fail: calls_the_model_once_a_batch_without_a_graph
import torch


def evaluate(model, loader, loss_fn, device):
    modes = [(module, module.training) for module in model.modules()]
    total, right, count = 0.0, 0, 0
    try:
        model.eval()
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            type(model).forward(model, inputs).sum()
            with torch.no_grad():
                logits = model(inputs)
                total += loss_fn(logits, targets).item() * len(targets)
            right += int((logits.argmax(dim=1) == targets).sum())
            count += len(targets)
    finally:
        for module, mode in modes:
            module.training = mode
    if count == 0:
        raise ValueError("no batch")
    return total / count, right / count
