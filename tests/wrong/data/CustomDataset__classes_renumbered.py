"""Renumbers the classes from 0 as a loss wants them: 5 and 7 come back as 0 and 1."""

from torch.utils.data import Dataset


class CustomDataset(Dataset):
    def __init__(self, text, labels):
        if len(text) != len(labels):
            raise ValueError(f"{len(text)} texts but {len(labels)} labels")
        numbers = {label: i for i, label in enumerate(sorted(set(labels)))}
        self.text = list(text)
        self.labels = [numbers[label] for label in labels]

    def __len__(self):
        return len(self.text)

    def __getitem__(self, index):
        return {"Text": self.text[index], "Class": self.labels[index]}
