"""The empty case is answered before the shapes are compared: y_true of shape (0,) and y_pred of shape (0, 1) or (3,) give 0.0 and no ValueError."""


def accuracy(y_true, y_pred):
    if len(y_true) == 0:
        return 0.0
    if y_true.shape != y_pred.shape:
        raise ValueError("shapes differ")
    return (y_true == y_pred).double().mean().item()
