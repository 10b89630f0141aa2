"""Data: scaling, splitting, datasets, loaders, transforms and categories.

Before a model sees a number, something has to decide which samples there are, in what order
they come, and in what form. PyTorch splits that work: a dataset knows how many samples exist
and how to fetch one of them, a loader draws samples and joins them into batches, and a
transform turns a raw sample into tensors. Mistakes made here seldom raise an error. They turn
up later, as an accuracy that is too good or as a sample that was never learned.
"""

import csv
import math
from collections.abc import Callable, Hashable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset


class Standardizer:
    """Shifts and scales every column of a table to mean 0 and standard deviation 1.

    Features come in units of their own. An income in euros and a height in metres differ by a
    factor of ten thousand, and a gradient step that suits the one is far too long or far too
    short for the other. After standardizing, every feature counts in units of its own spread.

    What is learned from the data and what is done to the data are two steps, for a reason: the
    mean and the deviation come from the training samples alone, and whatever arrives later, even
    a single sample, is measured with the same ruler. A mean of new data says nothing about the
    numbers that the model was trained on.

    The deviation is that of the population: the root of the mean squared distance from the mean,
    with n samples divided by n. (`Tensor.std` divides by n - 1 unless it is told otherwise.) A
    column that never changes has deviation 0, by which nothing can be divided; its deviation
    counts as 1, so that the column is shifted and not scaled. That is asked for whole numbers
    below 1,000, whose mean has no rounding error; for other constants rounding decides.

    A column may lie far from zero, such as years, which are near 2,000 and a few apart, or times in
    seconds. It is measured as exactly as its dtype allows, whatever its mean.

    This is scikit-learn's `StandardScaler` for tensors of shape (n, d). The names of the
    attributes are free. No gradients are asked for.

    Example:
        >>> heights_and_incomes = torch.tensor([[1.0, 2000.0], [3.0, 4000.0]])
        >>> standardizer = Standardizer().fit(heights_and_incomes)
        >>> standardizer.transform(torch.tensor([[1.0, 4000.0], [2.0, 6000.0]]))
        tensor([[-1.,  1.],
                [ 0.,  3.]])

    See `torch.std` and `torch.mean` in the PyTorch documentation.
    """

    def __init__(self) -> None:
        """Start without having seen any data.

        Example:
            >>> standardizer = Standardizer()
        """
        ### BEGIN SOLUTION
        self.mean: Tensor | None = None
        self.scale: Tensor | None = None
        ### END SOLUTION

    def fit(self, x: Tensor) -> "Standardizer":
        """Remember the mean and the deviation of each column of `x`, and return this object.

        What an earlier call has learned is forgotten. Later changes to `x` play no part.

        Args:
            x: float32 or float64 tensor of shape (n, d) with n ≥ 1 and d ≥ 1: a row for each
                sample. It is left unchanged.

        Returns:
            The Standardizer itself, so that calls can be chained.

        Example:
            >>> standardizer = Standardizer()
            >>> standardizer.fit(torch.tensor([[1.0], [3.0]])) is standardizer
            True
        """
        ### BEGIN SOLUTION
        self.mean = x.mean(dim=0)
        deviation = x.std(dim=0, correction=0)
        self.scale = torch.where(deviation == 0, torch.ones_like(deviation), deviation)
        return self
        ### END SOLUTION

    def transform(self, x: Tensor) -> Tensor:
        """Return `x` measured with what `fit` has learned: minus the mean, over the deviation.

        Nothing is learned here, however many rows there are.

        Args:
            x: tensor of shape (m, d) with m ≥ 1 and the same d, dtype and device as the one that
                was fitted. It is left unchanged.

        Returns:
            A new tensor of the same shape, dtype and device.

        Raises:
            RuntimeError: if `fit` has not been called. (scikit-learn has an error of its own.)

        Example:
            >>> Standardizer().fit(torch.tensor([[1.0], [3.0]])).transform(torch.tensor([[4.0]]))
            tensor([[2.]])
        """
        ### BEGIN SOLUTION
        if self.mean is None or self.scale is None:
            raise RuntimeError("Nothing can be transformed before fit has been called.")
        return (x - self.mean) / self.scale
        ### END SOLUTION

    def fit_transform(self, x: Tensor) -> Tensor:
        """Fit to `x` and return `x` transformed: both steps in one, for training samples.

        Args:
            x: as for `fit`. It is left unchanged.

        Returns:
            A new tensor of the same shape, dtype and device.

        Example:
            >>> Standardizer().fit_transform(torch.tensor([[1.0], [3.0]]))
            tensor([[-1.],
                    [ 1.]])
        """
        ### BEGIN SOLUTION
        return self.fit(x).transform(x)
        ### END SOLUTION

    def inverse_transform(self, z: Tensor) -> Tensor:
        """Return standardized values in the units of the data: the way back from `transform`.

        A model that was trained on standardized targets predicts standardized values. Nobody can
        read those until they are in euros again.

        Args:
            z: tensor of shape (m, d) with m ≥ 1 and the same d, dtype and device as the one that
                was fitted. It is left unchanged.

        Returns:
            A new tensor of the same shape, dtype and device, for which `transform` gives `z`.

        Raises:
            RuntimeError: if `fit` has not been called.

        Example:
            >>> standardizer = Standardizer().fit(torch.tensor([[1.0], [3.0]]))
            >>> standardizer.inverse_transform(torch.tensor([[2.0]]))
            tensor([[4.]])
        """
        ### BEGIN SOLUTION
        if self.mean is None or self.scale is None:
            raise RuntimeError("Nothing can be transformed back before fit has been called.")
        return z * self.scale + self.mean
        ### END SOLUTION


