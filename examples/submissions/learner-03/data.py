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
