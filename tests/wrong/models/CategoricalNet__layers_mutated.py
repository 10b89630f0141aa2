"""The argument is extended in place, layers.insert(0, width): the caller's list is longer afterwards (and a tuple fails)."""
import torch
from torch import nn


class CategoricalNet(nn.Module):
    def __init__(self, embedding_sizes, output_size, layers, p=0.4):
        super().__init__()
        self.tables = nn.ModuleList([nn.Embedding(n, d) for n, d in embedding_sizes])
        parts = [nn.Dropout(p)]
        width = sum(d for _, d in embedding_sizes)
        layers.insert(0, width)
        for size in layers[1:]:
            parts += [nn.Linear(width, size), nn.ReLU(), nn.BatchNorm1d(size), nn.Dropout(p)]
            width = size
        self.net = nn.Sequential(*parts, nn.Linear(width, output_size))

    def forward(self, x):
        rows = [table(x[:, i]) for i, table in enumerate(self.tables)]
        return self.net(torch.cat(rows, 1))
