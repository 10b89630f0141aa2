"""A BatchNorm1d does the scaling, whose eps of 1e-5 drowns columns of small numbers: wrong where the columns that tell something have deviations far below 0.003."""

import torch
from torch import nn


def breast_cancer(x, t, seed):
    target = t.float()
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = nn.Sequential(
            nn.BatchNorm1d(x.shape[1], momentum=None),
            nn.Linear(x.shape[1], 16),
            nn.ReLU(),
            nn.Linear(16, 1),
            nn.Flatten(0),
        ).to(x.device)
        optimizer = torch.optim.Adam(model.parameters(), lr=2e-2)
        for _ in range(150):
            optimizer.zero_grad()
            nn.functional.binary_cross_entropy_with_logits(model(x), target).backward()
            optimizer.step()
    model.eval()

    def predict(x, threshold=0.5):
        with torch.no_grad():
            return torch.sigmoid(model(x)) > threshold

    return predict
