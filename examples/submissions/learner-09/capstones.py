import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, kernel_size=5, stride=3, padding=1)
        self.bn1 = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 16, kernel_size=3, stride=2, padding=1)
        self.bn2 = nn.BatchNorm2d(16)
        self.head = nn.Linear(16 * 5 * 5, 10)

    def forward(self, images):
        h = F.relu(self.bn1(self.conv1(images)))
        h = F.relu(self.bn2(self.conv2(h)))
        return self.head(h.flatten(1))


def read_idx(path, header):
    with open(path, "rb") as stream:
        content = stream.read()
    return np.frombuffer(content, dtype=np.uint8, offset=header)


def batches(n, size):
    """Parts of a random order, all of about the same size, so that none is a single row."""
    return torch.tensor_split(torch.randperm(n), max(1, n // size))


def fit(model, inputs, targets, loss_fn, epochs, size, lr, decay):
    model.train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, weight_decay=decay)
    steps = epochs * max(1, len(targets) // size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=lr, total_steps=steps)
    with torch.enable_grad():
        for epoch in range(epochs):
            total = 0.0
            for index in batches(len(targets), size):
                index = index.to(targets.device)
                optimizer.zero_grad()
                loss = loss_fn(model(inputs[index]), targets[index])
                loss.backward()
                optimizer.step()
                schedule.step()
                total += loss.item()
    model.eval()
    return model


def fashion_classifier(root, checkpoint, seed, device="cpu"):
    raw = os.path.join(os.fspath(root), "FashionMNIST", "raw")
    pixels = read_idx(os.path.join(raw, "train-images-idx3-ubyte"), 16).reshape(-1, 1, 28, 28)
    labels = read_idx(os.path.join(raw, "train-labels-idx1-ubyte"), 8)
    images = torch.from_numpy(pixels.astype(np.float32) / 255).to(device)
    targets = torch.from_numpy(labels.astype(np.int64)).to(device)
    with torch.random.fork_rng(), torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True):
        torch.manual_seed(seed)
        model = ConvNet().to(device)
        fit(model, images, targets, nn.CrossEntropyLoss(), epochs=10, size=32, lr=0.01, decay=0.01)
    torch.save(model.state_dict(), os.fspath(checkpoint))
    return model


class CarNet(nn.Module):
    def __init__(self, sizes, n_classes):
        super().__init__()
        self.embeddings = nn.ModuleList([nn.Embedding(size, 6) for size in sizes])
        self.hidden = nn.Linear(6 * len(sizes), 64)
        self.norm = nn.BatchNorm1d(64)
        self.out = nn.Linear(64, n_classes)

    def forward(self, numbers):
        vectors = [embed(numbers[:, j]) for j, embed in enumerate(self.embeddings)]
        return self.out(F.relu(self.norm(self.hidden(torch.cat(vectors, dim=1)))))


def car_evaluation(columns, classes, seed, device="cpu"):
    vocabularies = []
    for column in columns:
        vocabulary = {}
        for value in column:
            if value not in vocabulary:
                vocabulary[value] = len(vocabulary)
        vocabularies.append(vocabulary)
    names = sorted(set(classes))

    def encode(table):
        encoded = []
        for vocabulary, column in zip(vocabularies, table, strict=True):
            numbers = []
            for value in column:
                if value not in vocabulary:
                    raise KeyError(f"the training part did not hold {value}")
                numbers.append(vocabulary[value])
            encoded.append(torch.tensor(numbers, dtype=torch.int64))
        return torch.stack(encoded, dim=1).to(device)

    targets = torch.tensor([names.index(name) for name in classes]).to(device)
    inputs = encode(columns)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = CarNet([len(v) for v in vocabularies], len(names)).to(device)
        fit(model, inputs, targets, nn.CrossEntropyLoss(), epochs=60, size=64, lr=0.02, decay=0.01)

    def predict(columns):
        with torch.no_grad():
            best = model(encode(columns)).argmax(dim=1)
        return [names[i] for i in best.tolist()]

    return predict


def breast_cancer(x, t, seed):
    x64 = x.detach().double()
    mean = x64.mean(dim=0)
    deviation = x64.std(dim=0, correction=0)
    constant = (x64 == x64[0]).all(dim=0)

    def scale(rows):
        z = (rows.detach().double() - mean) / torch.where(constant, torch.ones_like(deviation), deviation)
        return torch.where(constant, torch.zeros_like(z), z).float()

    z = scale(x)
    targets = t.float().unsqueeze(1)
    if len(z) == 1:
        z, targets = z.repeat(2, 1), targets.repeat(2, 1)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Linear(x.shape[1], 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 1)).to(x.device)
        fit(model, z, targets, nn.BCEWithLogitsLoss(), epochs=30, size=32, lr=0.01, decay=0.1)

    def predict(x, threshold=0.5):
        with torch.no_grad():
            probability = torch.sigmoid(model(scale(x)).squeeze(1))
        return probability > threshold

    return predict
