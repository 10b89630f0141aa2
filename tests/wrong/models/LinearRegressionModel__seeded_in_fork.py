"""The start is reproducible: seeded inside `fork_rng`, so the global generator is untouched, but two models made one after the other are equal."""
import torch
from torch import nn


class LinearRegressionModel(nn.Module):
    def __init__(self):
        super().__init__()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(42)
            self.linear = nn.Linear(1, 1)

    def forward(self, x):
        return self.linear(x)
