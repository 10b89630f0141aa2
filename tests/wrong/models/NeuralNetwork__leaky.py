"""LeakyReLU in place of ReLU: slightly different logits and gradients wherever a hidden number is negative."""
from torch import nn


class NeuralNetwork(nn.Module):
    def __init__(self, in_features=28 * 28, hidden=512, classes=10):
        super().__init__()
        self.net = nn.Sequential(
            nn.Flatten(), nn.Linear(in_features, hidden), nn.LeakyReLU(),
            nn.Linear(hidden, hidden), nn.LeakyReLU(), nn.Linear(hidden, classes),
        )

    def forward(self, x):
        return self.net(x)
