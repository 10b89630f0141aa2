"""Whether there is a positive is asked with `y_true.max()`, which raises for N = 0."""


def recall(y_true, y_pred):
    if y_true.max() == 0:
        return 0.0
    return ((y_true == 1) & (y_pred == 1)).sum().item() / (y_true == 1).sum().item()
