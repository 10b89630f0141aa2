"""Fills and returns the same dict each time: list(dataset) repeats the last sample."""

from torch.utils.data import Dataset


class CustomDataset(Dataset):
    def __init__(self, text, labels):
        if len(text) != len(labels):
            raise ValueError(f"{len(text)} texts but {len(labels)} labels")
        self.text = text
        self.labels = labels
        self.sample = {}

    def __len__(self):
        return len(self.text)

    def __getitem__(self, index):
        self.sample["Text"] = self.text[index]
        self.sample["Class"] = self.labels[index]
        return self.sample
