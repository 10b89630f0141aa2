"""The last axis is removed with a bare `squeeze()` and put back: raises for a single sample, x of shape (1, in_features)."""
from torch import nn


class BinaryClassificationModel(nn.Module):
    def __init__(self, in_features=2):
        super().__init__()
        self.layer = nn.Linear(in_features, 1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        logit = self.layer(x).squeeze()
        return self.sigmoid(logit).unsqueeze(1)
