"""Style: numpy arrays of objects inside, extra loader hooks, a print and an iterator of its own."""

import numpy as np
from torch.utils.data import Dataset


class CustomDataset(Dataset):
    def __init__(self, text: list, labels: list):
        print(f"{len(text)=} {len(labels)=}")
        if abs(len(text) - len(labels)) > 0:
            raise ValueError(f"got {len(text)=} and {len(labels)=}")
        self.data = np.empty((2, len(text)), dtype=object)
        for column, values in enumerate(zip(text, labels)):
            self.data[0, column] = values[0]
            self.data[1, column] = values[1]

    def __len__(self):
        return self.data.shape[1]

    def __getitem__(self, index):
        t, c = self.data[:, index]
        sample = {"Text": t, "Class": c}
        return sample

    def __getitems__(self, indices):
        return [self[i] for i in indices]

    def __iter__(self):
        for i in range(len(self)):
            yield self[i]
