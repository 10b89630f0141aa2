"""The channel axis is dropped with a bare `squeeze()` before flattening: a single sample, N = 1, loses its batch axis and raises."""
from torch import nn


class NeuralNetwork(nn.Module):
    def __init__(self, in_features=28 * 28, hidden=512, classes=10):
        super().__init__()
        self.a = nn.Linear(in_features, hidden)
        self.b = nn.Linear(hidden, hidden)
        self.c = nn.Linear(hidden, classes)

    def forward(self, x):
        x = x.squeeze().flatten(1)
        return self.c(self.b(self.a(x).relu()).relu())
