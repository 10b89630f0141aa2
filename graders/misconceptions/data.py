"""Data: what goes wrong."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import Dataset

from torchkata.exercise import Misconceptions

# Standardizer ------------------------------------------------------------------------------------

standardizer = Misconceptions("data.Standardizer")
standardizer.mistake(
    "takes one mean and one deviation of the whole table",
    replace="""        self.mean = x.mean(dim=0)
        deviation = x.std(dim=0, correction=0)
""",
    by="""        self.mean = x.mean()
        deviation = x.std(correction=0)
""",
    hint="One column holds heights, the other incomes: what is the mean of both good for?",
)
standardizer.mistake(
    "takes the mean and the deviation of each row",
    replace="""        self.mean = x.mean(dim=0)
        deviation = x.std(dim=0, correction=0)
""",
    by="""        self.mean = x.mean(dim=1, keepdim=True)
        deviation = x.std(dim=1, correction=0, keepdim=True)
""",
    hint="Which axis counts the samples, and which one the features? Along which do you average?",
)
standardizer.mistake(
    "divides by n - 1 in the deviation",
    replace="x.std(dim=0, correction=0)",
    by="x.std(dim=0)",
    hint="What are the deviations of 1 and 3 by your code, and by the contract? Look at `correction`.",
)
standardizer.mistake(
    "divides by 0 where a column is constant",
    replace="torch.where(deviation == 0, torch.ones_like(deviation), deviation)",
    by="deviation",
    hint="What is 0 / 0 for a computer, and what should become of a column that never changes?",
)
standardizer.mistake(
    "divides a constant column by a tiny number, so that other values there become huge",
    replace="torch.where(deviation == 0, torch.ones_like(deviation), deviation)",
    by="deviation.clamp_min(1e-8)",
    hint="Every sample so far was 5 in this column, and now comes a 6. What does your code make of it?",
)
standardizer.mistake(
    "learns anew from whatever it transforms",
    replace="return (x - self.mean) / self.scale",
    by="""self.fit(x)
        return (x - self.mean) / self.scale""",
    hint="What becomes of a single new sample whose mean is its own value?",
)
standardizer.mistake(
    "returns nothing from `fit`",
    replace="""        return self
""",
    by="",
    hint="What is `Standardizer().fit(x)` by your code, and can `transform` be called on that?",
)
standardizer.mistake(
    "does not remember what `fit_transform` has seen",
    replace="return self.fit(x).transform(x)",
    by="return Standardizer().fit(x).transform(x)",
    hint="After `fit_transform` come the test data. What does your object know of the training data?",
)
standardizer.mistake(
    "adds the mean before it multiplies on the way back",
    replace="z * self.scale + self.mean",
    by="(z + self.mean) * self.scale",
    hint="On the way there the mean goes first and the deviation last. In which order do you undo them?",
)
standardizer.mistake(
    "changes the caller's data in place",
    replace="return (x - self.mean) / self.scale",
    by="return x.sub_(self.mean).div_(self.scale)",
    hint="What does the caller's tensor look like after `transform`?",
)
standardizer.mistake(
    "transforms by mean 0 and deviation 1 if it has not learned anything",
    replace="""        if self.mean is None or self.scale is None:
            raise RuntimeError("Nothing can be transformed before fit has been called.")
""",
    by="""        if self.mean is None or self.scale is None:
            return x
