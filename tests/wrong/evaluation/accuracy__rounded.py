"""The share is rounded to four digits: shows for 1/3, or 1 error among 100,000 samples.

Named: rounds the share to four digits
"""


def accuracy(y_true, y_pred):
    if y_true.shape != y_pred.shape:
        raise ValueError("shapes differ")
    if not len(y_true):
        return 0.0
    return round((y_true == y_pred).sum().item() / len(y_true), 4)
