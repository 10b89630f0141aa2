"""0/0 is avoided by adding 1e-6 below: with one right alarm the result is 0.999999 and not 1.0."""


def precision(y_true, y_pred):
    tp = (y_true * y_pred).sum().item()
    return tp / (y_pred.sum().item() + 1e-6)