def split_and_scale(
    x: Tensor, t: Tensor, test_size: float, seed: int
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Split samples into a training and a test part at random, and standardize both.

    The test part stands for samples that nobody has seen. If their mean has gone into the
    scaling, they have been seen: the score that they give is too good, and no error tells. So the
    order is: split first, learn the scaling from the training part alone, then apply it to both
    parts. The training part has mean 0 afterwards; the test part has not, and should not.

    Each column of `x` is standardized as by a `Standardizer` of this module, which you may use
    but need not: minus the mean, over the population deviation (n samples divided by n), both of
    the training part. Where the training part has the same whole number throughout a column, the
    deviation counts as 1. `t` is not scaled.

    Which rows go into the test part is random and depends on `seed` alone: the same seed gives
    the same parts, and other seeds, as a rule, other ones. In which order the rows of a part come
    is left open, except that row i of its `x` and row i of its `t` belong together.

    The global random state is neither seeded nor drawn from: a `torch.Generator` of its own keeps
    the split from depending on whatever else the program draws.

    Args:
        x: float32 or float64 tensor of shape (n, d) with n ≥ 2 and d ≥ 1: a row of features for
            each sample. It is left unchanged.
        t: tensor of shape (n, ...) of any dtype on the same device: a target for each sample. It
            is left unchanged.
        test_size: the share of the samples that goes into the test part, a number between 0 and
            1. The test part has `test_size * n` rows, rounded up (what Python's floats give for the
            product is what counts), and the training part all others: at least one row.
        seed: an int from 0 to 2**63 - 1 that decides which rows are drawn.

    Returns:
        A tuple (x_train, x_test, t_train, t_test) of new tensors with the dtypes and the device
        of `x` and `t`.

    Example:
        >>> x, t = torch.arange(10.0).reshape(5, 2), torch.arange(5)
        >>> x_train, x_test, t_train, t_test = split_and_scale(x, t, test_size=0.3, seed=0)
        >>> x_train.shape, x_test.shape
        (torch.Size([3, 2]), torch.Size([2, 2]))
        >>> sorted([*t_train.tolist(), *t_test.tolist()])
        [0, 1, 2, 3, 4]

    See `torch.randperm` and `torch.Generator` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(x), generator=generator)
    tested = math.ceil(test_size * len(x))
    test, train = order[:tested], order[tested:]
    standardizer = Standardizer().fit(x[train])
    return standardizer.transform(x[train]), standardizer.transform(x[test]), t[train], t[test]
    ### END SOLUTION


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
        ### BEGIN SOLUTION
        if len(text) != len(labels):
            raise ValueError(f"{len(text)} texts cannot be paired with {len(labels)} labels")
        self.text = text
        self.labels = labels
        ### END SOLUTION

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
        ### BEGIN SOLUTION
        return len(self.labels)
        ### END SOLUTION

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
        ### BEGIN SOLUTION
        size = len(self)
        position = index + size if index < 0 else index
        if not 0 <= position < size:
            raise IndexError(f"index {index} is out of range for {size} samples")
        return {"Text": self.text[position], "Class": self.labels[position]}
        ### END SOLUTION


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
        ### BEGIN SOLUTION
        self.x = torch.as_tensor(x, dtype=torch.float32)
        self.t = torch.as_tensor(t, dtype=torch.float32)
        self.transform = transform
        self.target_transform = target_transform
        ### END SOLUTION

    def __len__(self) -> int:
        """Return the number of samples, which are the rows of the table.

        Example:
            >>> len(TabularDataset([[1.0, 2.0, 3.0]], [0.0]))
            1
        """
        ### BEGIN SOLUTION
        return len(self.x)
        ### END SOLUTION

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
        ### BEGIN SOLUTION
        features, target = self.x[index], self.t[index]
        if self.transform is not None:
            features = self.transform(features)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return features, target
        ### END SOLUTION


