"""Keeps texts as a numpy array of strings: gives numpy.str_, without NUL at the end."""

import numpy as np
from torch.utils.data import Dataset


class CustomDataset(Dataset):
    def __init__(self, text, labels):
        if len(text) != len(labels):
            raise ValueError(f"{len(text)} texts but {len(labels)} labels")
        self.text = np.array(text, dtype=str)
        self.labels = list(labels)

    def __len__(self):
        return len(self.text)

    def __getitem__(self, index):
        return {"Text": self.text[index], "Class": self.labels[index]}
