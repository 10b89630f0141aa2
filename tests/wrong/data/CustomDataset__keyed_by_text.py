"""Stores a dict from text to label: of equal texts only one is left, with the last label.

Named: keeps the labels in a dict by text, so that equal texts become one
"""

from torch.utils.data import Dataset


class CustomDataset(Dataset):
    def __init__(self, text, labels):
        if len(text) != len(labels):
            raise ValueError(f"{len(text)} texts but {len(labels)} labels")
        self.label_of = dict(zip(text, labels))

    def __len__(self):
        return len(self.label_of)

    def __getitem__(self, index):
        text = list(self.label_of)[index]
        return {"Text": text, "Class": self.label_of[text]}
