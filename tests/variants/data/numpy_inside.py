"""Style: NumPy and float64 do the work inside; torch only at the door."""

import csv
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler


def _numbers(x: Tensor) -> np.ndarray:
    return x.detach().cpu().numpy().astype(np.float64)


def _back(a: np.ndarray, like: Tensor) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(a)).to(dtype=like.dtype).to(like.device)


def _learn(a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    constant = np.ptp(a, axis=0) == 0
    mean = np.where(constant, a[0], a.mean(axis=0))
    deviation = np.where(constant, 1.0, a.std(axis=0, ddof=0))
    return mean, deviation


class Standardizer:
    def __init__(self) -> None:
        self._ruler = None

    def fit(self, x):
        self._ruler = _learn(_numbers(x))
        return self

    def _known(self):
        if self._ruler is None:
            raise RuntimeError("fit has not been called")
        return self._ruler

    def transform(self, x):
        mean, deviation = self._known()
        return _back((_numbers(x) - mean) / deviation, x)

    def fit_transform(self, x):
        return self.fit(x).transform(x)

    def inverse_transform(self, z):
        mean, deviation = self._known()
        return _back(_numbers(z) * deviation + mean, z)


def split_and_scale(x, t, test_size, seed):
    n = len(x)
    n_test = int(np.ceil(np.float64(test_size) * n))
    order = np.random.default_rng(seed).permutation(n)
    test, train = order[:n_test], order[n_test:]
    a = _numbers(x)
    mean, deviation = _learn(a[train])
    scaled = (a - mean) / deviation
    rows = [torch.from_numpy(part.copy()).to(t.device) for part in (train, test)]
    return (_back(scaled[train], x), _back(scaled[test], x), t[rows[0]], t[rows[1]])


class TabularDataset(Dataset):
    def __init__(self, x, t, transform=None, target_transform=None):
        self._tables = []
        for table, function in ((x, transform), (t, target_transform)):
            device = table.device if isinstance(table, Tensor) else torch.device("cpu")
            if isinstance(table, Tensor):
                table = table.detach().cpu().to(torch.float32).numpy()
            self._tables.append((np.array(table, dtype=np.float32), device, function))

    def __len__(self):
        return self._tables[0][0].shape[0]

    def __getitem__(self, index):
        sample = []
        for table, device, function in self._tables:
            row = torch.from_numpy(np.array(table[index])).to(device)  # NumPy raises IndexError
            sample.append(row if function is None else function(row))
        return tuple(sample)


class ImageCsvDataset(Dataset):
    """Keeps the pictures that it has read, as arrays."""

    def __init__(self, annotations_csv, image_dir, transform=None, target_transform=None):
        with open(annotations_csv, newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            next(reader)
            self._samples = [(name, int(label)) for name, label in reader]
        self._folder = Path(image_dir)
        self._transform, self._target_transform = transform, target_transform
        self._read = {}

    def __len__(self):
        return len(self._samples)

    def _picture(self, name):
        if name not in self._read:
            path = self._folder / name
            if not path.is_file():
                raise FileNotFoundError(f"no picture {name} in {self._folder}")
            with Image.open(path) as picture:
                a = np.asarray(picture if picture.mode in ("L", "RGB") else picture.convert("L"))
            if a.ndim == 3:  # the weights of ITU-R 601, in whole numbers as Pillow has them
                a = (a.astype(np.int64) @ np.array([19595, 38470, 7471]) + 0x8000) >> 16
            self._read[name] = a.astype(np.uint8)
        return self._read[name]

    def __getitem__(self, index):
        name, label = self._samples[index]
        image = torch.from_numpy(self._picture(name)[np.newaxis].copy())
        if self._transform is not None:
            image = self._transform(image)
        if self._target_transform is not None:
            label = self._target_transform(label)
        return image, label


class _NumberedOrders(Sampler):
    """The order of epoch e comes from the pair (seed, e) and from nothing else."""

    def __init__(self, n, seed):
        self.n, self.seed, self.epoch = n, seed, 0

    def __len__(self):
        return self.n

    def __iter__(self):
        order = np.random.default_rng([self.seed, self.epoch]).permutation(self.n)
        self.epoch += 1
        return iter(order.tolist())


def make_loaders(train, test, batch_size, seed):
    return (
        DataLoader(train, batch_size, sampler=_NumberedOrders(len(train), seed)),
        DataLoader(test, batch_size),
    )


def minibatches(x, t, batch_size, shuffle=False, generator=None):
    n = len(x)
    order = np.arange(n)
    if shuffle:
        draws = torch.randint(2**32, (8,), generator=generator, device="cpu").tolist()
        np.random.default_rng(draws).shuffle(order)
    for rows in np.split(order, np.arange(batch_size, n, batch_size)):
        if rows.size:
            i = torch.from_numpy(rows.copy()).to(x.device)
            yield x[i], t[i]


def to_unit_float(image):
    if image.dtype != torch.uint8:
        return torch.atleast_3d(image).moveaxis(-1, 0)
    a = np.atleast_3d(image.cpu().numpy())
    planes = np.ascontiguousarray(np.transpose(a, (2, 0, 1)))
    return torch.from_numpy(np.divide(planes, 255, dtype=np.float32)).to(image.device)


def one_hot(label, num_classes):
    if isinstance(label, Tensor):
        a, device = label.detach().cpu().numpy(), label.device
    else:
        a, device = np.array(label, dtype=object), torch.device("cpu")
    if np.any(a < 0) or np.any(a >= num_classes):
        raise ValueError(f"labels go from 0 to {num_classes - 1}")
    hot = np.equal(a.astype(np.int64)[..., np.newaxis], np.arange(num_classes))
    return torch.from_numpy(np.asarray(hot, dtype=np.float32)).to(device)


def _objects(values):
    a = np.empty(len(values), dtype=object)
    a[:] = list(values)
    return a


def encode_categories(columns, categories=None):
    codes = np.zeros((len(columns[0]), len(columns)), dtype=np.int64)
    if categories is None:
        learned = []
        for j, column in enumerate(columns):
            values, inverse = np.unique(_objects(column), return_inverse=True)
            codes[:, j] = inverse
            learned.append(values.tolist())
        return torch.from_numpy(codes), learned
    for j, (column, values) in enumerate(zip(columns, categories, strict=True)):
        same = np.equal.outer(_objects(column), _objects(values)).astype(bool)
        known = same.any(axis=1)
        if not known.all():
            raise KeyError(column[int(np.argmin(known))])
        if len(values):
            codes[:, j] = same.argmax(axis=1)
    return torch.from_numpy(codes), categories


def embedding_sizes(cardinalities):
    c = np.array(list(cardinalities), dtype=object)
    return list(zip(c.tolist(), np.minimum((c + 1) // 2, 50).tolist(), strict=True))
