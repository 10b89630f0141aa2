"""Keeps labels as a numpy array: a class is a numpy.int64, not the int that was given."""

import numpy as np
from torch.utils.data import Dataset


class CustomDataset(Dataset):
    def __init__(self, text, labels):
        if len(text) != len(labels):
            raise ValueError(f"{len(text)} texts but {len(labels)} labels")
        self.text = list(text)
        self.labels = np.array(labels)

    def __len__(self):
        return len(self.text)

    def __getitem__(self, index):
        return {"Text": self.text[index], "Class": self.labels[index]}
