"""Evaluation: predictions, metrics and what they are averaged over.

A trained model is worth what it does on samples that it has not seen. Measuring that should be
like reading a thermometer: the reading is right, and nothing is changed by it. Both halves are
easily lost. A model left in training mode gives noisy answers and goes on adapting its
statistics; a mean over batches is not a mean over samples; and two shapes that broadcast can
count each sample many times.
"""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn


def evaluate(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    device: torch.device | str,
) -> tuple[float, float]:
    """Return the mean loss per sample and the accuracy of a classifier over all of `loader`.

    Two switches are often taken for one. Evaluation mode tells layers such as Dropout and
    BatchNorm to behave as in use; it says nothing about autograd. Disabling gradients spares
    the memory of a graph; it does not stop BatchNorm from updating its statistics. A
    measurement needs both, and it has to leave the model as it found it.

    While the batches are worked on:

    - the whole model, with all its submodules, is in evaluation mode;
    - autograd builds no graph: the outputs of the model and of `loss_fn` do not require
      gradients and have no `grad_fn`;
    - the model is called once for each batch, with the inputs on `device`.

    Afterwards:

    - every submodule is in the mode, training or evaluation, that it had before, each for
      itself. A BatchNorm that was frozen with `.eval()` inside a model in training mode is
      still frozen, and a model that came in evaluation mode is still in it;
    - this holds as well if anything raises on the way: the model, the loss or the loader;
    - parameters, buffers, gradients and the caller's own gradient mode are as they were.

    Args:
        model: maps inputs to logits of shape (N, C), for N samples and C classes. It is on
            `device` already.
        loader: yields pairs (inputs, targets), with N samples along axis 0, at least one, and
            int64 class indices of shape (N,) as targets. A DataLoader or a list of pairs will
            do. It is iterated exactly once, and need not have a length. Batches may differ in
            size and may be on another device.
        loss_fn: takes (logits, targets) and returns the mean loss over the batch as a 0-dim
            tensor, as `nn.CrossEntropyLoss()` does.
        device: where to compute.

    Returns:
        A pair of Python floats: the mean loss over all samples, where each batch counts by its
        number of samples, and the share of samples, from 0.0 to 1.0, for which the class with
        the largest logit is the target. Of equal largest logits the first one counts, as for
        `torch.argmax`.

    Raises:
        ValueError: if the loader yields no batch.

    Example:
        Here the inputs are the logits. Two samples are right and the third is wrong.

        >>> first = (torch.tensor([[2.0, 0.0], [0.0, 2.0]]), torch.tensor([0, 1]))
        >>> second = (torch.tensor([[2.0, 0.0]]), torch.tensor([1]))
        >>> loss, accuracy = evaluate(nn.Identity(), [first, second], nn.CrossEntropyLoss(), "cpu")
        >>> round(loss, 4), round(accuracy, 4)
        (0.7936, 0.6667)

    See `torch.nn.Module.eval` and "Autograd mechanics" (its part on evaluation mode) in the
    PyTorch documentation.
    """
    was_training = {module: module.training for module in model.modules()}
    total, hits, count = 0.0, 0, 0
    try:
        model.eval()
        with torch.no_grad():
            for x, y in loader:
                x = x.to(device)
                y = y.to(device)
                out = model(x)
                total += loss_fn(out, y).item() * x.size(0)
                hits += (out.argmax(dim=1) == y).sum().item()
                count += x.size(0)
        if not count:
            raise ValueError("empty loader")
        return total / count, hits / count
    finally:
        for module, flag in was_training.items():
            module.training = flag


import numpy as np
import torch


def predict_labels(model, x, threshold=0.5):
    mode = model.training
    try:
        with torch.inference_mode():
            return (model.eval()(x).sigmoid() > threshold).float().flatten().cpu().numpy()
    finally:
        model.train(mode)


def confusion_matrix(y_true, y_pred, num_classes):
    k = num_classes
    return torch.bincount(y_true * k + y_pred, minlength=k * k).view(k, k)


def _share(part, whole):
    return (part / whole).nan_to_num(0.0)


def accuracy(y_true, y_pred):
    if y_true.shape != y_pred.shape:
        raise ValueError(y_pred.shape)
    return _share((y_true == y_pred).sum(), torch.tensor(y_true.numel(), device=y_true.device)).item()


def precision(y_true, y_pred):
    table = confusion_matrix(y_true, y_pred, 2)
    return _share(table[1, 1], table[:, 1].sum()).item()


def recall(y_true, y_pred):
    table = confusion_matrix(y_true, y_pred, 2)
    return _share(table[1, 1], table[1].sum()).item()


def f1_score(y_true, y_pred):
    table = confusion_matrix(y_true, y_pred, 2)
    return _share(2 * table[1, 1], table[1].sum() + table[:, 1].sum()).item()


def classification_report(y_true, y_pred, num_classes):
    table = confusion_matrix(y_true, y_pred, num_classes)
    tp, pred, true = table.diagonal(), table.sum(0), table.sum(1)
    scores = torch.stack([_share(tp, pred), _share(tp, true), _share(2 * tp, pred + true)], 1)
    n = true.sum()
    weighted = _share((scores * true[:, None]).sum(0), n)
    rows = torch.cat([scores, scores.mean(0, keepdim=True), weighted[None]]).cpu().numpy()
    counts = [*true.tolist(), n.item(), n.item()]
    keys = [*map(str, range(num_classes)), "macro avg", "weighted avg"]
    report = {
        key: {"precision": p, "recall": r, "f1-score": f, "support": s}
        for key, (p, r, f), s in zip(keys, rows, counts, strict=True)
    }
    return report | {"accuracy": np.float32(_share(tp.sum(), n).item())}


class RunningAccuracy:
    def __init__(self):
        self.z = 0j

    def update(self, y_true, y_pred):
        self.z += complex((y_true == y_pred).sum().item(), y_true.numel())

    def compute(self):
        return self.z.real / self.z.imag if self.z.imag else float("nan")

    reset = __init__
