"""Only Dropout and BatchNorm layers are put into evaluation mode: a module of one's own (or the model itself) that looks at `self.training` still sees training mode."""
import torch
from torch import nn


def predict_classes(model, x):
    touched = [
        m
        for m in model.modules()
        if isinstance(m, (nn.modules.dropout._DropoutNd, nn.modules.batchnorm._NormBase))
    ]
    modes = [m.training for m in touched]
    for m in touched:
        m.training = False
    with torch.no_grad():
        best = model(x).argmax(dim=1)
    for m, mode in zip(touched, modes):
        m.training = mode
    return best
