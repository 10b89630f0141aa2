"""Dropout stands before BatchNorm in the hidden layers: the same in evaluation mode, other numbers and running statistics in training mode with p > 0.

Named: drops elements before they are normalised
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
            parts += [nn.Linear(width, size), nn.ReLU(), nn.Dropout(p), nn.BatchNorm1d(size)]
            width = size
        self.net = nn.Sequential(*parts, nn.Linear(width, output_size))

    def forward(self, x):
        rows = [table(x[:, i]) for i, table in enumerate(self.tables)]
        return self.net(torch.cat(rows, 1))
