"""All columns share one vocabulary, so a value that only another column of the training part held raises no KeyError."""

import torch
from torch import nn


def car_evaluation(columns, classes, seed, device="cpu"):
    vocabulary = {}
    for column in columns:
        for value in column:
            vocabulary.setdefault(value, len(vocabulary))
    names = sorted(set(classes))

    def encode(columns):
        return torch.tensor([[vocabulary[v] for v in column] for column in columns]).T.to(device)

    x, t = encode(columns), torch.tensor([names.index(c) for c in classes]).to(device)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = nn.Sequential(
            nn.Embedding(len(vocabulary), 8),
            nn.Flatten(),
            nn.Linear(8 * len(columns), 64),
            nn.ReLU(),
            nn.Linear(64, len(names)),
        ).to(device)
        optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
        for _ in range(40):
            for i in torch.randperm(len(t)).to(device).split(32):
                optimizer.zero_grad()
                nn.functional.cross_entropy(model(x[i]), t[i]).backward()
                optimizer.step()
    model.eval()

    def predict(columns):
        with torch.no_grad():
            return [names[i] for i in model(encode(columns)).argmax(dim=1).tolist()]

    return predict
