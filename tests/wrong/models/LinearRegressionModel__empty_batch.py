"""The result is reshaped with `view(len(x), -1)`, which raises for an empty batch, x of shape (0, 1)."""
import torch
from torch import nn


class LinearRegressionModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x).view(len(x), -1)
