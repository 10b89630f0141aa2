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
    # Replace this line with your code.
    print("evaluate...")
    # remember all the modes
    all_modules = []
    all_modes = []
    for m in model.modules():
        all_modules.append(m)
        all_modes.append(m.training)
    print(len(all_modules), "modules", all_modes)
    total = 0.0
    right = 0
    samples = 0
    try:
        model.eval()
        with torch.no_grad():
            for batch in loader:
                inputs = batch[0].to(device)
                targets = batch[1].to(device)
                logits = model(inputs)
                loss = loss_fn(logits, targets)
                n = targets.shape[0]
                total = total + loss.item() * n
                samples = samples + n
                #right = right + (logits.argmax(1) == targets.unsqueeze(1)).sum()   # (N, N) ???
                for i in range(n):
                    guess = torch.argmax(logits[i]).item()
                    answer = targets[i].item()
                    print("guess", guess, "answer", answer)
                    if guess == answer:
                        right = right + 1
    finally:
        print("putting the modes back")
        for i in range(len(all_modules)):
            all_modules[i].training = all_modes[i]
        #model.train()
    if samples == 0:
        raise ValueError("the loader was empty")
    print("total", total, "right", right, "of", samples)
    return total / samples, right / samples


import numpy as np
import torch


def _np(y):
    return y.detach().cpu().numpy()


def predict_labels(model, x, threshold=0.5):
    modes = {m: m.training for m in model.modules()}
    for m in modes:
        m.training = False
    grad = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        logits = _np(model(x)).astype(np.float64)[:, 0]
    finally:
        torch.set_grad_enabled(grad)
        for m, mode in modes.items():
            m.training = mode
    probabilities = np.exp(-np.logaddexp(0.0, -logits))
    probabilities[logits == 0] = 0.5
    return np.where(probabilities > threshold, np.float32(1), np.float32(0))


def confusion_matrix(y_true, y_pred, num_classes):
    table = np.zeros((num_classes, num_classes), dtype=np.int64)
    np.add.at(table, (_np(y_true), _np(y_pred)), 1)
    return torch.from_numpy(table).to(y_true.device)


def accuracy(y_true, y_pred):
    if y_true.shape != y_pred.shape:
        raise ValueError(f"shapes {tuple(y_true.shape)} and {tuple(y_pred.shape)} differ")
    hits = (_np(y_true) == _np(y_pred)).astype(np.float64)
    return float(hits.mean()) if hits.size else 0.0


def _share(part, whole):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(np.asarray(part, np.float64) / np.asarray(whole, np.float64), nan=0.0)


def precision(y_true, y_pred):
    t, p = _np(y_true), _np(y_pred)
    return float(_share(np.dot(t, p), p.sum()))


def recall(y_true, y_pred):
    t, p = _np(y_true), _np(y_pred)
    return float(_share(p[t == 1].sum(), np.count_nonzero(t)))


def f1_score(y_true, y_pred):
    t, p = _np(y_true).astype(bool), _np(y_pred).astype(bool)
    return float(_share(2 * np.sum(t & p), np.sum(t) + np.sum(p)))


def classification_report(y_true, y_pred, num_classes):
    t, p = _np(y_true), _np(y_pred)
    classes = np.arange(num_classes)[:, None]
    is_true, is_pred = t == classes, p == classes
    hits = (is_true & is_pred).sum(1)
    support, predicted = is_true.sum(1), is_pred.sum(1)
    scores = np.stack(
        [_share(hits, predicted), _share(hits, support), _share(2 * hits, support + predicted)]
    )
    names = ("precision", "recall", "f1-score", "support")
    report = {}
    for c in range(num_classes):
        report[f"{c}"] = dict(zip(names, [*scores[:, c], support[c]], strict=True))
    n = np.float64(t.size)
    report["weighted avg"] = dict(zip(names, [*_share(scores @ support, n), n], strict=True))
    macro = scores.mean(axis=1) if t.size else np.zeros(3)
    report["macro avg"] = dict(zip(names, [*macro, n], strict=True))
    report["accuracy"] = np.float64(_share(hits.sum(), n))
    return report


class RunningAccuracy:
    def __init__(self):
        self.hits = np.zeros(0, dtype=bool)

    def update(self, y_true, y_pred):
        self.hits = np.append(self.hits, _np(y_true) == _np(y_pred))

    def compute(self):
        return float(np.mean(self.hits)) if len(self.hits) else float("nan")

    def reset(self):
        self.hits = self.hits[:0].copy()
