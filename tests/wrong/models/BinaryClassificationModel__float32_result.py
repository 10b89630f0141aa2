"""The logit is cast with `.float()` before the sigmoid: a model that was converted to float64 returns float32."""
from torch import nn


class BinaryClassificationModel(nn.Module):
    def __init__(self, in_features=2):
        super().__init__()
        self.layer = nn.Linear(in_features, 1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x):
        return self.sigmoid(self.layer(x).float())
