"""It is computed from a precision and a recall that were rounded to four digits: 1/3 and 1/2 give 0.39997… and not 0.4."""


def f1_score(y_true, y_pred):
    tp = int((y_true & y_pred).sum())
    alarms, positives = int(y_pred.sum()), int(y_true.sum())
    p = round(tp / alarms, 4) if alarms else 0.0
    r = round(tp / positives, 4) if positives else 0.0
    return 2 * p * r / (p + r) if tp else 0.0
