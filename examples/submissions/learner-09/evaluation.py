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
    old = [(m, m.training) for m in model.modules()]
    loss_sum, right_sum, n_sum = 0.0, 0, 0
    try:
      model.eval()
      with torch.no_grad():
        for x, y in loader:
          y = y.to(device)
          n = len(y)
          out = model(x.to(device))
          loss_sum = loss_sum + float(loss_fn(out, y)) * n
          right_sum = right_sum + int((torch.argmax(out, dim=1) == y).sum())
          n_sum = n_sum + n
    finally:
      for m, was in old:
        m.training = was
    if n_sum == 0:
      raise ValueError("loader is empty")
    ans = (loss_sum / n_sum, right_sum / n_sum)
    return ans


import math

import numpy as np
import torch


def predict_labels(model, x, threshold=0.5):
    was_training = model.training
    print("was the model training?", was_training)
    model.eval()
    with torch.no_grad():
        out = model(x)
    if was_training == True:
        model.train()
    else:
        model.eval()
    labels = []
    for value in out.detach().cpu().reshape(-1).tolist():
        if value >= 0:
            probability = 1.0 / (1.0 + math.exp(-value))
        else:
            e = math.exp(value)
            probability = e / (1.0 + e)
        if probability > threshold:
            labels.append(1.0)
        else:
            labels.append(0.0)
    print("labels", len(labels))
    result = np.array(labels, dtype=np.float32)
    return result


def confusion_matrix(y_true, y_pred, num_classes):
    rows = []
    total = 0
    for i in range(num_classes):
        row = []
        for j in range(num_classes):
            is_i = y_true == i
            is_j = y_pred == j
            both = is_i & is_j
            number = int(both.sum())
            row.append(number)
        rows.append(row)
    print("table", rows)
    return torch.tensor(rows, dtype=torch.int64, device=y_true.device)


def accuracy(y_true, y_pred):
    if list(y_true.shape) != list(y_pred.shape):
        raise ValueError("the shapes differ: " + str(y_true.shape) + " and " + str(y_pred.shape))
    a = y_true.tolist()
    b = y_pred.tolist()
    right = 0
    wrong = 0
    for i in range(len(a)):
        if a[i] == b[i]:
            right = right + 1
        else:
            wrong = wrong + 1
    print(right, "right,", wrong, "wrong")
    if len(a) == 0:
        return 0.0
    return right / len(a)


def precision(y_true, y_pred):
    tp = 0
    fp = 0
    fn = 0
    tn = 0
    for t, p in zip(y_true.tolist(), y_pred.tolist()):
        if t == 1 and p == 1:
            tp = tp + 1
        elif t == 0 and p == 1:
            fp = fp + 1
        elif t == 1 and p == 0:
            fn = fn + 1
        else:
            tn = tn + 1
    print(tp, fp, fn, tn)
    if tp + fp == 0:
        return 0.0
    else:
        return tp / (tp + fp)


def recall(y_true, y_pred):
    positives = 0
    found = 0
    t = y_true.tolist()
    p = y_pred.tolist()
    for i in range(len(t)):
        if t[i] == 1:
            positives += 1
            if p[i] == 1:
                found += 1
    print("found", found, "of", positives)
    if positives == 0:
        return 0.0
    return found / positives


def f1_score(y_true, y_pred):
    p = precision(y_true, y_pred)
    r = recall(y_true, y_pred)
    print("p", p, "r", r)
    if p == 0.0:
        return 0.0
    if r == 0.0:
        return 0.0
    top = 2 * p * r
    bottom = p + r
    return top / bottom


def classification_report(y_true, y_pred, num_classes):
    t = y_true.tolist()
    p = y_pred.tolist()
    n = len(t)
    report = {}
    right = 0
    for i in range(n):
        if t[i] == p[i]:
            right += 1
    macro_p = 0.0
    macro_r = 0.0
    macro_f = 0.0
    weighted_p = 0.0
    weighted_r = 0.0
    weighted_f = 0.0
    for c in range(num_classes):
        tp = 0
        predicted = 0
        support = 0
        for i in range(n):
            if p[i] == c:
                predicted += 1
            if t[i] == c:
                support += 1
            if t[i] == c and p[i] == c:
                tp += 1
        pr = 0.0
        re = 0.0
        f1 = 0.0
        if predicted > 0:
            pr = tp / predicted
        if support > 0:
            re = tp / support
        if tp > 0:
            f1 = 2 * pr * re / (pr + re)
        report[str(c)] = {"precision": pr, "recall": re, "f1-score": f1, "support": support}
        macro_p += pr / num_classes
        macro_r += re / num_classes
        macro_f += f1 / num_classes
        if n > 0:
            weighted_p += pr * support / n
            weighted_r += re * support / n
            weighted_f += f1 * support / n
    if n > 0:
        report["accuracy"] = right / n
    else:
        report["accuracy"] = 0.0
    macro = {"precision": macro_p, "recall": macro_r, "f1-score": macro_f, "support": n}
    weighted = {"precision": weighted_p, "recall": weighted_r, "f1-score": weighted_f, "support": n}
    report["macro avg"] = macro
    report["weighted avg"] = weighted
    print(report)
    return report


class RunningAccuracy:
    def __init__(self):
        self.all_true = []
        self.all_pred = []

    def update(self, y_true, y_pred):
        for value in y_true.tolist():
            self.all_true.append(value)
        for value in y_pred.tolist():
            self.all_pred.append(value)
        print("now", len(self.all_true), "samples")

    def compute(self):
        right = 0
        for i in range(len(self.all_true)):
            if self.all_true[i] == self.all_pred[i]:
                right = right + 1
        if len(self.all_true) == 0:
            return float("nan")
        return right / len(self.all_true)

    def reset(self):
        self.all_true = []
        self.all_pred = []
