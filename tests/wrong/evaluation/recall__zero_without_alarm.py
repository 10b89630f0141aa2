"""0/0 is answered by precision's question: it guards against no alarms instead of no positives, so all-negative labels with a false alarm raise ZeroDivisionError."""


def recall(y_true, y_pred):
    tp = ((y_true == 1) & (y_pred == 1)).sum().item()
    fn = ((y_true == 1) & (y_pred == 0)).sum().item()
    if y_pred.sum().item() == 0:
        return 0.0
    return tp / (tp + fn)
