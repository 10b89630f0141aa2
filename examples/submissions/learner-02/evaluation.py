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

import math
from contextlib import contextmanager


@contextmanager
def measuring(model):
    """Evaluation mode and no gradients, and everything as before at the end."""
    before = {id(m): m.training for m in model.modules()}
    try:
        with torch.no_grad():
            yield model.eval()
    finally:
        for m in model.modules():
            m.training = before[id(m)]


def evaluate(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    device: torch.device | str,
) -> tuple[float, float]:
    """Return the mean loss per sample and the accuracy of a classifier over all of `loader`."""
    def score(xs, ys):
        logits = model(xs.to(device))
        ys = ys.to(device)
        hits = torch.eq(logits.argmax(-1), ys)
        return len(ys), len(ys) * loss_fn(logits, ys).item(), int(hits.sum())

    with measuring(model):
        rows = [score(xs, ys) for xs, ys in loader]
        if not rows:
            raise ValueError("nothing to evaluate: the loader is empty")
        sizes, losses, hits = zip(*rows, strict=True)
        return math.fsum(losses) / sum(sizes), sum(hits) / sum(sizes)


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
