"""Raises StopIteration past the end: for loops end as they should, but it is no IndexError.

Named: raises StopIteration for an index out of range
"""

from torch.utils.data import Dataset


class CustomDataset(Dataset):
    def __init__(self, text, labels):
        if len(text) != len(labels):
            raise ValueError(f"{len(text)} texts but {len(labels)} labels")
        self.text = text
        self.labels = labels

    def __len__(self):
        return len(self.text)

    def __getitem__(self, index):
        if not -len(self) <= index < len(self):
            raise StopIteration
        return {"Text": self.text[index], "Class": self.labels[index]}
