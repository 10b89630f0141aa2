"""Style: short; a list of pairs, whose own indexing raises the IndexError."""

from torch.utils.data import Dataset


class CustomDataset(Dataset):
    def __init__(self, text, labels):
        if len(text) != len(labels):
            raise ValueError(f"{len(text)} texts but {len(labels)} labels")
        self.pairs = list(zip(text, labels))

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, index):
        text, label = self.pairs[index]
        return {"Text": text, "Class": label}