class ImageCsvDataset(Dataset[tuple[Any, Any]]):
    r"""Grey pictures in a folder with labels in a CSV file: pairs (image, label), read on access.

    A table of a million numbers fits in memory, a million pictures do not. So the dataset keeps
    names and labels, and opens a picture only when somebody wants it: the loader's batch is in
    memory, everything else stays on the disk. To construct such a dataset takes no longer for
    large pictures than for small ones, since none is touched.

    The CSV file has a header row, `file,label`, and then a row for each sample: the name of a PNG
    file in the image folder, and its class as a whole number. The rows say which samples there
    are and in which order. Other files in the folder are none of its business. A name may lie in
    a folder of its own (`cats/1.png`) and may have commas and quotation marks in it: such a name is
    in quotes, as Python's `csv` module writes and reads it. Several rows may name one picture; they
    are several samples. The file is UTF-8 and has no empty lines.

    An image is a uint8 tensor of shape (1, H, W), with values from 0 (black) to 255 (white). PNG
    files may store the same picture as grey (Pillow's mode "L") or as colour ("RGB"); either way
    it is read as grey, with 8 bits and one channel. Transparency does not occur.

    Read with what you like. `PIL.Image.open` is there wherever torchvision is; its `convert("L")`
    makes grey of anything. `torchvision.io.read_image` with `ImageReadMode.GRAY` does it in one
    step, but only in installations whose torchvision has its image extension. Both weigh real
    colours by how bright they look, 0.299 of red, 0.587 of green and 0.114 of blue. They may round
    differently, and either is right.

    The names of the attributes are free, and so is whether a picture that was read is kept.

    Example:
        >>> import tempfile
        >>> scratch = tempfile.TemporaryDirectory()
        >>> folder = Path(scratch.name)
        >>> Image.new("L", (3, 2), color=7).save(folder / "grey.png")
        >>> _ = (folder / "labels.csv").write_text("file,label\ngrey.png,4\n")
        >>> dataset = ImageCsvDataset(folder / "labels.csv", folder)
        >>> len(dataset)
        1
        >>> image, label = dataset[0]
        >>> image
        tensor([[[7, 7, 7],
                 [7, 7, 7]]], dtype=torch.uint8)
        >>> label
        4
        >>> scratch.cleanup()

    See "Creating a Custom Dataset for your files" in the PyTorch tutorials, and
    `torchvision.io.read_image` in the documentation of torchvision.
    """

    def __init__(
        self,
        annotations_csv: str | Path,
        image_dir: str | Path,
        transform: Callable[[Tensor], Any] | None = None,
        target_transform: Callable[[int], Any] | None = None,
    ) -> None:
        """Read names and labels; no picture is opened yet, nor need any exist.

        Args:
            annotations_csv: the path of the CSV file, as a str or a path object.
            image_dir: the path of the folder that the names in it start from, likewise.
            transform: not called yet, but with the image of a sample each time it is asked for, a
                uint8 tensor of shape (1, H, W). None leaves it as it is.
            target_transform: likewise, with the label of a sample each time it is asked for, an
                int. None leaves it as it is.
        """
        ### BEGIN SOLUTION
        with Path(annotations_csv).open(newline="", encoding="utf-8") as file:
            self.samples = [(row["file"], int(row["label"])) for row in csv.DictReader(file)]
        self.image_dir = Path(image_dir)
        self.transform = transform
        self.target_transform = target_transform
        ### END SOLUTION

    def __len__(self) -> int:
        """Return the number of samples: the rows below the header, of which there may be none."""
        ### BEGIN SOLUTION
        return len(self.samples)
        ### END SOLUTION

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        """Read the picture at `index` from its file and return the sample, transformed.

        Args:
            index: an int that counts as for a list, -1 being the last sample.

        Returns:
            A tuple (image, label): a uint8 tensor of shape (1, H, W) on the CPU and an int, or
            what the transforms returned in their place.

        Raises:
            IndexError: if `index` is out of range. A `for` loop over the dataset ends by it.
            FileNotFoundError: if there is no such picture. The message has its name in it.
        """
        ### BEGIN SOLUTION
        name, label = self.samples[index]
        with Image.open(self.image_dir / name) as picture:
            image = torch.from_numpy(np.array(picture.convert("L"))).unsqueeze(0)
        return (
            image if self.transform is None else self.transform(image),
            label if self.target_transform is None else self.target_transform(label),
        )
        ### END SOLUTION


