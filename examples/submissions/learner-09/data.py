"""Data: scaling, splitting, datasets, loaders, transforms and categories.

Before a model sees a number, something has to decide which samples there are, in what order
they come, and in what form. PyTorch splits that work: a dataset knows how many samples exist
and how to fetch one of them, a loader draws samples and joins them into batches, and a
transform turns a raw sample into tensors. Mistakes made here seldom raise an error. They turn
up later, as an accuracy that is too good or as a sample that was never learned.
"""

from collections.abc import Sequence

from torch.utils.data import Dataset

import numpy as np
import pandas_ta as ta


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
          raise ValueError("text has length {} and labels {}".format(len(text), len(labels)))
        self.text = list(text)
        self.labels = list(labels)

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
        ans = len(self.text)
        return ans

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
        ans = {"Text": self.text[index], "Class": self.labels[index]}
        return ans


import csv
import math
import os
import random

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler
from PIL import Image


class Standardizer:
    def __init__(self):
        self.fitted = False
        self.means = []
        self.devs = []
        self.history = []  # maybe useful later

    def fit(self, x):
        print("fitting", x.shape)
        rows = x.tolist()
        number_of_rows = len(rows)
        number_of_columns = len(rows[0])
        means = []
        devs = []
        for j in range(number_of_columns):
            column = []
            for i in range(number_of_rows):
                column.append(rows[i][j])
            all_same = True
            for value in column:
                if value != column[0]:
                    all_same = False
            if all_same == True:  # noqa: E712
                means.append(column[0])
                devs.append(1.0)
            else:
                mean = math.fsum(column) / number_of_rows
                squares = []
                for value in column:
                    squares.append((value - mean) * (value - mean))
                variance = math.fsum(squares) / number_of_rows
                means.append(mean)
                devs.append(math.sqrt(variance))
        self.means = means
        self.devs = devs
        self.fitted = True
        return self

    def transform(self, x):
        if self.fitted == False:  # noqa: E712
            raise RuntimeError("you have to call fit first!")
        new_rows = []
        for row in x.tolist():
            new_row = []
            for j in range(len(row)):
                z = (row[j] - self.means[j]) / self.devs[j]
                new_row.append(z)
            new_rows.append(new_row)
        answer = torch.tensor(new_rows, dtype=x.dtype, device=x.device)
        return answer

    def fit_transform(self, x):
        self.fit(x)
        result = self.transform(x)
        return result

    def inverse_transform(self, z):
        if self.fitted == False:  # noqa: E712
            raise RuntimeError("you have to call fit first!")
        new_rows = []
        for row in z.tolist():
            new_row = []
            for j in range(len(row)):
                new_row.append(row[j] * self.devs[j] + self.means[j])
            new_rows.append(new_row)
        return torch.tensor(new_rows, dtype=z.dtype, device=z.device)


def split_and_scale(x, t, test_size, seed):
    n = x.shape[0]
    d = x.shape[1]
    wanted = test_size * n
    n_test = int(wanted)
    if n_test < wanted:
        n_test = n_test + 1
    print("test rows:", n_test)
    my_random = random.Random(seed)
    numbers = []
    for i in range(n):
        numbers.append(i)
    my_random.shuffle(numbers)
    x_train_rows, x_test_rows, t_train_rows, t_test_rows = [], [], [], []
    counter = 0
    for i in numbers:
        if counter < n_test:
            x_test_rows.append(x[i])
            t_test_rows.append(t[i])
        else:
            x_train_rows.append(x[i])
            t_train_rows.append(t[i])
        counter += 1
    x_train = torch.stack(x_train_rows)
    x_test = torch.stack(x_test_rows)
    t_train = torch.stack(t_train_rows)
    t_test = torch.stack(t_test_rows)
    s = Standardizer()
    s = s.fit(x_train)
    x_train_scaled = s.transform(x_train)
    x_test_scaled = s.transform(x_test)
    return x_train_scaled, x_test_scaled, t_train, t_test


class TabularDataset(Dataset):
    def __init__(self, x, t, transform=None, target_transform=None):
        super().__init__()
        self.transform = transform
        self.target_transform = target_transform
        if isinstance(x, Tensor):
            x_device = x.device
        else:
            x_device = torch.device("cpu")
        if isinstance(t, Tensor):
            t_device = t.device
        else:
            t_device = torch.device("cpu")
        self.samples = []
        self.targets = []
        for row in x:
            numbers = []
            for value in row:
                numbers.append(float(value))
            self.samples.append(torch.tensor(numbers, dtype=torch.float32, device=x_device))
        for target in t:
            has_columns = False
            if isinstance(target, Tensor):
                has_columns = target.dim() == 1
            elif hasattr(target, "shape"):
                has_columns = len(target.shape) == 1
            elif hasattr(target, "__len__"):
                has_columns = True
            if has_columns:
                numbers = []
                for value in target:
                    numbers.append(float(value))
                self.targets.append(torch.tensor(numbers, dtype=torch.float32, device=t_device))
            else:
                self.targets.append(torch.tensor(float(target), dtype=torch.float32, device=t_device))
        print("dataset with", len(self.samples), "samples")

    def __len__(self):
        count = 0
        for sample in self.samples:
            count = count + 1
        return count

    def __getitem__(self, index):
        n = len(self)
        if index < 0:
            position = n + index
        else:
            position = index
        if position < 0 or position >= n:
            raise IndexError("there is no sample " + str(index))
        features = self.samples[position].clone()
        target = self.targets[position].clone()
        if self.transform is not None:
            features = self.transform(features)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return (features, target)


