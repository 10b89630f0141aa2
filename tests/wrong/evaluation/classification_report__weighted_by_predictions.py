"""The weighted average counts each class by how often it was predicted, not by its samples: shows where the two differ."""
import torch


def classification_report(y_true, y_pred, num_classes):
    n = len(y_true)
    rows = []
    for c in range(num_classes):
        tp = int(((y_true == c) & (y_pred == c)).sum())
        s, q = int((y_true == c).sum()), int((y_pred == c).sum())
        rows.append((tp / q if q else 0.0, tp / s if s else 0.0, 2 * tp / (s + q) if tp else 0.0, s))

    def entry(p, r, f, s):
        return {"precision": p, "recall": r, "f1-score": f, "support": s}

    report = {str(c): entry(*row) for c, row in enumerate(rows)}
    report["accuracy"] = int((y_true == y_pred).sum()) / n if n else 0.0
    report["macro avg"] = entry(*(sum(row[k] for row in rows) / num_classes for k in range(3)), n)
    weighted = [sum(row[k] * int((y_pred == c).sum()) for c, row in enumerate(rows)) / n if n else 0.0 for k in range(3)]
    report["weighted avg"] = entry(*weighted, n)
    return report
