"""The flat index is computed in place, y_true *= num_classes: the caller's labels are changed."""
import torch


def confusion_matrix(y_true, y_pred, num_classes):
    y_true *= num_classes
    y_true += y_pred
    return torch.bincount(y_true, minlength=num_classes**2).view(num_classes, num_classes)
