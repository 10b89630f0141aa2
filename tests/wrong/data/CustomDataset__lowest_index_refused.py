"""abs(index) >= length raises: minus the length, the first sample again, is refused."""

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
        if index >= len(self) or abs(index) >= len(self):
            raise IndexError(index)
        return {"Text": self.text[index], "Class": self.labels[index]}