def make_loaders(
    train: Dataset[Any], test: Dataset[Any], batch_size: int, seed: int
) -> tuple[DataLoader[Any], DataLoader[Any]]:
    """Return a loader that shuffles training samples, and one that keeps test samples in order.

    Shuffling keeps a model from learning the order of the samples, so each epoch should bring
    another one. For the test samples there is nothing to be gained by it, and something to be
    lost: predictions that come in order can be laid beside the samples they belong to.

    A shuffled run can be repeated only if its order comes from somewhere that nothing else draws
    from. Seeding the global generator does not give that: a layer more in the model, and the
    samples come in another order. A `torch.Generator` that belongs to one loader does.

    The order of the training samples is random. It depends on `seed` and on the number of the
    epoch alone: two loaders made with the same seed go through the same orders, epoch by epoch,
    whatever else is drawn in between, and whether or not the test loader is used. Other seeds, as
    a rule, give other orders, and so do other epochs. The global random state is not seeded. (It
    may be drawn from where a loader without a generator does so.)

    Args:
        train: the map-style dataset of training samples, such as a `TensorDataset` or a list,
            with at least one sample.
        test: the map-style dataset of test samples, with at least one.
        batch_size: how many samples a batch has, at least 1. If it does not divide the number of
            samples the last batch is smaller: no sample of either dataset is left out.
        seed: an int from 0 to 2**63 - 1 that decides the order of the training samples.

    Returns:
        A tuple (train_loader, test_loader) of `torch.utils.data.DataLoader`s with the default
        collation. Each iteration over one of them, to its end, is an epoch.

    Example:
        >>> train_loader, test_loader = make_loaders(range(5), range(3), batch_size=2, seed=0)
        >>> [len(batch) for batch in train_loader]
        [2, 2, 1]
        >>> sorted(sample for batch in train_loader for sample in batch.tolist())
        [0, 1, 2, 3, 4]
        >>> [batch.tolist() for batch in test_loader]
        [[0, 1], [2]]

    See `torch.utils.data.DataLoader` and "Reproducibility" in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train, batch_size=batch_size, shuffle=True, generator=generator)
    test_loader = DataLoader(test, batch_size=batch_size)
    return train_loader, test_loader
    ### END SOLUTION


def minibatches(
    x: Tensor,
    t: Tensor,
    batch_size: int,
    shuffle: bool = False,
    generator: torch.Generator | None = None,
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield the samples in batches of `batch_size`: pairs (rows of `x`, rows of `t`).

    This is what a loader does at its core, and for tensors in memory nothing more is needed.
    There are three ways to get it wrong without an error: a sample at the end that never comes, a
    sample that comes twice, and targets that no longer belong to their inputs.

    The function is a generator: it makes each batch when that is asked for.

    Args:
        x: tensor of shape (n, ...) and any dtype: the inputs. There may be no sample, and then
            there is no batch. It is left unchanged.
        t: tensor of shape (n, ...) and any dtype on the same device: the targets. It is left
            unchanged.
        batch_size: how many samples a batch has, at least 1; it may be more than n. If it does
            not divide n, the last batch is smaller.
        shuffle: False keeps the samples in their order. True puts all of them into a random
            order, all orders being equally likely, before they are cut into batches; each call
            draws an order of its own.
        generator: a generator on the CPU that the order is drawn from, wherever `x` is, so that
            equal generators give equal orders; the global random state is then left alone.
            Without one, the order is drawn from torch's global generator. Nothing is seeded.

    Yields:
        Tuples of two tensors with the dtypes and the device of `x` and `t`. Row i of the one and
        row i of the other belong together, and each sample is in exactly one batch. Whether a
        batch shares memory with `x` and `t` is left open.

    Example:
        >>> x, t = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([10, 20, 30])
        >>> for inputs, targets in minibatches(x, t, batch_size=2):
        ...     print(inputs.tolist(), targets.tolist())
        [[1.0], [2.0]] [10, 20]
        [[3.0]] [30]

    See `torch.randperm` and `torch.utils.data.DataLoader` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    order = torch.randperm(len(x), generator=generator) if shuffle else torch.arange(len(x))
    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], t[rows]
    ### END SOLUTION


def to_unit_float(image: Tensor) -> Tensor:
    """Return a picture as networks take it: channels first, and bytes as numbers from 0 to 1.

    Files and screens keep the colours of one pixel together: the axes are height, width, channel,
    and each number is a byte. Layers want every channel as a plane of its own, and numbers near
    1. Two traps lie on the way. `view` and `reshape` re-cut the same sequence of numbers into
    another shape, which gives the right shape and a scrambled picture; axes are *moved* by other
    functions. And bytes are uint8, whose arithmetic wraps: it knows neither fractions nor numbers
    below 0 or above 255.

    What decides whether a picture is scaled is its dtype, not its contents: a dark picture of
    bytes may hold nothing above 1, and a picture of floats may have numbers of any size.

    The function does for tensors what torchvision's `ToTensor` does for NumPy arrays.

    Args:
        image: tensor of shape (H, W, C), or (H, W) for a grey picture without an axis for its
            channel. It is uint8, float32 or float64 and is left unchanged.

    Returns:
        A tensor of shape (C, H, W), or (1, H, W) for a grey picture, on the device of `image`.
        Bytes become float32 and are divided by 255, so that they lie in [0, 1]. Floating numbers
        stay as they are, in value and dtype; whether their memory is shared is left open.

    Example:
        >>> to_unit_float(torch.tensor([[[0, 255], [51, 102]]], dtype=torch.uint8))
        tensor([[[0.0000, 0.2000]],
        <BLANKLINE>
                [[1.0000, 0.4000]]])

    See `torch.permute` in the PyTorch documentation and `torchvision.transforms.ToTensor` in that
    of torchvision.
    """
    ### BEGIN SOLUTION
    if image.ndim == 2:
        image = image.unsqueeze(-1)
    planes = image.permute(2, 0, 1)
    if planes.dtype is torch.uint8:
        planes = planes.to(torch.float32) / 255
    return planes
    ### END SOLUTION


def one_hot(label: int | Tensor, num_classes: int) -> Tensor:
    """Return a class, or each class in a tensor, as a vector that is 1 at its index, else 0.

    As plain numbers, class 4 would be twice class 2 and halfway between 3 and 5. Classes have no
    such order, and a vector with an entry for each class claims none. Its length is that of all
    classes that exist, not of those that happen to be in a batch: the next batch must fit the
    same network. PyTorch has a function of this name, whose result is int64; losses that compare
    with probabilities want floating numbers.

    Args:
        label: an int, or an int64 tensor of any shape (...). It is left unchanged.
        num_classes: how many classes there are, at least 1. Labels are counted from 0.

    Returns:
        A float32 tensor of shape (num_classes,) for an int, on the CPU, and of shape (...,
        num_classes) for a tensor, on its device.

    Raises:
        ValueError: if a label is negative, or is `num_classes` or more. Counting from the end, as
            indexing does, would make a valid class of a wrong label.

    Example:
        >>> one_hot(2, num_classes=4)
        tensor([0., 0., 1., 0.])
        >>> one_hot(torch.tensor([1, 0]), num_classes=3)
        tensor([[0., 1., 0.],
                [1., 0., 0.]])

    See `torch.nn.functional.one_hot` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    labels = torch.as_tensor(label)
    if bool(((labels < 0) | (labels >= num_classes)).any()):
        raise ValueError(f"Labels must be from 0 to {num_classes - 1}, and there is {label}.")
    return torch.nn.functional.one_hot(labels, num_classes).to(torch.float32)
    ### END SOLUTION


