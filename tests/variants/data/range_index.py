"""Style: a range turns the index into a position, zip(strict=True) checks, tuples are stored."""

from torch.utils.data import Dataset


class CustomDataset(Dataset):
    KEYS = ("Text", "Class")

    def __init__(self, text, labels):
        try:
            self._rows = tuple(zip(text, labels, strict=True))
        except ValueError as error:
            sizes = len(text), len(labels)
            raise ValueError("lengths differ: %s and %s" % sizes) from error

    def __len__(self):
        return self._rows.__len__()

    def __getitem__(self, index):
        position = range(len(self))[index]
        return dict(zip(self.KEYS, self._rows[position], strict=True))