""",
    hint="Somebody forgets to call `fit`. How do they find out, and when?",
)
standardizer.mistake(
    "makes the numbers that replace a deviation of 0 on the CPU",
    replace="torch.ones_like(deviation)",
    by="torch.ones(len(deviation), dtype=deviation.dtype)",
    hint="`torch.ones` makes its tensor on the CPU unless it is told `device=`. What makes one like another?",
)

# split_and_scale ---------------------------------------------------------------------------------

split = Misconceptions("data.split_and_scale")
_BOTH = "standardizer.transform(x[train]), standardizer.transform(x[test]), t[train], t[test]"
split.mistake(
    "learns the scaling from all samples, those of the test part included",
    replace="Standardizer().fit(x[train])",
    by="Standardizer().fit(x)",
    hint="Who may know the mean of the test samples before the model has been judged by them?",
)
split.mistake(
    "learns the scaling anew from the test part",
    replace="standardizer.transform(x[test])",
    by="Standardizer().fit_transform(x[test])",
    hint="A test sample and a training sample are equal. Are they still, after your scaling?",
)
split.mistake(
    "scales the training part only",
    replace="standardizer.transform(x[test])",
    by="x[test]",
    hint="In which units are the numbers that the model has learned from, and in which are the test samples?",
)
split.mistake(
    "shuffles features and targets separately",
    replace=_BOTH,
    by="""(
        standardizer.transform(x[train]),
        standardizer.transform(x[test]),
        *(lambda again: (t[again[tested:]], t[again[:tested]]))(
            torch.randperm(len(t), generator=generator)
        ),
    )""",
    hint="Sample 3 goes to the test part. Where does its target go?",
)
split.mistake(
    "rounds the test part down",
    replace="math.ceil(test_size * len(x))",
    by="int(test_size * len(x))",
    hint="A quarter of 5 samples: how many are tested by your code, and how many by the contract?",
)
split.mistake(
    "takes `test_size` for the share of the training part",
    replace="order[:tested], order[tested:]",
    by="order[tested:], order[:tested]",
    hint="With a test_size of 0.25, which of your parts is the larger one?",
)
split.mistake(
    "does not shuffle",
    replace="torch.randperm(len(x), generator=generator)",
    by="torch.arange(len(x))",
    hint="The samples are sorted by class. Which classes are in your test part?",
)
split.mistake(
    "ignores the seed and draws from the global random state",
    replace="torch.randperm(len(x), generator=generator)",
    by="torch.randperm(len(x))",
    hint="Does your function give the same parts if it is called again with the same seed?",
)
split.mistake(
    "seeds the global random state",
    replace="torch.randperm(len(x), generator=generator)",
    by="torch.randperm(len(x), generator=torch.manual_seed(seed))",
    hint="What does the rest of the program draw once your function was called? Who else uses that generator?",
)
split.mistake(
    "returns each part's features with its targets, in another order than is asked",
    replace="standardizer.transform(x[test]), t[train], t[test]",
    by="t[train], standardizer.transform(x[test]), t[test]",
    hint="In which order does the contract name the four tensors?",
)
split.mistake(
    "gives the targets on the CPU, wherever they were",
    replace="t[train], t[test]",
    by="t.cpu()[train], t.cpu()[test]",
    hint="On which device is `t`, and on which is what you return? The caller goes on with both.",
)

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


# TabularDataset ----------------------------------------------------------------------------------

tabular = Misconceptions("data.TabularDataset")
_ITEM = """        features, target = self.x[index], self.t[index]
"""
tabular.mistake(
    "keeps the dtypes that it was given",
    replace="""        self.x = torch.as_tensor(x, dtype=torch.float32)
        self.t = torch.as_tensor(t, dtype=torch.float32)
""",
    by="""        self.x = torch.as_tensor(x)
        self.t = torch.as_tensor(t)
""",
    hint="What does a layer with float32 weights say to a float64 sample?",
)
tabular.mistake(
    "keeps the dtype of the targets",
    replace="torch.as_tensor(t, dtype=torch.float32)",
    by="torch.as_tensor(t)",
    hint="Which dtype do your targets have if they were given as a list of int?",
)
tabular.mistake(
    "gives Python floats for targets, which a loader turns into float64",
    replace="""        return features, target
""",
    by="""        return features, target.tolist() if isinstance(target, Tensor) else target
""",
    hint="Which type has one of your targets, and which dtype has a batch of them?",
)
tabular.mistake(
    "calls the transforms at construction, once for all",
    replace="""        self.transform = transform
        self.target_transform = target_transform
""",
    by="""        self.transform = self.target_transform = None
        if transform is not None:
            self.x = [transform(row) for row in self.x]
        if target_transform is not None:
            self.t = [target_transform(row) for row in self.t]
""",
    hint="A transform adds noise. How often does a sample get new noise from your dataset?",
)
tabular.mistake(
    "calls the transform twice",
    replace="features = self.transform(features)",
    by="features = self.transform(self.transform(features))",
    hint="How often does your code call the transform for one sample?",
)
tabular.mistake(
    "ignores the target_transform",
    replace="""        if self.target_transform is not None:
            target = self.target_transform(target)