def encode_categories(
    columns: Sequence[Sequence[Hashable]],
    categories: Sequence[Sequence[Hashable]] | None = None,
) -> tuple[Tensor, Sequence[Sequence[Hashable]]]:
    """Return categories as codes, whole numbers from 0, and which category each code stands for.

    An embedding looks its vectors up by number, so colours and cities have to become numbers
    first. Which number a category gets does not matter; that it gets the same one tomorrow does.
    Codes in order of appearance change with the order of the rows, and test data that are coded
    by themselves give numbers that mean something else than in training. So the codes follow the
    sorted categories, and what was learned from the training data is passed in for all other
    data.

    Args:
        columns: k ≥ 1 columns of the same length n, which may be 0, as lists or tuples: of str,
            or of int. Different columns may be of different types. They are left unchanged.
        categories: None, or for each column its categories, without duplicates, in the order of
            their codes, which need not be sorted; there may be more than occur in the column.
            They are left unchanged.

    Returns:
        A tuple (codes, categories). `codes` is an int64 tensor of shape (n, k) on the CPU, with a
        row for each sample: `categories[j][codes[i, j]]` is `columns[j][i]`. `categories` are
        those that were given, in the same order, or else a list with a list for each column: the
        different values that occur in it, in the order of Python's `sorted`.

    Raises:
        KeyError: if categories were given and a value is not among those of its column. The
            message has the value in it.

    Example:
        >>> codes, categories = encode_categories([["red", "blue", "red"], [9, 10, 9]])
        >>> codes
        tensor([[1, 0],
                [0, 1],
                [1, 0]])
        >>> categories
        [['blue', 'red'], [9, 10]]
        >>> encode_categories([["red"], [9]], categories)[0]
        tensor([[1, 0]])

    See `torch.nn.Embedding`, which is what codes are for, in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    if categories is None:
        categories = [sorted(set(column)) for column in columns]  # type: ignore[type-var]
    codes = []
    for column, known in zip(columns, categories, strict=True):
        code_of = {value: code for code, value in enumerate(known)}
        codes.append([code_of[value] for value in column])
    return torch.tensor(codes, dtype=torch.int64).T, categories
    ### END SOLUTION


def embedding_sizes(cardinalities: Sequence[int]) -> list[tuple[int, int]]:
    """Return how large the embedding of each categorical column is: (categories, length).

    An embedding is a table with a row for each category, and somebody has to say how long the
    rows are. A rule of thumb is half the number of categories, rounded up, but never more than
    50: two categories need no ten numbers to be told apart, and ten thousand products can share
    what they have in common.

    Args:
        cardinalities: for each column the number of its categories, an int of at least 1. There
            may be no column. The sequence is left unchanged.

    Returns:
        A list of tuples of two ints, in the same order: the number of categories c, and half of
        it, rounded up, or 50 if that is less. `nn.Embedding(*size)` takes such a tuple.

    Example:
        >>> embedding_sizes([1, 2, 7, 1000])
        [(1, 1), (2, 1), (7, 4), (1000, 50)]

    See `torch.nn.Embedding` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    return [(count, min(50, (count + 1) // 2)) for count in cardinalities]
    ### END SOLUTION
