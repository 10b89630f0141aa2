"""Data: what goes wrong."""

from collections.abc import Sequence

from torch.utils.data import Dataset

from torchkata.exercise import Misconceptions

# CustomDataset -----------------------------------------------------------------------------------

dataset = Misconceptions("data.CustomDataset")
_LOOKUP = """        size = len(self)
        position = index + size if index < 0 else index
        if not 0 <= position < size:
            raise IndexError(f"index {index} is out of range for {size} samples")
        return {"Text": self.text[position], "Class": self.labels[position]}
"""
_CHECK = """        if len(text) != len(labels):
            raise ValueError(f"{len(text)} texts cannot be paired with {len(labels)} labels")
"""

dataset.mistake(
    "accepts texts and labels of different lengths",
    replace=_CHECK,
    by="",
    hint="What becomes of the texts that have no label? Who hears of it, and when?",
)
dataset.mistake(
    "pairs with `zip`, which drops what is left over without a word",
    replace=_CHECK
    + """        self.text = text
        self.labels = labels
""",
    by="""        pairs = list(zip(text, labels))
        self.text = [pair[0] for pair in pairs]
        self.labels = [pair[1] for pair in pairs]
""",
    hint="How many pairs does `zip` make of three texts and five labels?",
)
dataset.mistake(
    "asserts that the lengths are equal",
    replace=_CHECK,
    by="        assert len(text) == len(labels), f'{len(text)} texts, {len(labels)} labels'\n",
    hint="Which exception does a failed `assert` raise, and which one is asked for?",
)
dataset.mistake(
    "does not say in its error which lengths it was given",
    replace='f"{len(text)} texts cannot be paired with {len(labels)} labels"',
    by='"text and labels must have the same length"',
    hint="What would you like to read in the message when your two files do not fit together?",
)
dataset.mistake(
    "reports one sample too few",
    replace="return len(self.labels)",
    by="return len(self.labels) - 1",
    hint="A list of three has the indices 0, 1 and 2. What is its length?",
)
dataset.mistake(
    "reports one sample too many",
    replace="return len(self.labels)",
    by="return len(self.labels) + 1",
    hint="A list of three has the indices 0, 1 and 2. What is its length?",
)
dataset.mistake(
    "starts again from the front after the last sample, so that a `for` loop never ends",
    replace=_LOOKUP,
    by="""        position = index % len(self)
        return {"Text": self.text[position], "Class": self.labels[position]}
""",
    hint="How does a `for` loop find out that your dataset has no more samples?",
)
dataset.mistake(
    "returns None for an index out of range, so that a `for` loop never ends",
    replace='raise IndexError(f"index {index} is out of range for {size} samples")',
    by="return None",
    hint="How does a `for` loop find out that your dataset has no more samples?",
)
dataset.mistake(
    "raises StopIteration for an index out of range",
    replace='raise IndexError(f"index {index} is out of range for {size} samples")',
    by="raise StopIteration",
    hint="What does a list raise for an index that it does not have?",
)
dataset.mistake(
    "raises ValueError for an index out of range",
    replace='raise IndexError(f"index {index} is out of range for {size} samples")',
    by='raise ValueError(f"index {index} is out of range for {size} samples")',
    hint="What does a list raise for an index that it does not have?",
)
dataset.mistake(
    "refuses negative indices",
    replace="position = index + size if index < 0 else index",
    by="position = index",
    hint="What does a list give for the index -1?",
)
dataset.mistake(
    "counts samples from 1",
    replace="position = index + size if index < 0 else index",
    by="position = (index + size if index < 0 else index) - 1",
    hint="Which index does a loader ask for first?",
)
dataset.mistake(
    "names its keys in lower case",
    replace='"Text": self.text[position], "Class": self.labels[position]',
    by='"text": self.text[position], "class": self.labels[position]',
    hint="Which two keys does the contract name, letter by letter?",
)
dataset.mistake(
    "exchanges text and class",
    replace='"Text": self.text[position], "Class": self.labels[position]',
    by='"Text": self.labels[position], "Class": self.text[position]',
    hint="What stands under the key Text in your first sample?",
)
dataset.mistake(
    "returns a pair, not a dict",
    replace='return {"Text": self.text[position], "Class": self.labels[position]}',
    by="return self.text[position], self.labels[position]",
    hint="How would a caller ask your sample for its class by name?",
)
dataset.mistake(
    "returns only the text",
    replace='return {"Text": self.text[position], "Class": self.labels[position]}',
    by="return self.text[position]",
    hint="Where does a loader get the classes from?",
)
dataset.mistake(
    "cleans the texts, which should come back as they were given",
    replace='"Text": self.text[position]',
    by='"Text": self.text[position].lower()',
    hint="Is the text of your first sample, character by character, the one that was passed in?",
)
dataset.mistake(
    "turns labels into text",
    replace='"Class": self.labels[position]',
    by='"Class": str(self.labels[position])',
    hint="What would a loader make of the classes of a batch: a tensor, or a list of str?",
)
dataset.mistake(
    "turns labels into tensors, which the loader would have done for whole batches",
    replace='return {"Text": self.text[position], "Class": self.labels[position]}',
    by="""import torch

        return {"Text": self.text[position], "Class": torch.tensor(self.labels[position])}""",
    hint="Which type did the label have when it was passed in?",
)
dataset.mistake(
    "takes samples out of the caller's lists",
    replace='{"Text": self.text[position], "Class": self.labels[position]}',
    by='{"Text": self.text.pop(position), "Class": self.labels.pop(position)}',
    hint="Ask your dataset for sample 0 twice. What does `pop` do besides returning an element?",
)


@dataset.mistake(
    "keeps the labels in a dict by text, so that equal texts become one",
    hint="How many entries does a dict have after the same key was set twice?",
)
class CustomDataset(Dataset[dict[str, str | int]]):
    def __init__(self, text: Sequence[str], labels: Sequence[int]) -> None:
        if len(text) != len(labels):
            raise ValueError(f"{len(text)} texts cannot be paired with {len(labels)} labels")
        self.samples = list(dict(zip(text, labels)).items())

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> dict[str, str | int]:
        text, label = self.samples[index]
        return {"Text": text, "Class": label}


@dataset.mistake(
    "is its own iterator, which is used up after one loop",
    hint="A second epoch begins: where does your counter stand?",
)
class CustomDataset(Dataset[dict[str, str | int]]):
    def __init__(self, text: Sequence[str], labels: Sequence[int]) -> None:
        if len(text) != len(labels):
            raise ValueError(f"{len(text)} texts cannot be paired with {len(labels)} labels")
        self.text, self.labels = text, labels
        self.position = 0

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> dict[str, str | int]:
        return {"Text": self.text[index], "Class": self.labels[index]}

    def __iter__(self) -> "CustomDataset":
        return self

    def __next__(self) -> dict[str, str | int]:
        if self.position == len(self):
            raise StopIteration
        self.position += 1
        return self[self.position - 1]
