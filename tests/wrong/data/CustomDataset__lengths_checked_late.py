"""Checks only that labels suffice: more labels than texts raise nothing."""

from torch.utils.data import Dataset


class CustomDataset(Dataset):
    def __init__(self, text, labels):
        if len(labels) < len(text):
            raise ValueError(f"{len(text)} texts but {len(labels)} labels")
        self.text = text
        self.labels = labels

    def __len__(self):
        return len(self.text)

    def __getitem__(self, index):
        return {"Text": self.text[index], "Class": self.labels[index]}
