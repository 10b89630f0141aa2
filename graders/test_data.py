"""Data: what must hold."""

from itertools import islice

from torch.utils.data import DataLoader

from torchkata.compare import raises
from torchkata.exercise import Exercise
from torchkata.strategies import choice, dim, flags, integers, size, whole_numbers, words

# CustomDataset -----------------------------------------------------------------------------------

dataset = Exercise(
    "data.CustomDataset",
    points=7,
    hints=(
        "Which two questions does a loader ask a dataset, and how does a `for` loop know where to stop?",
        "Keep both sequences, `len` of one of them, and a dict for each index; look up which exceptions "
        "a list raises, and what it does with -1.",
        "Check the lengths in `__init__` and raise ValueError with both. In `__getitem__` index both "
        "lists with the same number and let their IndexError through.",
    ),
)
_TEXT, _LABELS = words(dim("n", least=0)), whole_numbers(dim("n", least=0))
_SOME_TEXT, _SOME_LABELS = words(dim("n", least=1)), whole_numbers(dim("n", least=1))


def _plain(sample):
    """Return a sample with its keys in alphabetical order: their order is free."""
    return dict(sorted(sample.items())) if isinstance(sample, dict) else sample


@dataset.check(points=1, text=_TEXT, labels=_LABELS)
def counts_its_samples(impl, text, labels):
    """Its length is the number of texts."""
    return len(impl.CustomDataset(text, labels))


@dataset.check(points=1, text=_TEXT, labels=_LABELS, as_tuples=flags())
def pairs_each_text_with_its_label(impl, text, labels, as_tuples):
    """Sample i is a dict of text i and label i, as they were given, and the sequences stay as they were."""
    # Capitals, spaces around, and an empty text: whoever cleans texts or skips some shows it here.
    text = ["", *(f" {word.title()} " for word in text)]
    labels = [0, *labels]
    if as_tuples:
        text, labels = tuple(text), tuple(labels)
    data = impl.CustomDataset(text, labels)
    samples = [_plain(data[i]) for i in range(len(text))]
    return {"samples": samples, "text afterwards": text, "labels afterwards": labels}


@dataset.check(points=1, text=_SOME_TEXT, labels=_SOME_LABELS)
def counts_negative_indices_from_the_end(impl, text, labels):
    """Index -1 is the last sample, -2 the one before it, and minus the length the first."""
    data = impl.CustomDataset(text, labels)
    return [_plain(data[-i]) for i in range(1, len(text) + 1)]


@dataset.check(
    points=1,
    compare=raises(IndexError),
    text=_TEXT,
    labels=_LABELS,
    n=size(dim("n", least=0)),
    beyond=integers(0, 3),
    negative=flags(),
)
def refuses_indices_beyond_either_end(impl, text, labels, n, beyond, negative):
    """An index of the length or more, or below minus the length, is an IndexError."""
    data = impl.CustomDataset(text, labels)
    return _plain(data[-n - 1 - beyond if negative else n + beyond])


@dataset.check(points=1, text=_TEXT, labels=_LABELS)
def can_be_looped_over(impl, text, labels):
    """A `for` loop sees every sample once and ends, and so does a second loop."""
    data = impl.CustomDataset(text, labels)
    # A loop that does not end is cut off after two samples too many.
    return [[_plain(sample) for sample in islice(data, len(text) + 2)] for _ in range(2)]


@dataset.check(
    points=1,
    compare=raises(
        ValueError,
        mentions=lambda text, labels, missing, short: {len(text), len(text) - missing},
    ),
    text=words(dim("n", least=3, most=6)),
    labels=whole_numbers(dim("n", least=3, most=6)),
    missing=integers(1, 3),
    short=choice("labels", "text"),
)
def refuses_different_lengths(impl, text, labels, missing, short):
    """Different numbers of texts and labels are a ValueError that names both numbers."""
    if short == "text":
        text = text[missing:]
    else:
        labels = labels[missing:]
    return len(impl.CustomDataset(text, labels))


@dataset.check(points=1, text=_TEXT, labels=_LABELS, batch_size=choice(2, 3, 1))
def feeds_a_loader(impl, text, labels, batch_size):
    """A DataLoader gets every sample from it and joins them into batches of texts and classes."""
    loader = DataLoader(impl.CustomDataset(text, labels), batch_size=batch_size)
    return [_plain(batch) for batch in loader]
