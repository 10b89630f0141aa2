"""Skips empty texts on the way in: the length is too small for ["a", "", "b"]."""

from torch.utils.data import Dataset


class CustomDataset(Dataset):
    def __init__(self, text, labels):
        if len(text) != len(labels):
            raise ValueError(f"{len(text)} texts but {len(labels)} labels")
        pairs = [(t, c) for t, c in zip(text, labels) if t]
        self.text = [t for t, _ in pairs]
        self.labels = [c for _, c in pairs]

    def __len__(self):
        return len(self.text)

    def __getitem__(self, index):
        return {"Text": self.text[index], "Class": self.labels[index]}
