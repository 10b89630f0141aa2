"""Both modules are called, but the sigmoid's own result is dropped for `torch.sigmoid`: what a forward hook on `sigmoid` returns is not used.

Named: leaves its attribute `sigmoid` unused and calls `torch.sigmoid`
"""
import torch
from torch import nn


class BinaryClassificationModel(nn.Module):
    def __init__(self, in_features=2):
        super().__init__()
        self.layer = nn.Linear(in_features, 1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        z = self.layer(x)
        self.sigmoid(z)
        return torch.sigmoid(z)
