"""The message names the number of texts twice: 2 is missing for 3 texts and 2 labels."""

from torch.utils.data import Dataset


class CustomDataset(Dataset):
    def __init__(self, text, labels):
        if len(text) != len(labels):
            raise ValueError(f"{len(text)} texts do not match {len(text)} labels")
        self.text = text
        self.labels = labels

    def __len__(self):
        return len(self.text)

    def __getitem__(self, index):
        return {"Text": self.text[index], "Class": self.labels[index]}