""",
    by="",
    hint="Where in your class is `target_transform` called?",
)
tabular.mistake(
    "starts again from the front after the last sample, so that a `for` loop never ends",
    replace=_ITEM,
    by="""        index = index % len(self)
        features, target = self.x[index], self.t[index]
""",
    hint="How does a `for` loop find out that your dataset has no more samples?",
)
tabular.mistake(
    "refuses negative indices",
    replace=_ITEM,
    by="""        if index < 0:
            raise IndexError(f"index {index} is negative")
        features, target = self.x[index], self.t[index]
""",
    hint="What does a list give for the index -1?",
)
tabular.mistake(
    "goes through NumPy, which takes no tensor from a GPU",
    replace="torch.as_tensor(x, dtype=torch.float32)",
    by="torch.from_numpy(np.asarray(x, dtype=np.float32))",
    hint="Where are a NumPy array's elements? `torch.as_tensor` takes arrays and tensors alike.",
)

# ImageCsvDataset ---------------------------------------------------------------------------------

images = Misconceptions("data.ImageCsvDataset")
_ROWS = """        with Path(annotations_csv).open(newline="", encoding="utf-8") as file:
            self.samples = [(row["file"], int(row["label"])) for row in csv.DictReader(file)]
"""
_GREY = """torch.from_numpy(np.array(picture.convert("L"))).unsqueeze(0)"""
_READ = """        name, label = self.samples[index]
        with Image.open(self.image_dir / name) as picture:
            image = torch.from_numpy(np.array(picture.convert("L"))).unsqueeze(0)
"""


@images.mistake(
    "reads all pictures at construction",
    hint="How long does it take to make your dataset of a million pictures, and where are they then?",
)
class ImageCsvDataset(Dataset[tuple[Any, Any]]):
    def __init__(
        self,
        annotations_csv: str | Path,
        image_dir: str | Path,
        transform: Callable[[Tensor], Any] | None = None,
        target_transform: Callable[[int], Any] | None = None,
    ) -> None:
        self.samples = []
        with Path(annotations_csv).open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                picture = Image.open(Path(image_dir) / row["file"]).convert("L")
                self.samples.append((torch.from_numpy(np.array(picture))[None], int(row["label"])))
        self.transform = transform
        self.target_transform = target_transform

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image, label = self.samples[index]
        if self.transform is not None:
            image = self.transform(image)
        if self.target_transform is not None:
            label = self.target_transform(label)
        return image, label


images.mistake(
    "takes the header for a sample",
    replace=_ROWS,
    by="""        with Path(annotations_csv).open(newline="", encoding="utf-8") as file:
            self.samples = [(name, label) for name, label in csv.reader(file)]
        self.samples = [(n, int(c) if c.isdigit() else c) for n, c in self.samples]
""",
    hint="What stands in the first row of the CSV file, and is there a picture of that name?",
)
images.mistake(
    "takes the first sample for the header",
    replace=_ROWS,
    by="""        with Path(annotations_csv).open(newline="", encoding="utf-8") as file:
            rows = csv.DictReader(file)
            next(rows, None)
            self.samples = [(row["file"], int(row["label"])) for row in rows]
""",
    hint="How many rows does your code skip? `csv.DictReader` reads the header by itself.",
)
images.mistake(
    "splits the rows at every comma",
    replace=_ROWS,
    by="""        lines = Path(annotations_csv).read_text(encoding="utf-8").splitlines()[1:]
        fields = [line.split(",") for line in lines]
        self.samples = [(field[0], int(field[-1])) for field in fields]
