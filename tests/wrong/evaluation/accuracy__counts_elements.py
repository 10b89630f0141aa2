"""The numbers of elements are compared and not the shapes: y_pred of shape (N, 1) or (1, N) is flattened and raises no ValueError."""


def accuracy(y_true, y_pred):
    if y_true.numel() != y_pred.numel():
        raise ValueError("different numbers of labels")
    if y_true.numel() == 0:
        return 0.0
    return (y_true == y_pred.reshape(-1)).double().mean().item()
