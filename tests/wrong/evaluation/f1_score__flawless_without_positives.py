"""With no positive and no alarm there is no error, and it returns 1.0 instead of 0.0: shows for all-zero labels and for N = 0."""


def f1_score(y_true, y_pred):
    tp = int((y_true & y_pred).sum())
    errors = int((y_true != y_pred).sum())
    return 2 * tp / (2 * tp + errors) if tp + errors else 1.0
