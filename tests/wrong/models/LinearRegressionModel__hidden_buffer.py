"""A step counter is registered as a non-persistent buffer: the state dict looks right, but the model has a buffer (shows in `buffers()` of every model)."""
import torch
from torch import nn


class LinearRegressionModel(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(1, 1)
        self.register_buffer("steps", torch.zeros((), dtype=torch.int64), persistent=False)

    def forward(self, x):
        return self.linear(x)