""",
    hint="How is a name written in a CSV file that has a comma in it?",
)
images.mistake(
    "takes whatever pictures are in the folder, in alphabetical order",
    replace="name, label = self.samples[index]",
    by="""files = sorted(path.relative_to(self.image_dir) for path in self.image_dir.rglob("*.png"))
        name, (_, label) = files[index], self.samples[index]""",
    hint="Which file says what the samples are, and in which order they come?",
)
images.mistake(
    "joins paths with `+`, which only two str can do",
    replace="self.image_dir = Path(image_dir)",
    by='self.image_dir = Path(image_dir + "/")',
    hint="What is a `Path` plus a str? Which operator joins paths?",
)
images.mistake(
    "leaves the labels as text",
    replace='int(row["label"])',
    by='row["label"]',
    hint="Of which type is what the `csv` module reads, and what would a loss make of that?",
)
images.mistake(
    "keeps the channels of a colour file",
    replace=_GREY,
    by="""torch.from_numpy(np.array(picture))
        image = image.permute(2, 0, 1) if image.ndim == 3 else image.unsqueeze(0)""",
    hint="Which shapes have your images if one file was stored in colour and the next in grey?",
)
images.mistake(
    "gives an image no axis for its channel",
    replace=".unsqueeze(0)",
    by="",
    hint="Which shape does a convolution expect of each sample?",
)
images.mistake(
    "scales the image to [0, 1], which is a transform's work",
    replace=".unsqueeze(0)",
    by=".unsqueeze(0) / 255",
    hint="Which dtype and which range does the contract name? What if somebody's transform scales as well?",
)
images.mistake(
    "ignores the target_transform",
    replace="label if self.target_transform is None else self.target_transform(label)",
    by="label",
    hint="Where in your class is `target_transform` called?",
)
images.mistake(
    "gives a black image for a picture that is missing",
    replace=_READ,
    by="""        name, label = self.samples[index]
        image = torch.zeros(1, 2, 3, dtype=torch.uint8)
        if (self.image_dir / name).exists():
            with Image.open(self.image_dir / name) as picture:
                image = torch.from_numpy(np.array(picture.convert("L"))).unsqueeze(0)
""",
    hint="Half of the pictures were not copied. How does whoever trains with your dataset find out?",
)
images.mistake(
    "does not say which picture is missing",
    replace=_READ,
    by="""        name, label = self.samples[index]
        if not (self.image_dir / name).exists():
            raise FileNotFoundError("A picture is missing.")
        with Image.open(self.image_dir / name) as picture:
            image = torch.from_numpy(np.array(picture.convert("L"))).unsqueeze(0)
""",
    hint="One of a million pictures is missing. What would you like to read in the message?",
)
images.mistake(
    "starts again from the front after the last sample, so that a `for` loop never ends",
    replace="self.samples[index]",
    by="self.samples[index % len(self.samples)] if self.samples else self.samples[index]",
    hint="How does a `for` loop find out that your dataset has no more samples?",
)

# make_loaders ------------------------------------------------------------------------------------

loaders = Misconceptions("data.make_loaders")
loaders.mistake(
    "shuffles the test samples too",
    replace="DataLoader(test, batch_size=batch_size)",
    by="DataLoader(test, batch_size=batch_size, shuffle=True)",
    hint="Is there anything to be gained from another order of the test samples? What is lost?",
)
loaders.mistake(
    "does not shuffle the training samples",
    replace="shuffle=True, generator=generator",
    by="generator=generator",
    hint="In which order does your training loader give the samples?",
)
loaders.mistake(
    "shuffles by the global random state",
    replace="shuffle=True, generator=generator",
    by="shuffle=True",
    hint="Where does your loader's order come from, and who else draws from there?",
)
loaders.mistake(
    "seeds the global random state, which others draw from before the loader does",
    replace="""    generator = torch.Generator().manual_seed(seed)
    train_loader = DataLoader(train, batch_size=batch_size, shuffle=True, generator=generator)
""",
    by="""    torch.manual_seed(seed)
    train_loader = DataLoader(train, batch_size=batch_size, shuffle=True)
