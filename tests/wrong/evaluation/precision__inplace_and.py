"""The true positives are computed with `&=`, after the alarms were counted: the number is right, but y_pred is changed."""


def precision(y_true, y_pred):
    alarms = int(y_pred.sum())
    y_pred &= y_true
    return int(y_pred.sum()) / alarms if alarms else 0.0
