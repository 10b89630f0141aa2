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


@torch.no_grad()
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
    modes = []
    for module in model.modules():
        modes.append((module, module.training))
    all_loss = 0.0
    all_correct = 0
    all_samples = 0
    try:
        model.eval()
        for inputs, targets in loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            logits = model(inputs)
            loss = loss_fn(logits, targets)
            prediction = torch.argmax(logits, dim=1)
            all_loss += inputs.shape[0] * loss.item()
            all_correct += int((prediction == targets).sum())
            all_samples += inputs.shape[0]
    finally:
        for module, mode in modes:
            module.training = mode
    if all_samples == 0:
        raise ValueError("no batch at all")
    return all_loss / all_samples, all_correct / all_samples


import math

import numpy as np
import torch
from torch import Tensor, nn


def _hot(y: Tensor, classes: int) -> Tensor:
    return (y.unsqueeze(-1) == torch.arange(classes, device=y.device)).to(torch.float64)


def predict_labels(model: nn.Module, x: Tensor, threshold: float = 0.5) -> np.ndarray:
    mode = model.training
    cut = math.log(threshold) - math.log1p(-threshold)
    try:
        model.train(False)
        with torch.set_grad_enabled(False):
            logits = model(x).to(torch.float64)
    finally:
        model.train(mode)
    labels = torch.gt(logits.squeeze(1), cut).to(torch.float32)
    return labels.cpu().numpy()


def confusion_matrix(y_true: Tensor, y_pred: Tensor, num_classes: int) -> Tensor:
    table = torch.einsum("ni,nj->ij", _hot(y_true, num_classes), _hot(y_pred, num_classes))
    return table.round().to(torch.int64)


def accuracy(y_true: Tensor, y_pred: Tensor) -> float:
    if y_true.size() != y_pred.size():
        raise ValueError("y_pred has another shape than y_true")
    if y_true.numel() == 0:
        return 0.0
    return 1.0 - (y_true ^ y_pred).double().mean().item()


def precision(y_true: Tensor, y_pred: Tensor) -> float:
    hits = torch.einsum("n,n->", y_true.double(), y_pred.double())
    return (hits / y_pred.double().sum().clamp(min=1)).item()


def recall(y_true: Tensor, y_pred: Tensor) -> float:
    hits = torch.einsum("n,n->", y_true.double(), y_pred.double())
    return (hits / y_true.double().sum().clamp(min=1)).item()


def f1_score(y_true: Tensor, y_pred: Tensor) -> float:
    table = torch.einsum("ni,nj->ij", _hot(y_true, 2), _hot(y_pred, 2))
    (_, fp), (fn, tp) = table.unbind(0)
    return torch.nan_to_num(tp / (tp + (fp + fn) / 2), nan=0.0).item()


def classification_report(
    y_true: Tensor, y_pred: Tensor, num_classes: int
) -> dict[str, float | dict[str, float]]:
    a, b = _hot(y_true, num_classes), _hot(y_pred, num_classes)
    hits = torch.einsum("nc,nc->c", a, b)
    support, predicted = a.sum(0), b.sum(0)
    rows = torch.stack(
        [
            hits / predicted.clamp(min=1),
            hits / support.clamp(min=1),
            2 * hits / (support + predicted).clamp(min=1),
        ]
    )
    n = support.sum()
    some = float(n > 0)
    names = ["precision", "recall", "f1-score"]

    def entry(values: Tensor, count: Tensor) -> dict[str, float]:
        return {**dict(zip(names, values.tolist(), strict=True)), "support": count.item()}

    report = {str(c): entry(rows[:, c], support[c]) for c in range(num_classes)}
    weights = support / n.clamp(min=1)
    report["macro avg"] = entry(rows.mean(1) * some, n)
    report["weighted avg"] = entry(torch.einsum("kc,c->k", rows, weights), n)
    report["accuracy"] = (hits.sum() / n.clamp(min=1)).item()
    return report


class RunningAccuracy:
    mean = math.nan
    count = 0

    def __init__(self) -> None:
        self.reset()

    def update(self, y_true: Tensor, y_pred: Tensor) -> None:
        n = y_true.shape[0]
        if n:
            share = y_true.eq(y_pred).double().mean().item()
            self.count += n
            old = 0.0 if math.isnan(self.mean) else self.mean
            self.mean = min(1.0, max(0.0, old + (share - old) * n / self.count))

    def compute(self) -> float:
        return self.mean

    def reset(self) -> None:
        self.mean, self.count = math.nan, 0
