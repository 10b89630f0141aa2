"""0/0 is avoided by adding 1e-6 to p + r: labels that are all right give 0.9999995, and not 1.0.

Named: adds 1e-6 to the sum of precision and recall, so that it cannot be zero
"""


def f1_score(y_true, y_pred):
    tp = int((y_true & y_pred).sum())
    p = tp / max(int(y_pred.sum()), 1)
    r = tp / max(int(y_true.sum()), 1)
    return 2 * p * r / (p + r + 1e-6)
