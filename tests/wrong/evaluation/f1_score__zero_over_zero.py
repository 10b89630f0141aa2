"""p and r are each guarded, but their sum is not: alarms and positives that never meet (p = r = 0.0, both defined) raise ZeroDivisionError."""


def f1_score(y_true, y_pred):
    tp = int((y_true & y_pred).sum())
    alarms, positives = int(y_pred.sum()), int(y_true.sum())
    if alarms == 0 or positives == 0:
        return 0.0
    p, r = tp / alarms, tp / positives
    return 2 * p * r / (p + r)