""",
    hint="A model is made between your function and the first epoch. Which order do the samples have then?",
)
loaders.mistake(
    "does not seed the generator",
    replace=".manual_seed(seed)",
    by="",
    hint="Where in your function does the argument `seed` appear?",
)
loaders.mistake(
    "gives both loaders one generator",
    replace="DataLoader(test, batch_size=batch_size)",
    by="DataLoader(test, batch_size=batch_size, generator=generator)",
    hint="Any loader draws a number when it starts. What does an evaluation do to the order of the next epoch?",
)
loaders.mistake(
    "shuffles once and goes through that order in every epoch",
    replace="DataLoader(train, batch_size=batch_size, shuffle=True, generator=generator)",
    by="""DataLoader(
        torch.utils.data.Subset(train, torch.randperm(len(train), generator=generator).tolist()),
        batch_size=batch_size,
    )""",
    hint="How do the first and the second epoch of your training loader differ?",
)
loaders.mistake(
    "drops the last training batch",
    replace="shuffle=True, generator=generator",
    by="shuffle=True, drop_last=True, generator=generator",
    hint="Ten samples in batches of four: how many are in an epoch?",
)
loaders.mistake(
    "drops the last test batch",
    replace="DataLoader(test, batch_size=batch_size)",
    by="DataLoader(test, batch_size=batch_size, drop_last=True)",
    hint="Ten samples in batches of four: how many are evaluated?",
)
loaders.mistake(
    "gives the test samples one by one",
    replace="DataLoader(test, batch_size=batch_size)",
    by="DataLoader(test)",
    hint="What is the default of `batch_size`?",
)

# minibatches -------------------------------------------------------------------------------------

batches = Misconceptions("data.minibatches")
_ORDER = "torch.randperm(len(x), generator=generator) if shuffle else torch.arange(len(x))"
batches.mistake(
    "leaves out the samples that do not fill a batch",
    replace="range(0, len(x), batch_size)",
    by="range(0, len(x) - batch_size + 1, batch_size)",
    hint="Seven samples in batches of three: when does the seventh come?",
)
batches.mistake(
    "does not start a batch with the last sample",
    replace="range(0, len(x), batch_size)",
    by="range(0, len(x) - 1, batch_size)",
    hint="Seven samples in batches of three: when does the seventh come? Is the end of a range part of it?",
)
batches.mistake(
    "repeats the last sample of each batch in the next one",
    replace="order[start : start + batch_size]",
    by="order[start : start + batch_size + 1]",
    hint="Is the end of a slice part of it?",
)
batches.mistake(
    "shuffles inputs and targets separately",
    replace="yield x[rows], t[rows]",
    by="""if start == 0:
            other = torch.randperm(len(t), generator=generator) if shuffle else order
        yield x[rows], t[other[start : start + batch_size]]""",
    hint="Sample 3 comes first. Which target comes with it?",
)
batches.mistake(
    "shuffles the inputs only",
    replace="t[rows]",
    by="t[start : start + batch_size]",
    hint="Sample 3 comes first. Which target comes with it?",
)
batches.mistake(
    "never shuffles",
    replace=_ORDER,
    by="torch.arange(len(x))",
    hint="Where in your function does the argument `shuffle` appear?",
)
batches.mistake(
    "shuffles the batches, not the samples",
    replace=_ORDER,
    by="""torch.arange(len(x))
    if shuffle:
        blocks = order.split(batch_size)
        drawn = torch.randperm(len(blocks), generator=generator)
        order = torch.cat([blocks[i] for i in drawn])""",
    hint="Can the first and the last sample ever be in the same batch?",
)
batches.mistake(
    "ignores the generator",
    replace="torch.randperm(len(x), generator=generator)",
    by="torch.randperm(len(x))",
    hint="Where in your function does the argument `generator` appear?",
)
batches.mistake(
    "draws the same order in each call that has no generator",
    replace="torch.randperm(len(x), generator=generator)",
    by="torch.randperm(len(x), generator=generator or torch.Generator().manual_seed(0))",
    hint="How do the first and the second epoch differ if nobody passes a generator?",
)
batches.mistake(
    "returns a list of all batches",
    replace="""    for start in range(0, len(x), batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], t[rows]
""",
    by="""    starts = range(0, len(x), batch_size)
    return [tuple(part[order[s : s + batch_size]] for part in (x, t)) for s in starts]
""",
    hint="How much memory do all batches take at once? What does `next` say to your result?",
)
batches.mistake(
    "shuffles the caller's tensors in place",
    replace="for start in range(0, len(x), batch_size):",
    by="""if shuffle:
        x.copy_(x[order])
        t.copy_(t[order])
        order = torch.arange(len(x))
    for start in range(0, len(x), batch_size):""",
    hint="What do the caller's tensors look like after an epoch?",
)
batches.mistake(
    "draws the order where x is, with a generator that is on the CPU",
    replace="torch.randperm(len(x), generator=generator)",
    by="torch.randperm(len(x), generator=generator, device=x.device)",
    hint="A generator draws on its own device. Where may indices be that index a tensor on a GPU?",
)

# to_unit_float -----------------------------------------------------------------------------------

unit_float = Misconceptions("data.to_unit_float")
_SCALE = """    if planes.dtype is torch.uint8:
        planes = planes.to(torch.float32) / 255
