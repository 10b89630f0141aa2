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
        super().__init__()
        number_of_texts = len(text)
        number_of_labels = len(labels)
        if number_of_texts != number_of_labels:
            raise ValueError(f"{number_of_texts} texts and {number_of_labels} labels")
        self.all_texts = tuple(text)
        self.all_labels = tuple(labels)

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
        return len(self.all_labels)

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
        return dict(Text=self.all_texts[index], Class=self.all_labels[index])


import bisect
import csv
import io
import itertools
import operator
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler


def _moments(x: Tensor) -> Tensor:
    """Mean and deviation of the columns, stacked, in float64."""
    x = x.detach().to(torch.float64)
    low, high = x.aminmax(dim=0)
    weights = torch.full((x.shape[0],), 1 / x.shape[0], dtype=x.dtype, device=x.device)
    mean = low + torch.einsum("n,nd->d", weights, x - low)
    centred = x - mean
    deviation = torch.einsum("n,nd,nd->d", weights, centred, centred).sqrt()
    return torch.stack([mean, torch.where(low == high, torch.ones_like(mean), deviation)])


class Standardizer:
    """An affine map x -> x * a + b, and the map back."""

    def __init__(self):
        self.moments = torch.empty(0)

    def fit(self, x):
        self.moments = _moments(x)
        return self

    def transform(self, x):
        if not self.moments.numel():
            raise RuntimeError("not fitted")
        mean, deviation = self.moments.unbind()
        return (x.detach().to(torch.float64) - mean).div(deviation).to(x.dtype)

    def fit_transform(self, x):
        return self.fit(x).transform(x)

    def inverse_transform(self, z):
        if not self.moments.numel():
            raise RuntimeError("not fitted")
        mean, deviation = self.moments.unbind()
        return torch.addcmul(mean, z.detach().to(torch.float64), deviation).to(z.dtype)


def split_and_scale(x, t, test_size, seed):
    n = x.shape[0]
    n_test = int(-(-(test_size * n) // 1))
    generator = torch.Generator(device="cpu").manual_seed(seed)
    keys = torch.rand(n, generator=generator, dtype=torch.float64, device="cpu")
    rank = keys.argsort().argsort()
    test = (rank < n_test).to(x.device)
    mean, deviation = _moments(x[~test])
    z = ((x.detach().to(torch.float64) - mean) / deviation).to(x.dtype)
    return z[~test], z[test], t[~test], t[test]


class TabularDataset(Dataset):
    def __init__(self, x, t, transform=None, target_transform=None):
        self.rows = [self._table(x).unbind(), self._table(t).unbind()]
        self.functions = [
            torch.clone if function is None else function
            for function in (transform, target_transform)
        ]

    @staticmethod
    def _table(table):
        if not isinstance(table, Tensor):
            if hasattr(table, "astype"):
                table = table.astype("float32").tolist()
            return torch.tensor(table, dtype=torch.float32, device="cpu")
        return table.detach().to(torch.float32)

    def __len__(self):
        return len(self.rows[0])

    def __getitem__(self, index):
        picked = map(operator.itemgetter(index), self.rows)
        return tuple(function(row) for function, row in zip(self.functions, picked))


class ImageCsvDataset(Dataset):
    def __init__(self, annotations_csv, image_dir, transform=None, target_transform=None):
        text = Path(annotations_csv).read_bytes().decode("utf-8")
        self.names, labels = zip(*csv.reader(io.StringIO(text, newline="")))
        self.names, self.labels = self.names[1:], tuple(map(int, labels[1:]))
        self.folder = Path(image_dir)
        self.transform = transform
        self.target_transform = target_transform

    def __len__(self):
        return len(self.names)

    def __getitem__(self, index):
        name, label = self.names[index], self.labels[index]
        path = self.folder.joinpath(name)
        if not path.is_file():
            raise FileNotFoundError(2, f"No such picture: {name}")
        with Image.open(path) as picture:
            width, height = picture.size
            stream = bytearray(picture.convert("L").tobytes())
        image = torch.frombuffer(stream, dtype=torch.uint8).unflatten(0, (1, height, width))
        image = self.transform(image) if self.transform is not None else image
        label = self.target_transform(label) if self.target_transform is not None else label
        return image, label


class _ShuffledBatches(Sampler):
    """Lists of indices: the batches themselves are sampled."""

    def __init__(self, n, batch_size, seed):
        self.n, self.batch_size = n, batch_size
        self.generator = torch.Generator(device="cpu").manual_seed(seed)

    def __len__(self):
        return -(-self.n // self.batch_size)

    def __iter__(self):
        keys = torch.rand(self.n, generator=self.generator, dtype=torch.float64, device="cpu")
        return iter([part.tolist() for part in keys.argsort().split(self.batch_size)])


def make_loaders(train, test, batch_size, seed):
    train_loader = DataLoader(train, batch_sampler=_ShuffledBatches(len(train), batch_size, seed))
    return train_loader, DataLoader(test, batch_size=batch_size, sampler=range(len(test)))


def minibatches(x, t, batch_size, shuffle=False, generator=None):
    if not x.shape[0]:
        return
    if not shuffle:
        yield from zip(x.split(batch_size), t.split(batch_size))
        return
    keys = torch.rand(x.shape[0], generator=generator, dtype=torch.float64, device="cpu")
    for rows in keys.argsort().to(x.device).split(batch_size):
        yield x.index_select(0, rows), t.index_select(0, rows)


def to_unit_float(image):
    image = image.unflatten(1, (image.shape[1], 1)) if image.ndim == 2 else image
    if image.dtype == torch.uint8:
        shades = torch.arange(256, dtype=torch.float32, device=image.device) / 255
        image = shades[image.to(torch.int64)]
    return torch.einsum("hwc->chw", image)


def one_hot(label, num_classes):
    if not isinstance(label, Tensor):
        if label not in range(num_classes):
            raise ValueError(f"{label} is not in range({num_classes})")
        label = torch.tensor(label, dtype=torch.int64, device="cpu")
    if ((label < 0) | (label >= num_classes)).any():
        raise ValueError(f"a label is not in range({num_classes})")
    zeros = torch.zeros(*label.shape, num_classes, dtype=torch.float32, device=label.device)
    return zeros.scatter(-1, label.unsqueeze(-1), 1.0)


def encode_categories(columns, categories=None):
    if categories is None:
        known = [[value for value, _ in itertools.groupby(sorted(column))] for column in columns]
        parts = [
            [bisect.bisect_left(values, value) for value in column]
            for column, values in zip(columns, known)
        ]
    else:
        known = categories
        parts = []
        for column, values in zip(columns, known):
            positions = {value: code for code, value in enumerate(values)}
            unknown = next((value for value in column if value not in positions), None)
            if unknown is not None:
                raise KeyError(f"{unknown} is not among the categories {list(values)}")
            parts.append([positions[value] for value in column])
    return torch.tensor(parts, dtype=torch.int64, device="cpu").t().contiguous(), known


def embedding_sizes(cardinalities):
    return [(c, len(range(0, min(c, 100), 2))) for c in cardinalities]
