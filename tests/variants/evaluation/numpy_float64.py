"""Style: NumPy on the CPU, float64 throughout, errstate and nan_to_num for what is undefined."""

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
