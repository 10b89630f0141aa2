"""`threshold or 0.5` takes the threshold 0 for a missing one, so threshold=0 answers False where the probability is from 0 to 0.5.

Named: takes the threshold 0 for none
"""

import torch
from torch import nn


def breast_cancer(x, t, seed):
    mean, deviation = x.double().mean(0), x.double().std(0, correction=0)
    constant = (x == x[0]).all(0)

    def scale(x):
        return ((x.double() - mean) / deviation.masked_fill(constant, torch.inf)).float()

    z, target = scale(x), t.float()
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Linear(x.shape[1], 16), nn.ReLU(), nn.Linear(16, 1), nn.Flatten(0)).to(x.device)
        optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
        for _ in range(15):
            for i in torch.randperm(len(t)).to(x.device).split(32):
                optimizer.zero_grad()
                nn.functional.binary_cross_entropy_with_logits(model(z[i]), target[i]).backward()
                optimizer.step()

    def predict(x, threshold=None):
        with torch.no_grad():
            return torch.sigmoid(model(scale(x))) > (threshold or 0.5)

    return predict
