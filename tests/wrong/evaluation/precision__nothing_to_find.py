"""Without positives in both, nothing to find and nothing found, it returns 1.0 and not 0.0: shows for all-zero labels and for N = 0."""


def precision(y_true, y_pred):
    tp = (y_true & y_pred).sum().item()
    alarms = y_pred.sum().item()
    if alarms == 0:
        return 1.0 if y_true.sum().item() == 0 else 0.0
    return tp / alarms
