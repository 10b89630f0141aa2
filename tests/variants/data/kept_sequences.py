"""Style: keeps the sequences as they are and checks the bounds itself."""

from collections.abc import Sequence

from torch.utils.data import Dataset


class CustomDataset(Dataset[dict[str, str | int]]):
    def __init__(self, text: Sequence[str], labels: Sequence[int]) -> None:
        super().__init__()
        texts, classes = len(text), len(labels)
        if not texts == classes:
            raise ValueError(
                "text and labels must have the same length, got {} and {}".format(texts, classes)
            )
        self.text = text
        self.labels = labels
        self.n = texts

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, index: int) -> dict[str, str | int]:
        position = index + self.n if index < 0 else index
        if position < 0 or position >= self.n:
            raise IndexError("dataset index out of range")
        return dict(Class=self.labels[position], Text=self.text[position])
