"""Never looks at the device: goes through NumPy, which no GPU tensor can; a breach if it passes."""
# Unit: evaluation
# Must fail: moves_each_batch_to_the_device
import torch


def evaluate(model, loader, loss_fn, device):
    total, right, count = 0.0, 0, 0
    with torch.no_grad():
        for inputs, targets in loader:
            inputs = torch.from_numpy(inputs.numpy())
            targets = torch.from_numpy(targets.numpy())
            logits = model(inputs)
            total += loss_fn(logits, targets).item() * len(targets)
            right += int((logits.argmax(dim=1) == targets).sum())
            count += len(targets)
    return total / count, right / count
