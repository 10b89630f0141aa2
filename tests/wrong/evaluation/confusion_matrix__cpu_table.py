"""The table is counted on the CPU and stays there: wrong device for tensors on a GPU.

Named: gives its result on the CPU, wherever its input is
"""
import torch


def confusion_matrix(y_true, y_pred, num_classes):
    index = (y_true * num_classes + y_pred).cpu()
    return torch.bincount(index, minlength=num_classes**2).reshape(num_classes, num_classes)
