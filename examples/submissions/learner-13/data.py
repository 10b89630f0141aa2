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
        if len(text) != len(labels):
            raise ValueError(f"lengths {len(text)} and {len(labels)} differ")
        self.pairs = [(text[k], labels[k]) for k in range(len(text))]

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
        return len(self.pairs)

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
        pair = self.pairs[index]
        return {"Text": pair[0], "Class": pair[1]}


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


class TabularDataset(Dataset[tuple[Any, Any]]):
    """Rows of a table as pairs of float32 tensors, (features, target), with transforms on the way.

    Tables come as lists, as NumPy arrays and as tensors, and their numbers as int64 or float64. A
    network's weights are float32, and a layer refuses to multiply the two. The dataset is the
    place to settle that, once and for every sample.

    A transform is a function that changes a sample on its way out: it adds noise, say, so that no
    epoch sees quite the same numbers. That works only if it runs each time a sample is asked for.
    Run at construction, it would freeze one draw for good.

    The dataset works with `torch.utils.data.DataLoader`. It never modifies what it was given, and
    need not copy it: whether it notices later changes is left open, as are the names of its
    attributes.

    Example:
        >>> dataset = TabularDataset([[1, 2], [3, 4]], [0, 1], transform=lambda x: x / 2)
        >>> len(dataset)
        2
        >>> dataset[0]
        (tensor([0.5000, 1.0000]), tensor(0.))
        >>> dataset[-1]
        (tensor([1.5000, 2.0000]), tensor(1.))

    See `torch.utils.data.Dataset` and `torch.as_tensor` in the PyTorch documentation.
    """

    def __init__(
        self,
        x: Tensor | np.ndarray | Sequence[Sequence[float]],
        t: Tensor | np.ndarray | Sequence[Any],
        transform: Callable[[Tensor], Any] | None = None,
        target_transform: Callable[[Tensor], Any] | None = None,
    ) -> None:
        """Keep the table and the transforms; no transform is called yet.

        Args:
            x: the features, of shape (n, d) with n ≥ 1 and d ≥ 1: nested lists of int or float,
                or an array or a tensor of any integer or floating dtype. It is left unchanged.
            t: the targets, of shape (n,) or (n, k), in one of the same forms. It is left
                unchanged.
            transform: called with the features of a sample, a float32 tensor of shape (d,), which
                it does not modify. None leaves them as they are.
            target_transform: called with the target of a sample, a float32 tensor of shape () or
                (k,), which it does not modify. None leaves it as it is.

        Example:
            >>> len(TabularDataset(np.zeros((3, 2)), np.zeros(3)))
            3
        """
        self.x = torch.as_tensor(x)
        self.t = torch.as_tensor(t)
        self.transform = transform
        self.target_transform = target_transform

    def __len__(self) -> int:
        """Return the number of samples, which are the rows of the table.

        Example:
            >>> len(TabularDataset([[1.0, 2.0, 3.0]], [0.0]))
            1
        """
        return len(self.x)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        """Return the sample at `index`, transformed.

        Args:
            index: an int that counts as for a list, -1 being the last sample.

        Returns:
            A tuple (features, target). Without transforms both are float32 tensors, of shape (d,)
            and () or (k,): on the device of `x` and `t` if those are tensors, and otherwise on
            the CPU. With a transform, what that returned takes its place, whatever it is. Each
            transform is called once for each sample that is asked for, and anew when it is asked
            for again.

        Raises:
            IndexError: if `index` is out of range. A `for` loop over the dataset ends by it.

        Example:
            >>> TabularDataset([[1, 2]], [3], target_transform=lambda t: t > 2)[0]
            (tensor([1., 2.]), tensor(True))
        """
        features, target = self.x[index], self.t[index]
        if self.transform is not None:
            features = self.transform(features)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return features, target


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
