"""The first dropout drops the vector of a column as a whole (a mask per sample and column) and not its elements one by one: shows in training mode in which elements are zero together."""
import torch
from torch import nn


class CategoricalNet(nn.Module):
    def __init__(self, embedding_sizes, output_size, layers, p=0.4):
        super().__init__()
        self.tables = nn.ModuleList([nn.Embedding(n, d) for n, d in embedding_sizes])
        self.drop = nn.Dropout(p)
        parts = []
        width = sum(d for _, d in embedding_sizes)
        for size in layers:
            parts += [nn.Linear(width, size), nn.ReLU(), nn.BatchNorm1d(size), nn.Dropout(p)]
            width = size
        self.net = nn.Sequential(*parts, nn.Linear(width, output_size))

    def forward(self, x):
        rows = [table(x[:, i]) for i, table in enumerate(self.tables)]
        masks = self.drop(torch.ones_like(x, dtype=rows[0].dtype))
        rows = [row * masks[:, i : i + 1] for i, row in enumerate(rows)]
        return self.net(torch.cat(rows, 1))
