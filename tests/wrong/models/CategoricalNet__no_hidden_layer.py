"""The last Linear takes its width from layers[-1]: an empty list of layers raises IndexError.

Named: takes the inputs of the last Linear from `layers[-1]`, which an empty list does not have
"""
import torch
from torch import nn


class CategoricalNet(nn.Module):
    def __init__(self, embedding_sizes, output_size, layers, p=0.4):
        super().__init__()
        self.tables = nn.ModuleList([nn.Embedding(n, d) for n, d in embedding_sizes])
        parts = [nn.Dropout(p)]
        width = sum(d for _, d in embedding_sizes)
        for size in layers:
            parts += [nn.Linear(width, size), nn.ReLU(), nn.BatchNorm1d(size), nn.Dropout(p)]
            width = size
        self.net = nn.Sequential(*parts, nn.Linear(layers[-1], output_size))

    def forward(self, x):
        rows = [table(x[:, i]) for i, table in enumerate(self.tables)]
        return self.net(torch.cat(rows, 1))
