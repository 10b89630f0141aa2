"""Data: scaling, splitting, datasets, loaders, transforms and categories.

Before a model sees a number, something has to decide which samples there are, in what order
they come, and in what form. PyTorch splits that work: a dataset knows how many samples exist
and how to fetch one of them, a loader draws samples and joins them into batches, and a
transform turns a raw sample into tensors. Mistakes made here seldom raise an error. They turn
up later, as an accuracy that is too good or as a sample that was never learned.
"""

from collections.abc import Sequence

from torch.utils.data import Dataset


class CustomDataset(Dataset[dict[str, str | int]]):
    """Labelled texts, one sample at a time: `{"Text": ..., "Class": ...}`.

    A map-style dataset answers two questions, how many samples there are and which one stands
    at an index. Samplers, loaders and subsets are all built on those two answers, so the
    answers must agree: a length that is too large makes a loader ask for a sample that does
    not exist, and one that is too small hides the last sample from training for good.

    The dataset works with `torch.utils.data.DataLoader`, whose default collation turns a batch
    of these samples into a list of texts and an int64 tensor of classes.

    It never modifies the sequences that it was given. It need not copy them either, so whether
    the dataset notices later changes to them is left open. So are the names of its attributes.

    Example:
        >>> dataset = CustomDataset(["good", "bad", "fine"], [1, 0, 1])
        >>> len(dataset)
        3
        >>> dataset[1]
        {'Text': 'bad', 'Class': 0}
        >>> [sample["Text"] for sample in dataset]
        ['good', 'bad', 'fine']
        >>> from torch.utils.data import DataLoader
        >>> next(iter(DataLoader(dataset, batch_size=2)))
        {'Text': ['good', 'bad'], 'Class': tensor([1, 0])}

    See `torch.utils.data.Dataset` in the PyTorch documentation, and "Map-style datasets" on
    the page of `torch.utils.data`.
    """

    def __init__(self, text: Sequence[str], labels: Sequence[int]) -> None:
        """Pair `text[i]` with `labels[i]` for every `i`.

        Lists of different lengths are a sign that the pairs have slipped somewhere upstream.
        It is far cheaper to hear of it here than to train on labels that belong to other texts.

        Args:
            text: the texts, in order, such as a list or a tuple of str. It may be empty.
            labels: the class of each text, as int, in the same order and of the same length.

        Raises:
            ValueError: if the lengths differ. The message names both lengths.

        Example:
            >>> len(CustomDataset([], []))
            0
        """
        # Replace this line with your code.
        print("dataset with", len(text), "texts and", len(labels), "labels")
        if len(text) == len(labels):
            pass
        else:
            raise ValueError("not the same length!! " + str(len(text)) + " and " + str(len(labels)))
        self.text = []
        self.labels = []
        for i in range(len(text)):
            self.text.append(text[i])
            self.labels.append(labels[i])

    def __len__(self) -> int:
        """Return the number of samples.

        A loader reads this to learn which indices it may draw: 0 up to, not including, the
        length.

        Returns:
            The number of texts, which is also the number of labels.

        Example:
            >>> len(CustomDataset(["good", "bad"], [1, 0]))
            2
        """
        # Replace this line with your code.
        count = 0
        for t in self.text:
            count = count + 1
        #return len(self)   # RecursionError
        return count

    def __getitem__(self, index: int) -> dict[str, str | int]:
        """Return the sample at `index`.

        A `Dataset` has no `__iter__`. Python then runs a `for` loop by its older protocol: it
        asks for the items 0, 1, 2 and so on, never looks at `__len__`, and ends only when an
        item raises IndexError. The error is therefore part of the interface: without it, a
        loop over the dataset goes on for ever.

        Args:
            index: an int that counts as for a list: 0 is the first sample, -1 the last, and
                minus the length is the first again. Slices are not asked for.

        Returns:
            A dict with exactly two keys: "Text" holds the text (str) and "Class" its label
            (int), both as they were given.

        Raises:
            IndexError: if `index` is the length or more, or lies below minus the length. In an
                empty dataset that is every index.

        Example:
            >>> dataset = CustomDataset(["good", "bad", "fine"], [1, 0, 2])
            >>> dataset[-1]
            {'Text': 'fine', 'Class': 2}
        """
        # Replace this line with your code.
        print("getitem", index)
        n = len(self.text)
        if index < 0:
            index = index + n
            print("negative, now", index)
        if index < 0:
            raise IndexError("too small")
        if index >= n:
            raise IndexError("too big")
        sample = {}
        sample["Text"] = self.text[index]
        sample["Class"] = self.labels[index]
        print(sample)
        return sample


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
