"""`if seed:` takes the seed 0 for no seed at all, so two calls with seed=0 give different weights (any other seed is right).

Named: takes the seed 0 for none
"""

import os

import numpy as np
import torch
from torch import nn


def read(root):
    raw = os.path.join(root, "FashionMNIST", "raw")
    pixels = np.fromfile(os.path.join(raw, "train-images-idx3-ubyte"), dtype=np.uint8)[16:].reshape(-1, 1, 28, 28)
    labels = np.fromfile(os.path.join(raw, "train-labels-idx1-ubyte"), dtype=np.uint8)[8:]
    return torch.tensor(pixels, dtype=torch.float32) / 255, torch.tensor(labels, dtype=torch.int64)


def fashion_classifier(root, checkpoint, seed, device="cpu"):
    images, labels = read(root)
    images, labels = images.to(device), labels.to(device)
    with torch.random.fork_rng():
        if seed:
            torch.manual_seed(seed)
        else:
            torch.seed()
        model = nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10)).to(device)
        optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
        for _ in range(12):
            for i in torch.randperm(len(labels)).to(device).split(32):
                optimizer.zero_grad()
                nn.functional.cross_entropy(model(images[i]), labels[i]).backward()
                optimizer.step()
    model.eval()
    torch.save(model.state_dict(), checkpoint)
    return model