"""
unit_float.mistake(
    "does not scale",
    replace="planes.to(torch.float32) / 255",
    by="planes.to(torch.float32)",
    hint="What does white, 255, become by your code?",
)
unit_float.mistake(
    "divides by 256",
    replace="/ 255",
    by="/ 256",
    hint="Which byte is white, and which number should it become?",
)
unit_float.mistake(
    "divides whole numbers, so that everything but white becomes black",
    replace="planes.to(torch.float32) / 255",
    by="(planes // 255).to(torch.float32)",
    hint="What is 254 // 255, and what should it be? Which conversion comes first?",
)
unit_float.mistake(
    "looks at the largest element, not at the dtype, to decide whether to scale",
    replace=_SCALE,
    by="""    scale = bool((planes > 1).any())
    planes = planes.to(torch.float32) if planes.dtype is torch.uint8 else planes
    planes = planes / 255 if scale else planes
""",
    hint="What becomes of a very dark picture of bytes, and of a picture of floats with a 2 in it?",
)
unit_float.mistake(
    "scales floats too",
    replace=_SCALE,
    by="""    planes = (planes.to(torch.float32) if planes.dtype is torch.uint8 else planes) / 255
""",
    hint="What should become of a picture that is float already?",
)
unit_float.mistake(
    "leaves the channels at the end",
    replace="planes = image.permute(2, 0, 1)",
    by="planes = image",
    hint="Which shape does a convolution expect of each sample?",
)
unit_float.mistake(
    "re-cuts the numbers into the new shape instead of moving the axes",
    replace="image.permute(2, 0, 1)",
    by="image.reshape(image.shape[2], image.shape[0], image.shape[1])",
    hint="Take 1×2 pixels of three channels, and write down where each of the six numbers goes.",
)
unit_float.mistake(
    "exchanges height and width as well",
    replace="image.permute(2, 0, 1)",
    by="image.permute(2, 1, 0)",
    hint="Does your picture lie on its side? In which order do the old axes come?",
)
unit_float.mistake(
    "takes pictures of three axes only",
    replace="""    if image.ndim == 2:
        image = image.unsqueeze(-1)
""",
    by="",
    hint="How many axes may a grey picture have?",
)
unit_float.mistake(
    "goes through NumPy, which takes no tensor from a GPU",
    replace="image.permute(2, 0, 1)",
    by="torch.from_numpy(image.numpy().transpose(2, 0, 1).copy())",
    hint="Where are a NumPy array's elements? Tensors have all that you need.",
)

# one_hot -----------------------------------------------------------------------------------------

hot = Misconceptions("data.one_hot")
_ONES = "torch.nn.functional.one_hot(labels, num_classes).to(torch.float32)"
_REFUSE = """    if bool(((labels < 0) | (labels >= num_classes)).any()):
        raise ValueError(f"Labels must be from 0 to {num_classes - 1}, and there is {label}.")