class ImageCsvDataset(Dataset):
    def __init__(self, annotations_csv, image_dir, transform=None, target_transform=None):
        super().__init__()
        self.folder = str(image_dir)
        self.transform = transform
        self.target_transform = target_transform
        self.names = []
        self.labels = []
        f = open(str(annotations_csv), "r", encoding="utf-8", newline="")
        reader = csv.DictReader(f)
        for line in reader:
            self.names.append(line["file"])
            self.labels.append(int(line["label"]))
        f.close()
        print("read", len(self.names), "names")

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        n = len(self.names)
        if index >= n:
            raise IndexError("too large: " + str(index))
        if index < -n:
            raise IndexError("too small: " + str(index))
        name = self.names[index]
        label = self.labels[index]
        path = os.path.join(self.folder, name)
        if not os.path.isfile(path):
            raise FileNotFoundError("no picture " + name + " in " + self.folder)
        picture = Image.open(path)
        grey = picture.convert("L")
        width, height = grey.size
        image = []
        for y in range(height):
            line = []
            for x in range(width):
                line.append(grey.getpixel((x, y)))
            image.append(line)
        picture.close()
        tensor = torch.tensor([image], dtype=torch.uint8, device="cpu")
        if self.transform is not None:
            tensor = self.transform(tensor)
        if self.target_transform is not None:
            label = self.target_transform(label)
        return tensor, label


class MyShuffler(Sampler):
    """Shuffles its own list of numbers at the start of each epoch."""

    def __init__(self, how_many, seed):
        self.how_many = how_many
        self.generator = torch.Generator(device="cpu")
        self.generator.manual_seed(seed)

    def __len__(self):
        return self.how_many

    def __iter__(self):
        numbers = list(range(self.how_many))
        i = len(numbers) - 1
        while i > 0:
            j = torch.randint(0, i + 1, (1,), generator=self.generator, device="cpu").item()
            remember = numbers[i]
            numbers[i] = numbers[j]
            numbers[j] = remember
            i = i - 1
        return iter(numbers)


def make_loaders(train, test, batch_size, seed):
    shuffler = MyShuffler(len(train), seed)
    train_loader = DataLoader(train, batch_size=batch_size, sampler=shuffler, drop_last=False)
    test_loader = DataLoader(test, batch_size=batch_size, shuffle=False, drop_last=False)
    print("batches:", len(train_loader), len(test_loader))
    return train_loader, test_loader


def minibatches(x, t, batch_size, shuffle=False, generator=None):
    n = x.shape[0]
    order = list(range(n))
    if shuffle:
        for i in range(n - 1, 0, -1):
            j = int(torch.randint(0, i + 1, (1,), generator=generator, device="cpu"))
            order[i], order[j] = order[j], order[i]
    xs = []
    ts = []
    total = 0
    for i in order:
        xs.append(x[i])
        ts.append(t[i])
        total = total + 1
        if len(xs) == batch_size:
            yield torch.stack(xs), torch.stack(ts)
            xs = []
            ts = []
    if len(xs) > 0:
        yield torch.stack(xs), torch.stack(ts)


def to_unit_float(image):
    print("picture of", image.dtype)
    if image.dim() == 2:
        planes = [image]
    else:
        planes = []
        for c in range(image.shape[2]):
            planes.append(image[:, :, c])
    if len(planes) == 0:
        stacked = torch.empty(0, image.shape[0], image.shape[1], dtype=image.dtype, device=image.device)
    else:
        stacked = torch.stack(planes)
    if image.dtype == torch.uint8:
        result = stacked.to(torch.float32)
        result = result / 255.0
    else:
        result = stacked
    return result


def one_hot(label, num_classes):
    if isinstance(label, Tensor):
        device = label.device
        shape = list(label.shape) + [num_classes]
        labels = label.reshape(-1).tolist()
    else:
        device = torch.device("cpu")
        shape = [num_classes]
        labels = [label]
    for one in labels:
        if one < 0 or one >= num_classes:
            raise ValueError("not a class: " + str(one))
    result = torch.zeros(len(labels), num_classes, dtype=torch.float32, device=device)
    for i in range(len(labels)):
        result[i, labels[i]] = 1.0
    return result.reshape(shape)


def encode_categories(columns, categories=None):
    k = len(columns)
    n = len(columns[0])
    if categories is None:
        known = []
        for column in columns:
            seen = []
            for value in column:
                if value not in seen:
                    seen.append(value)
            seen.sort()
            known.append(seen)
    else:
        known = categories
    codes = torch.zeros((n, k), dtype=torch.int64, device="cpu")
    for j in range(k):
        for i in range(n):
            value = columns[j][i]
            found = -1
            for number in range(len(known[j])):
                if known[j][number] == value:
                    found = number
            if found == -1:
                raise KeyError("unknown category: " + str(value))
            codes[i, j] = found
    print("encoded", n, "rows")
    return codes, known


def embedding_sizes(cardinalities):
    sizes = []
    total = 0
    for c in cardinalities:
        half = c // 2
        if c % 2 == 1:
            half = half + 1
        if half > 50:
            half = 50
        total += half
        sizes.append((c, half))
    print("total length", total)
    return sizes
