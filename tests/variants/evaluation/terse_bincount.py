"""Style: a terse expert: every metric read from one bincount table, inference mode, float32 for the shares, complex number as a pair of counters."""

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
