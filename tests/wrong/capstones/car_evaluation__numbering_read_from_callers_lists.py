"""The numbering is read again from the caller's lists at every question, so the answers change once the caller reorders or reuses the training lists.

Named: numbers by the caller's lists whenever it is asked, and they may have changed
"""

import torch
from torch import nn


def car_evaluation(columns, classes, seed, device="cpu"):
    training = columns
    names = sorted(set(classes))

    def encode(columns):
        encoded = []
        for known, column in zip(training, columns):
            vocabulary = {v: i for i, v in enumerate(dict.fromkeys(known))}
            encoded.append([vocabulary[v] for v in column])
        return torch.tensor(encoded).T.to(device)

    x, t = encode(columns), torch.tensor([names.index(c) for c in classes]).to(device)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        tables = nn.ModuleList(nn.Embedding(len(set(column)), 8) for column in columns).to(device)
        rest = nn.Sequential(nn.Linear(8 * len(columns), 64), nn.ReLU(), nn.Linear(64, len(names))).to(device)

        def model(x):
            return rest(torch.cat([table(x[:, j]) for j, table in enumerate(tables)], dim=1))

        optimizer = torch.optim.Adam([*tables.parameters(), *rest.parameters()], lr=5e-3)
        for _ in range(40):
            for i in torch.randperm(len(t)).to(device).split(32):
                optimizer.zero_grad()
                nn.functional.cross_entropy(model(x[i]), t[i]).backward()
                optimizer.step()

    def predict(columns):
        with torch.no_grad():
            return [names[i] for i in model(encode(columns)).argmax(dim=1).tolist()]

    return predict
