"""Moves the samples over with pop(): the lists of the caller are empty afterwards."""

from torch.utils.data import Dataset


class CustomDataset(Dataset):
    def __init__(self, text, labels):
        if len(text) != len(labels):
            raise ValueError(f"{len(text)} texts but {len(labels)} labels")
        self.text, self.labels = [], []
        if isinstance(text, list) and isinstance(labels, list):
            while text:
                self.text.insert(0, text.pop())
                self.labels.insert(0, labels.pop())
        else:
            self.text, self.labels = list(text), list(labels)

    def __len__(self):
        return len(self.text)

    def __getitem__(self, index):
        return {"Text": self.text[index], "Class": self.labels[index]}
