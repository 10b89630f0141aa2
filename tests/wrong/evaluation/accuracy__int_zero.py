"""Without samples it returns the int 0 (by `hits and hits / n`), also where no sample is right: equal to 0.0, but no float."""


def accuracy(y_true, y_pred):
    if y_true.shape != y_pred.shape:
        raise ValueError("shapes differ")
    hits = int((y_true == y_pred).sum())
    return hits and hits / len(y_true)
