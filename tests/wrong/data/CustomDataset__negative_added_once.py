"""Adds the length to negative indices and lets the list decide: -4 of 3 gives the last one."""

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
        if index < 0:
            index += len(self)
        return {"Text": self.text[index], "Class": self.labels[index]}
