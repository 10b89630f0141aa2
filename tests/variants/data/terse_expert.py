"""Style: a terse expert, who leaves the work to what torch and the standard library bring along."""

import csv
import math
from functools import partial
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import (
    BatchSampler,
    DataLoader,
    Dataset,
    RandomSampler,
    SequentialSampler,
    random_split,
)


class Standardizer:
    def __init__(self):
        self._m = self._s = None

    def fit(self, x):
        x = x.detach().double()
        s, m = torch.std_mean(x, 0, correction=0)
        same = (x == x[0]).all(0)
        self._m, self._s = torch.where(same, x[0], m), s.masked_fill(same, 1)
        return self

    def _check(self):
        if self._m is None:
            raise RuntimeError("call fit first")

    def transform(self, x):
        self._check()
        return ((x - self._m) / self._s).to(x)

    def fit_transform(self, x):
        return self.fit(x).transform(x)

    def inverse_transform(self, z):
        self._check()
        return (z * self._s + self._m).to(z)


def split_and_scale(x, t, test_size, seed):
    n, k = len(x), math.ceil(test_size * len(x))
    parts = random_split(range(n), [n - k, k], torch.Generator().manual_seed(seed))
    train, test = (torch.tensor(p.indices, device=x.device) for p in parts)
    scale = Standardizer().fit(x[train]).transform
    return scale(x[train]), scale(x[test]), t[train], t[test]


class _Items:
    """What the two datasets share: a pair of raw things, each through its function."""

    def __getitem__(self, i):
        return tuple(f(v) if f is not None else v for f, v in zip(self._f, self._raw(i)))


class TabularDataset(_Items, Dataset):
    def __init__(self, x, t, transform=None, target_transform=None):
        def table(a):
            return a.float() if torch.is_tensor(a) else torch.from_numpy(np.array(a, np.float32))

        self._x, self._t, self._f = table(x), table(t), (transform, target_transform)

    def __len__(self):
        return len(self._x)

    def _raw(self, i):
        i = range(len(self))[i]
        return self._x[i], self._t[i]


class ImageCsvDataset(_Items, Dataset):
    def __init__(self, annotations_csv, image_dir, transform=None, target_transform=None):
        with Path(annotations_csv).open(encoding="utf-8", newline="") as f:
            _, *self._rows = csv.reader(f)
        self._dir, self._f = Path(image_dir), (transform, target_transform)

    def __len__(self):
        return len(self._rows)

    def _raw(self, i):
        name, label = self._rows[i]
        if not (path := self._dir / name).is_file():
            raise FileNotFoundError(name)
        with Image.open(path) as p:
            return torch.tensor(np.array(p.convert("L")), device="cpu")[None], int(label)


def make_loaders(train, test, batch_size, seed):
    load = partial(DataLoader, batch_size=batch_size)
    return load(train, shuffle=True, generator=torch.Generator().manual_seed(seed)), load(test)


def minibatches(x, t, batch_size, shuffle=False, generator=None):
    if n := len(x):
        order = RandomSampler(range(n), generator=generator) if shuffle else SequentialSampler(range(n))
        yield from ((x[i], t[i]) for i in BatchSampler(order, batch_size, drop_last=False))


def to_unit_float(image):
    image = image.reshape(*image.shape, *[1] * (3 - image.ndim)).permute(2, 0, 1)
    return image.float().div(255) if image.dtype is torch.uint8 else image


def one_hot(label, num_classes):
    if torch.is_tensor(label):
        ok = bool(((0 <= label) & (label < num_classes)).all())
    else:
        ok = 0 <= label < num_classes
    if not ok:
        raise ValueError(f"label outside 0 … {num_classes - 1}: {label}")
    label = label if torch.is_tensor(label) else torch.tensor(label, device="cpu")
    return F.one_hot(label, num_classes).to(torch.float32)


def encode_categories(columns, categories=None):
    if categories is None:
        categories = [sorted(set(c)) for c in columns]
    maps = [{v: i for i, v in enumerate(c)} for c in categories]
    rows = [[m[v] for m, v in zip(maps, row)] for row in zip(*columns)]
    return torch.tensor(rows, dtype=torch.long, device="cpu").reshape(-1, len(columns)), categories


def embedding_sizes(cardinalities):
    return [(c, min(50, -(-c // 2))) for c in cardinalities]