"""
hot.mistake(
    "leaves the result int64",
    replace=".to(torch.float32)",
    by="",
    hint="Which dtype does `torch.nn.functional.one_hot` return, and which one is asked for?",
)
hot.mistake(
    "counts only the classes up to the largest label",
    replace="one_hot(labels, num_classes)",
    by="one_hot(labels, int(labels.max()) + 1 if labels.numel() else 0)",
    hint="The next batch has other labels. Do its vectors have the same length as those of this one?",
)
hot.mistake(
    "gives an int an axis of its own",
    replace="torch.as_tensor(label)",
    by="torch.as_tensor(label).reshape(-1) if isinstance(label, int) else label",
    hint="How many axes has the vector of one class?",
)
hot.mistake(
    "marks all labels of a tensor in one vector",
    replace=_ONES,
    by="torch.zeros(num_classes, device=labels.device).index_fill(0, labels.flatten(), 1.0)",
    hint="Three labels: how many vectors are asked for, and how many came back?",
)
hot.mistake(
    "lets the error of PyTorch through, which is another one",
    replace=_REFUSE,
    by="",
    hint="Which exception does the contract name, and which one does PyTorch raise?",
)
hot.mistake(
    "counts negative labels from the end, as indexing does",
    replace="(labels < 0) | (labels >= num_classes)",
    by="(labels < -num_classes) | (labels >= num_classes)",
    hint="Somebody marks unknown classes with -1. Which class does your function make of that?",
)
hot.mistake(
    "takes num_classes itself for a class",
    replace="(labels >= num_classes)",
    by="(labels > num_classes)",
    hint="There are three classes, counted from 0. Which is the last one?",
)
hot.mistake(
    "makes the vectors on the CPU",
    replace=_ONES,
    by="torch.eye(num_classes)[labels]",
    hint="`torch.eye` makes its tensor on the CPU unless it is told `device=`. Where are the labels?",
)

# encode_categories -------------------------------------------------------------------------------

encode = Misconceptions("data.encode_categories")
encode.mistake(
    "numbers the categories in order of appearance",
    replace="sorted(set(column))",
    by="list(dict.fromkeys(column))",
    hint="The same data come in another order of rows. Do the codes stay the same?",
)
encode.mistake(
    "sorts numbers as text",
    replace="sorted(set(column))",
    by="sorted(set(column), key=str)",
    hint="Which comes first, 9 or 10, and which one does as text?",
)
encode.mistake(
    "gives all columns the same categories",
    replace="[sorted(set(column)) for column in columns]",
    by="[sorted({v for column in columns for v in column}, key=lambda v: (str(type(v)), v))] * len(columns)",
    hint="Which codes are possible in a column that has two different values?",
)
encode.mistake(
    "returns a row for each column",
    replace=".T, categories",
    by=", categories",
    hint="Which axis of your codes counts the samples?",
)
encode.mistake(
    "re-cuts the codes into the shape (n, k) instead of exchanging the axes",
    replace=".T, categories",
    by=".reshape(len(columns[0]), len(columns)), categories",
    hint="Two columns of three: which code stands in the first row behind the first one?",
)
encode.mistake(
    "counts codes from 1",
    replace="enumerate(known)",
    by="enumerate(known, start=1)",
    hint="Which row of an embedding does your smallest code look up?",
)
encode.mistake(
    "ignores the categories that it was given",
    replace="if categories is None:",
    by="if True:",
    hint="Which code has a colour in the test data, and which had it in training?",
)
encode.mistake(
    "sorts the categories that it was given",
    replace="""    codes = []
""",
    by="""    categories = [sorted(known, key=lambda v: (str(type(v)), v)) for known in categories]
    codes = []
""",
    hint="Which code stood for the first of the given categories, and which one does now?",
)
encode.mistake(
    "makes -1 of a value that has no code",
    replace="code_of[value] for",
    by="code_of.get(value, -1) for",
    hint="What does an embedding say to the index -1, and who hears that a colour is new?",
)
encode.mistake(
    "looks values up with `index`, whose error is another one",
    replace="code_of[value] for",
    by="known.index(value) for",
    hint="What does `list.index` raise if there is no such value? And a dict?",
)

# embedding_sizes ---------------------------------------------------------------------------------

sizes = Misconceptions("data.embedding_sizes")
sizes.mistake(
    "rounds the half down",
    replace="(count + 1) // 2",
    by="count // 2",
    hint="How long is the vector of a column that has one category?",
)
sizes.mistake(
    "rounds a half to the nearest even number",
    replace="(count + 1) // 2",
    by="round(count / 2)",
    hint="What is round(0.5), and what round(1.5)?",
)
sizes.mistake(
    "adds 1 after it has halved",
    replace="(count + 1) // 2",
    by="count // 2 + 1",
    hint="How long is the vector of a column that has two categories?",
)
sizes.mistake(
    "divides into floating numbers",
    replace="(count + 1) // 2",
    by="(count + 1) / 2",
    hint="Of which type are your sizes? What does / give, and what //?",
)
sizes.mistake(
    "has no upper limit",
    replace="min(50, (count + 1) // 2)",
    by="(count + 1) // 2",
    hint="How long is a vector if there are ten thousand categories?",
)
sizes.mistake(
    "takes the limit for a lower one",
    replace="min(50,",
    by="max(50,",
    hint="How long is a vector if there are two categories? Which of two numbers does `max` give?",
)
sizes.mistake(
    "exchanges the two numbers",
    replace="(count, min(50, (count + 1) // 2))",
    by="(min(50, (count + 1) // 2), count)",
    hint="Which of its arguments comes first in `nn.Embedding`?",
)
sizes.mistake(
    "returns the lengths only",
    replace="(count, min(50, (count + 1) // 2))",
    by="min(50, (count + 1) // 2)",
    hint="Which two numbers does `nn.Embedding` need?",
)
