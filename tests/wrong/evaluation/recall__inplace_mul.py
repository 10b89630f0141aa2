"""The labels are multiplied in place after the positives were counted: the number is right, but y_true is changed."""


def recall(y_true, y_pred):
    positives = y_true.sum().item()
    tp = y_true.mul_(y_pred).sum().item()
    return tp / positives if positives else 0.0
