"""One-hot by F.one_hot without num_classes, padded afterwards: right wherever there are samples, but it raises for N = 0."""
import torch
import torch.nn.functional as F


def confusion_matrix(y_true, y_pred, num_classes):
    a, b = F.one_hot(y_true).double(), F.one_hot(y_pred).double()
    a = F.pad(a, (0, num_classes - a.shape[1]))
    b = F.pad(b, (0, num_classes - b.shape[1]))
    return (a.T @ b).long()
