"""Data: what must hold."""

import contextlib
import csv
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import torch
from PIL import Image
from torch import Tensor, nn
from torch.utils.data import DataLoader

from torchkata.compare import raises
from torchkata.exercise import Exercise
from torchkata.strategies import (
    choice,
    dim,
    flags,
    integers,
    labels,
    matrices,
    size,
    tensors,
    whole_numbers,
    words,
)

# Standardizer ------------------------------------------------------------------------------------

standardizer = Exercise(
    "data.Standardizer",
    points=9,
    device_points=1,
    hints=(
        "A single new sample arrives. By which mean is it shifted, and who remembers that?",
        "`mean` and `std` take `dim`: which axis counts the samples? Look at the `correction` of `std`, "
        "and replace deviations of 0 with `torch.where`.",
        "`fit` keeps `x.mean(dim=0)` and `x.std(dim=0, correction=0)`, with 1 in place of 0, and returns "
        "`self`; `transform` is `(x - mean) / scale`, and `inverse_transform` is `z * scale + mean`.",
    ),
)
# The mean of these has no rounding error where they are all alike.
_WHOLE = {"scales": (1.0, 0.5, 100.0)}


@standardizer.check(points=1, x=matrices("n", "d", **_WHOLE))
def gives_each_column_mean_0_and_deviation_1(impl, x):
    """Each column of the fitted data has mean 0 and population deviation 1, or is 0 if it was constant."""
    fitted = impl.Standardizer()
    fitted.fit(x)
    return fitted.transform(x)


@standardizer.check(
    points=1,
    x=matrices(dim("n", least=2), "d", low=1_000_000, high=1_000_020, scales=(1.0,), distinct=True),
)
def is_as_exact_far_from_zero(impl, x):
    """A column whose mean is far larger than its spread has mean 0 and deviation 1 afterwards too."""
    fitted = impl.Standardizer()
    fitted.fit(x)
    return fitted.transform(x)


@standardizer.check(points=2, x=matrices("n", "d", **_WHOLE), y=matrices("m", "d", **_WHOLE))
def measures_new_data_with_what_was_fitted(impl, x, y):
    """Other data, be it a single row, get the mean and the deviation of the fitted data."""
    fitted = impl.Standardizer()
    fitted.fit(x)
    return fitted.transform(y)


@standardizer.check(points=1, x=matrices("n", "d", **_WHOLE), constant=integers(-3, 3))
def shifts_a_constant_column_without_scaling_it(impl, x, constant):
    """A column that is the same throughout becomes 0, other values there keep their distance, and back."""
    x = torch.cat([x, torch.full_like(x[:, :1], constant)], dim=1)
    fitted = impl.Standardizer()
    fitted.fit(x)
    return {
        "the fitted data": fitted.transform(x),
        "others": fitted.transform(x + 2),
        "and back": fitted.inverse_transform(x),
    }


@standardizer.check(points=1, x=matrices("n", "d", **_WHOLE), z=matrices("m", "d"))
def undoes_its_transformation(impl, x, z):
    """inverse_transform gives values in the units of the fitted data."""
    fitted = impl.Standardizer()
    fitted.fit(x)
    return fitted.inverse_transform(z)


@standardizer.check(points=1, x=matrices("n", "d", **_WHOLE), y=matrices("m", "d", **_WHOLE))
def fits_anew_each_time(impl, x, y):
    """fit returns the object; fit_transform is both steps in one; what was learned before is forgotten."""
    fitted = impl.Standardizer()
    chained = fitted.fit(y) is fitted
    transformed = fitted.fit_transform(x)
    return {
        "fit returns the object": chained,
        "fit_transform": transformed,
        "transform afterwards": fitted.transform(y),
    }


@standardizer.check(
    points=1,
    compare=raises(RuntimeError),
    elsewhere=False,
    way=choice("transform", "inverse_transform"),
    x=matrices("n", "d"),
    examples=4,
)
def refuses_to_transform_before_it_has_learned(impl, way, x):
    """transform and inverse_transform before fit are a RuntimeError."""
    return getattr(impl.Standardizer(), way)(x)


# split_and_scale ---------------------------------------------------------------------------------

split = Exercise(
    "data.split_and_scale",
    points=8,
    device_points=1,
    hints=(
        "Who may know the mean of the test samples before the model has been judged by them?",
        "One `torch.randperm`, drawn with a `torch.Generator` of your own, indexes both `x` and `t`; "
        "`math.ceil` counts the test rows. A `Standardizer` is fitted once.",
        "`order = torch.randperm(len(x), generator=torch.Generator().manual_seed(seed))`, cut it at "
        "`math.ceil(test_size * len(x))`, fit to `x[train]`, then transform both parts.",
    ),
)
_SHARE = choice(0.25, 0.5, 0.75, 0.3)
_ROWS = matrices(dim("n", least=4, most=9), "d", scales=(1.0, 0.5), distinct=True)


def _scaled_by(found: Tensor, rows: Tensor, parts: dict[str, Tensor]) -> str:
    """Say by which part `found` was standardized, given the rows that it was made from."""
    if found.shape != rows.shape:
        return "rows of another shape"
    found, rows = found.double(), rows.double()
    for name, part in parts.items():
        part = part.double()
        for correction, ending in ((0, ""), (1, ", dividing by n - 1")):
            if len(part) > correction:
                deviation = part.std(dim=0, correction=correction)
                deviation = torch.where(deviation == 0, torch.ones_like(deviation), deviation)
                if _same(found, (rows - part.mean(dim=0)) / deviation):
                    return f"scaled by {name}{ending}"
    return "not scaled" if _same(found, rows) else "scaled in another way"


def _same(one: Tensor, other: Tensor) -> bool:
    return torch.allclose(one, other, rtol=1e-4, atol=1e-4)


# The numbers of test rows are 1.25, 2.5, 3.75 and 1.5 before they are rounded up, and 4 to begin with.
@split.check(
    points=1,
    x=matrices(5, "d", scales=(1.0, 0.5), distinct=True),
    columns=choice(0, 1, 2),
    test_size=choice(0.25, 0.5, 0.75, 0.3, 0.8),
)
def rounds_the_test_part_up(impl, x, columns, test_size):
    """The test part has test_size times n rows, rounded up; dtypes, other axes and the device stay."""
    t = x[:, :1].repeat(1, columns) if columns else torch.arange(len(x), device=x.device)
    parts = impl.split_and_scale(x, t, test_size, 0)
    here = [part.device == x.device for part in parts]
    return [(tuple(part.shape), str(part.dtype)) for part in parts], here


@split.check(points=2, x=_ROWS, test_size=_SHARE, seed=integers(0, 99))
def keeps_each_row_once_and_with_its_target(impl, x, test_size, seed):
    """Each sample is in one of the parts, once, and its features and its target stay together."""
    t = torch.arange(len(x), device=x.device)
    x_train, x_test, t_train, t_test = impl.split_and_scale(x, t, test_size, seed)
    # Scaling keeps the order of the numbers in a column, and no two of them are equal.
    return {
        "each sample once": torch.cat([t_train, t_test]).sort().values,
        "training rows stay with t": torch.equal(x_train.argsort(dim=0), x[t_train].argsort(dim=0)),
        "test rows stay with t": torch.equal(x_test.argsort(dim=0), x[t_test].argsort(dim=0)),
    }


@split.check(points=2, x=_ROWS, test_size=_SHARE, seed=integers(0, 99))
def scales_both_parts_by_the_training_part(impl, x, test_size, seed):
    """Both parts are standardized with the mean and the population deviation of the training part."""
    t = torch.arange(len(x), device=x.device)
    x_train, x_test, t_train, t_test = impl.split_and_scale(x, t, test_size, seed)
    parts = {"the training part": x[t_train], "all rows": x, "the test part": x[t_test]}
    return {
        "training part": _scaled_by(x_train, x[t_train], parts),
        "test part": _scaled_by(x_test, x[t_test], parts),
    }


@split.check(points=2, seed=integers(0, 99), drawn=integers(1, 3), examples=5)
def draws_the_test_rows_by_the_seed_alone(impl, seed, drawn):
    """Equal seeds give equal parts, others give others, and the global random state is left alone."""
    x = torch.arange(24.0).reshape(12, 2)

    def test_rows(seed: int) -> list[int]:
        *_, t_test = impl.split_and_scale(x, torch.arange(12), 0.25, seed)
        return sorted(t_test.tolist())

    state = torch.get_rng_state()
    first = test_rows(seed)
    untouched = torch.equal(torch.get_rng_state(), state)
    torch.rand(drawn)
    again = test_rows(seed)
    others = [test_rows(seed + step) for step in (1, 2, 3)]
    ends = ([0, 1, 2], [9, 10, 11])
    return {
        "equal seeds give equal parts": again == first,
        "other seeds give other parts": any(other != first for other in others),
        "always rows from one end": all(rows in ends for rows in (first, *others)),
        "the global random state is left alone": untouched,
    }


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


# TabularDataset ----------------------------------------------------------------------------------

tabular = Exercise(
    "data.TabularDataset",
    points=8,
    device_points=1,
    hints=(
        "Which dtype has a NumPy array of random numbers, and which have the weights of a layer?",
        "`torch.as_tensor` takes lists, arrays and tensors, and a `dtype`. The transforms are called "
        "in `__getitem__`, if they are not None.",
        "Keep `torch.as_tensor(x, dtype=torch.float32)` and the same of t; an item is "
        "`self.x[index], self.t[index]`, each through its own transform.",
    ),
)
_FORM = choice("tensor", "list of int", "NumPy array", "int64 tensor")
_FEATURES = matrices("n", "d", scales=(1.0, 0.25))
_TARGETS = matrices("n", "k", scales=(1.0, 0.25))


def _in_form(table: Tensor, form: str) -> object:
    if form == "list of int":
        return table.long().tolist()
    if form == "NumPy array":
        return table.cpu().numpy()
    return table.long() if form == "int64 tensor" else table


@tabular.check(points=3, x=_FEATURES, t=_TARGETS, x_form=_FORM, t_form=_FORM, flat=flags())
def gives_pairs_of_float32_tensors(impl, x, t, x_form, t_form, flat):
    """Sample i is a tuple of row i of x and row i of t, both float32, whatever they were given as."""
    t = t[:, 0] if flat else t
    data = impl.TabularDataset(_in_form(x, x_form), _in_form(t, t_form))
    return [data[i] for i in range(len(x))]


@tabular.check(points=1, x=_FEATURES, t=_TARGETS)
def is_indexed_like_a_list(impl, x, t):
    """Its length is the number of rows, -1 is the last, a `for` loop ends, and no index counts beyond an end."""
    data = impl.TabularDataset(x, t)
    # A loop that does not end is cut off after two samples too many.
    looped = [target for _, target in islice(data, len(x) + 2)]
    return {
        "length": len(data),
        "last": data[-1],
        "targets in a loop": looped,
        "out of range": [_refuses(data, index) for index in (len(x), -len(x) - 1)],
    }


def _refuses(data, index: int) -> bool:
    try:
        data[index]
    except IndexError:
        return True
    return False


@tabular.check(points=1, x=_FEATURES, t=_TARGETS, batch_size=choice(2, 1, 3), flat=flags())
def feeds_a_loader(impl, x, t, batch_size, flat):
    """A DataLoader joins the samples into batches of shape (b, d), and (b,) or (b, k)."""
    data = impl.TabularDataset(x, t[:, 0] if flat else t)
    return list(DataLoader(data, batch_size=batch_size))


@tabular.check(
    points=2,
    x=_FEATURES,
    t=_TARGETS,
    given=choice("both", "transform", "target_transform"),
)
def applies_each_transform_on_access(impl, x, t, given):
    """Each transform is called once for each access, with its own part; its result counts, even None."""
    calls = {"transform": 0, "target_transform": 0}

    def add_calls(features: Tensor) -> object:
        calls["transform"] += 1
        return None if calls["transform"] == 3 else features + calls["transform"]

    def describe(target: Tensor) -> object:
        calls["target_transform"] += 1
        if calls["target_transform"] == 3:
            return ""
        return f"target {calls['target_transform']}", target * 10

    how = {"transform": add_calls, "target_transform": describe}
    if given != "both":
        how = {given: how[given]}
    data = impl.TabularDataset(x, t, **how)
    early = dict(calls)
    return {"calls before any access": early, "samples": [data[0], data[-1], data[0]]}


# ImageCsvDataset ---------------------------------------------------------------------------------

images = Exercise(
    "data.ImageCsvDataset",
    points=9,
    hints=(
        "A million pictures: what must be in memory before the first one is asked for?",
        "`csv.DictReader` knows the header. In `__getitem__`: `Image.open`, `convert`, then "
        "`torch.from_numpy` of a NumPy array, or `torchvision.transforms.functional.pil_to_tensor`.",
        "Keep a list of (file, int(label)) and the folder. For an index open `Path(image_dir) / file`, "
        "convert to 'L', make it a tensor of shape (1, H, W), and then call the transforms.",
    ),
)
_PICTURES = tensors("n", "h", "w", low=0, high=255, scales=(1.0,), strided=False)
_PICTURE = matrices("h", "w", low=0, high=255, scales=(1.0,), strided=False)
_CLASSES = whole_numbers("n")
_STYLES = {
    "plain": "image-{}.png",
    "in a folder": "cats/image-{}.png",
    "with a comma": "image {}, grey.png",
    "with quotation marks": 'image "{}".png',
}


@contextlib.contextmanager
def _in_a_folder_with(
    classes: list[int], pictures: Tensor, style: str = "plain", mode: str = "L"
) -> Iterator[list[str]]:
    """Work in a folder with labels.csv and pictures in images/, and give their names in the CSV's order.

    There may be fewer pictures than classes. In alphabetical order the names would come the other way round.
    """
    names = [_STYLES[style].format(9 - i) for i in range(len(classes))]
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        with Path("labels.csv").open("w", newline="", encoding="utf-8") as file:
            rows = zip(names, classes, strict=True)
            csv.writer(file).writerows([("file", "label"), *rows])
        Path("images").mkdir()
        for name, picture in zip(names, pictures, strict=False):
            _save(picture, name, mode)
        yield names


def _save(picture: Tensor, name: str, mode: str = "L") -> None:
    path = Path("images", name)
    path.parent.mkdir(exist_ok=True)
    Image.fromarray(picture.to(torch.uint8).numpy()).convert(mode).save(path)


@images.check(
    points=2,
    pictures=_PICTURES,
    classes=_CLASSES,
    style=choice(*_STYLES),
    mode=choice("L", "RGB"),
    kind=choice("str", "Path"),
)
def pairs_each_picture_with_its_label(impl, pictures, classes, style, mode, kind):
    """Sample i is a tuple: the picture that row i of the CSV file names, grey and uint8, and its label.

    The last row names the first picture once more.
    """
    as_path = str if kind == "str" else Path
    with _in_a_folder_with(classes, pictures, style, mode) as names:
        with Path("labels.csv").open("a", newline="", encoding="utf-8") as file:
            csv.writer(file).writerow([names[0], classes[0] + 1])
        _save(torch.zeros(1, 1), "image-0-of-nobody.png")
        data = impl.ImageCsvDataset(as_path("labels.csv"), as_path("images"))
        return {"length": len(data), "samples": [data[i] for i in range(len(classes) + 1)]}


@images.check(points=1, level=choice(255, 100), examples=2)
def makes_grey_of_colours_by_their_brightness(impl, level):
    """Red, green and blue become 0.299, 0.587 and 0.114 times as bright a grey, give or take 1."""
    with _in_a_folder_with([0], torch.zeros(0, 1, 1)) as names:
        _save(level * torch.eye(3)[None], names[0], "RGB")
        image, _ = impl.ImageCsvDataset("labels.csv", "images")[0]
        greys = dict(zip(("red", "green", "blue"), image.flatten().tolist(), strict=True))
        share = {"red": 0.299, "green": 0.587, "blue": 0.114}
        return {colour: abs(grey - share[colour] * level) <= 1 for colour, grey in greys.items()}


@images.check(points=2, picture=_PICTURE, classes=_CLASSES)
def reads_a_picture_when_it_is_asked_for(impl, picture, classes):
    """A dataset is made before there is any picture, and a sample needs no other's picture."""
    with _in_a_folder_with(classes, picture[None][:0]) as names:
        data = impl.ImageCsvDataset("labels.csv", "images")
        length = len(data)
        _save(picture, names[0])
        return {"length": length, "first": data[0]}


@images.check(
    points=2,
    picture=_PICTURE,
    label=integers(0, 9),
    given=choice("both", "transform", "target_transform"),
)
def applies_each_transform_on_access(impl, picture, label, given):
    """Each transform is called once whenever a sample is asked for, with its own part, and not before."""
    calls = {"transform": 0, "target_transform": 0}

    def add_calls(image: Tensor) -> object:
        calls["transform"] += 1
        return image.int() + 1000 * calls["transform"]

    def describe(label: int) -> object:
        calls["target_transform"] += 1
        return f"label {label}, {calls['target_transform']}"

    how = {"transform": add_calls, "target_transform": describe}
    if given != "both":
        how = {given: how[given]}
    with _in_a_folder_with([label], picture[None]):
        data = impl.ImageCsvDataset("labels.csv", "images", **how)
        early = dict(calls)
        return {"calls before any access": early, "samples": [data[0], data[0]]}


@images.check(
    points=1,
    compare=raises(FileNotFoundError, mentions=lambda missing: [f"image-{9 - missing}.png"]),
    missing=integers(0, 2),
    examples=3,
)
def names_a_picture_that_is_missing(impl, missing):
    """To ask for a sample whose picture is not there is a FileNotFoundError that says which one."""
    with _in_a_folder_with([1, 2, 3], torch.zeros(3, 2, 3)) as names:
        Path("images", names[missing]).unlink()
        return impl.ImageCsvDataset("labels.csv", "images")[missing]


@images.check(points=1, classes=whole_numbers(dim("n", least=0)))
def is_indexed_like_a_list(impl, classes):
    """Its length is the number of rows, index -1 is the last, and a `for` loop sees each once and ends."""
    with _in_a_folder_with(classes, torch.zeros(len(classes), 1, 1)):
        data = impl.ImageCsvDataset("labels.csv", "images")
        # A loop that does not end is cut off after two samples too many.
        looped = [label for _, label in islice(data, len(classes) + 2)]
        last = data[-1][1] if classes else None
        return {"length": len(data), "last": last, "labels in a loop": looped}


# make_loaders ------------------------------------------------------------------------------------

loaders = Exercise(
    "data.make_loaders",
    points=7,
    hints=(
        "Something else draws a random number between two epochs. Do the samples still come in the same "
        "order?",
        "`DataLoader` takes `shuffle` and `generator`; which of the two loaders needs them?",
        "Give the training loader `shuffle=True` and `generator=torch.Generator().manual_seed(seed)`, "
        "and the test loader neither. Leave `drop_last` as it is.",
    ),
)


def _epoch(loader: DataLoader) -> list[int]:
    return [sample for batch in loader for sample in batch.tolist()]


@loaders.check(points=2, n=integers(20, 30), batch_size=integers(1, 7), seed=integers(0, 99))
def shuffles_the_training_samples(impl, n, batch_size, seed):
    """An epoch of the training loader has each sample once, not in order, and no epoch is like another."""
    loader, _ = impl.make_loaders(list(range(n)), [0], batch_size, seed)
    first, second = _epoch(loader), _epoch(loader)
    return {
        "each sample once": [sorted(epoch) == list(range(n)) for epoch in (first, second)],
        "in order": first == sorted(first),
        "both epochs in the same order": first == second,
    }


@loaders.check(points=2, n=integers(20, 30), seed=integers(0, 99), drawn=integers(1, 3), examples=6)
def repeats_its_orders_for_an_equal_seed(impl, n, seed, drawn):
    """Equal seeds give equal orders in each epoch, whatever else is drawn or loaded; another seed does not."""
    samples = list(range(n))
    (one, _), (other, test) = (impl.make_loaders(samples, samples, 4, seed) for _ in range(2))
    third, _ = impl.make_loaders(samples, samples, 4, seed + 1)
    orders = [_epoch(one), _epoch(one)]
    torch.rand(drawn)
    first = _epoch(other)
    _epoch(test)
    return {
        "the first epoch again": first == orders[0],
        "the second epoch again, after the test loader": _epoch(other) == orders[1],
        "another seed gives another order": _epoch(third) != orders[0],
    }


@loaders.check(points=2, n=integers(1, 9), batch_size=integers(1, 4), seed=integers(0, 99))
def keeps_the_test_samples_in_order(impl, n, batch_size, seed):
    """The test loader gives all samples in their order in each epoch, in batches of the same size."""
    _, loader = impl.make_loaders([0], [10 * i for i in range(n)], batch_size, seed)
    return [[batch.tolist() for batch in loader] for _ in range(2)]


@loaders.check(points=1, batch_size=choice(4, 1, 3, 2), seed=integers(0, 99), examples=4)
def leaves_no_sample_out_of_training(impl, batch_size, seed):
    """The batches have batch_size samples, but for the last one, which has what is left, be it one of 9."""
    found = {}
    for n in range(1, 10):
        loader, _ = impl.make_loaders(list(range(n)), [0], batch_size, seed)
        sizes = [len(batch) for batch in loader]
        found[f"{n} samples"] = {"length": len(loader), "batch sizes": sizes}
    return found


# minibatches -------------------------------------------------------------------------------------

batches = Exercise(
    "data.minibatches",
    points=9,
    device_points=1,
    hints=(
        "Seven samples in batches of three: which rows are in each batch, and how many batches are there?",
        "`range(0, n, batch_size)` gives where batches start, and a slice may reach past the end. One "
        "`torch.randperm(n, generator=generator)` indexes both tensors. `yield` gives a batch.",
        "`order` is `torch.randperm` or `torch.arange`; for each start take "
        "`rows = order[start : start + batch_size]` and `yield x[rows], t[rows]`.",
    ),
)


@batches.check(
    points=2,
    x=matrices(dim("n", least=0, most=7), "d"),
    t=labels(dim("n", least=0, most=7), 5),
    batch_size=integers(1, 4),
)
def cuts_the_samples_into_batches_in_order(impl, x, t, batch_size):
    """Without shuffling the batches are consecutive rows of both, and the last one has what is left."""
    return list(impl.minibatches(x, t, batch_size))


@batches.check(
    points=2,
    x=matrices(dim("n", least=2, most=7), "d", distinct=True),
    batch_size=integers(1, 4),
    seed=integers(0, 99),
)
def keeps_each_sample_once_and_paired(impl, x, batch_size, seed):
    """Shuffled, each sample is in one batch, with its own target, and x stays; of none there is no batch."""
    t, before = torch.arange(len(x), device=x.device), x.clone()
    generator = torch.Generator().manual_seed(seed)
    found = list(impl.minibatches(x, t, batch_size, shuffle=True, generator=generator))
    inputs, targets = (torch.cat(part) for part in zip(*found, strict=True))
    of_none = list(impl.minibatches(x[:0], t[:0], batch_size, shuffle=True, generator=generator))
    return {
        "batch sizes": [len(targets) for _, targets in found],
        "each sample once": targets.sort().values,
        "inputs stay with targets": torch.equal(inputs, before[targets]),
        "x afterwards": x,
        "batches of no sample": len(of_none),
    }


@batches.check(points=1, given=flags(), batch_size=choice(2, 1, 3, 4))
def draws_any_order_in_each_call(impl, given, batch_size):
    """Three samples have six orders; 100 calls, all with one generator or with none, show each of them."""
    x, t = torch.zeros(3, 1), torch.arange(3)
    generator = torch.Generator().manual_seed(5) if given else None
    orders = set()
    for _ in range(100):
        found = impl.minibatches(x, t, batch_size, shuffle=True, generator=generator)
        orders.add(tuple(target for _, targets in found for target in targets.tolist()))
    return {"different orders": len(orders)}


@batches.check(points=2, seed=integers(0, 99), drawn=integers(1, 3), examples=5)
def draws_from_the_generator(impl, seed, drawn):
    """Equal generators give equal orders and spare torch's global one, which is drawn from without any."""
    x, t = torch.zeros(20, 1), torch.arange(20)

    def order(generator: torch.Generator | None) -> list[int]:
        found = impl.minibatches(x, t, 6, True, generator)
        return [target for _, targets in found for target in targets.tolist()]

    state = torch.get_rng_state()
    first = order(torch.Generator().manual_seed(seed))
    untouched = torch.equal(torch.get_rng_state(), state)
    torch.rand(drawn)
    again = order(torch.Generator().manual_seed(seed))
    other = order(torch.Generator().manual_seed(seed + 1))
    torch.set_rng_state(state)
    without = order(None)
    torch.set_rng_state(state)
    return {
        "equal generators give equal orders": first == again,
        "another gives another": first != other,
        "the global random state is left alone": untouched,
        "without one, the global state decides": order(None) == without,
    }


@batches.check(
    points=1,
    x=matrices(dim("n", least=1, most=7), "d"),
    t=labels(dim("n", least=1, most=7), 5),
    batch_size=integers(1, 4),
    examples=4,
)
def makes_batches_on_request(impl, x, t, batch_size):
    """What is returned is a generator: `next` asks it for a batch."""
    return next(impl.minibatches(x, t, batch_size))


# to_unit_float -----------------------------------------------------------------------------------

unit_float = Exercise(
    "data.to_unit_float",
    points=7,
    device_points=1,
    hints=(
        "Where is the red of the top left pixel in (H, W, C), and where should it be in (C, H, W)?",
        "`Tensor.permute` moves axes. Ask for the dtype, not for the largest element, before you scale.",
        "Add an axis to (H, W) with `unsqueeze(-1)`, then `permute(2, 0, 1)`; if the dtype is "
        "`torch.uint8`, convert to float32 and divide by 255.",
    ),
)
_BYTES = {"low": 0, "high": 255, "scales": (1.0,)}


@unit_float.check(points=2, image=tensors("h", "w", 1, **_BYTES), dark=flags())
def scales_bytes(impl, image, dark):
    """Bytes are divided by 255 and become float32, also if there is none above 1."""
    return impl.to_unit_float((image % 2 if dark else image).to(torch.uint8))


@unit_float.check(points=2, image=tensors("h", "w", "c", **_BYTES))
def moves_the_channels_to_the_front(impl, image):
    """What was at row h, column w and channel c is at channel c, row h and column w."""
    return impl.to_unit_float(image.to(torch.uint8))


@unit_float.check(points=1, image=tensors("h", "w", "c"))
def leaves_floats_as_they_are(impl, image):
    """Floating numbers keep their values and their dtype, whatever their size; their channels move too."""
    return impl.to_unit_float(image)


@unit_float.check(points=1, image=tensors("h", "w", **_BYTES), floating=flags())
def gives_a_grey_picture_its_channel(impl, image, floating):
    """A picture of shape (H, W) becomes one of shape (1, H, W)."""
    return impl.to_unit_float(image if floating else image.to(torch.uint8))


# one_hot -----------------------------------------------------------------------------------------

hot = Exercise(
    "data.one_hot",
    points=7,
    device_points=1,
    hints=(
        "How many entries has the vector of class 1 if there are ten classes, and which dtype does a loss "
        "want?",
        "`torch.as_tensor` makes one case of two; `torch.nn.functional.one_hot` takes the number of "
        "classes, and its result is int64. Compare the labels with both bounds first.",
        "Raise ValueError if any label is below 0 or not below `num_classes`; then "
        "`torch.nn.functional.one_hot(torch.as_tensor(label), num_classes).float()`.",
    ),
)


@hot.check(points=1, label=integers(0, 4), more=integers(1, 4))
def turns_an_int_into_a_vector(impl, label, more):
    """The vector of an int has num_classes entries, float32: 1 at the label and 0 elsewhere."""
    return impl.one_hot(label, label + more)


@hot.check(
    points=3,
    label=labels("n", "classes"),
    classes=size("classes"),
    shape=choice("(n,)", "(n, 1)", "(2, n)", "()", "(0,)"),
)
def turns_a_tensor_into_vectors(impl, label, classes, shape):
    """A tensor of any shape gets one more axis at its end, for the classes, however few of them occur."""
    shaped = {
        "(n,)": label,
        "(n, 1)": label[:, None],
        "(2, n)": torch.stack([label, label.flip(0)]),
        "()": label[0],
        "(0,)": label[:0],
    }
    return impl.one_hot(shaped[shape], classes + 1)


@hot.check(
    points=2,
    compare=raises(ValueError),
    num_classes=integers(1, 4),
    beyond=integers(0, 2),
    negative=flags(),
    among_others=flags(),
)
def refuses_labels_that_are_no_class(impl, num_classes, beyond, negative, among_others):
    """A label below 0, or of num_classes or more, is a ValueError: an int, or one in a tensor."""
    label = -1 - beyond if negative else num_classes + beyond
    return impl.one_hot(torch.tensor([0, label]) if among_others else label, num_classes)


# encode_categories -------------------------------------------------------------------------------

encode = Exercise(
    "data.encode_categories",
    points=7,
    hints=(
        "The test data have their colours in another order, and one colour is not among them. Which codes "
        "must they get?",
        "`sorted(set(column))` are the categories of a column; a dict from each of them to its "
        "position gives the codes, and a KeyError by itself.",
        "For each column and its categories: `{value: code for code, value in enumerate(known)}`, look "
        "every value up, then make the lists an int64 tensor and transpose it.",
    ),
)
_PRIMARY = ("red", "blue", "yellow", "green")


@encode.check(
    points=3,
    first=words(dim("n", least=0, most=7)),
    second=whole_numbers(dim("n", least=0, most=7), 0, 12),
    third=words(dim("n", least=0, most=7)),
    k=choice(3, 1, 2),
    as_tuples=flags(),
    capitals=flags(),
)
def codes_follow_the_sorted_categories(impl, first, second, third, k, as_tuples, capitals):
    """A code is the position of the value among its column's sorted categories, where "Z" is before "a"."""
    if capitals:
        first, second, third = [*first, "ant", "Zebra"], [*second, 9, 10], [*third, "Bad", "bad"]
    columns = [first, second, third][:k]
    if as_tuples:
        columns = tuple(tuple(column) for column in columns)
    codes, categories = impl.encode_categories(columns)
    return {"codes": codes, "categories": categories}


@encode.check(
    points=2,
    first=whole_numbers("n", 0, 3),
    second=whole_numbers("n", 0, 3),
    added=flags(),
)
def keeps_the_codes_of_given_categories(impl, first, second, added):
    """With given categories a code is the position there, and they are returned as they were given."""
    given = [[*_PRIMARY], [30, 4, 7, 12]]
    columns = [[given[0][i] for i in first], [given[1][i] for i in second]]
    if added:
        given[0].insert(0, "a colour that does not occur")
    codes, categories = impl.encode_categories(columns, given)
    return {"codes": codes, "categories": categories}


@encode.check(
    points=2,
    compare=raises(KeyError, mentions=lambda unseen, column, n: [unseen]),
    unseen=choice("purple", "small", 77),
    column=integers(0, 1),
    n=integers(0, 2),
)
def refuses_a_value_that_has_no_code(impl, unseen, column, n):
    """With given categories, a value that is not among those of its column is a KeyError that names it."""
    given = [[*_PRIMARY, *["small"] * column], ["big", *["small"] * (1 - column)]]
    columns = [["red"] * (n + 1), ["big"] * (n + 1)]
    columns[column][n] = unseen
    return impl.encode_categories(columns, given)


# embedding_sizes ---------------------------------------------------------------------------------

sizes = Exercise(
    "data.embedding_sizes",
    points=4,
    hints=(
        "Half of 7, rounded up: how do you get it without leaving the whole numbers?",
        "`min` of 50 and half the count; adding 1 before `//` rounds up.",
        "A list of `(count, min(50, (count + 1) // 2))` for each count.",
    ),
)


@sizes.check(points=2, cardinalities=whole_numbers(dim("k", least=0), 1, 20))
def gives_half_as_many_numbers_as_categories(impl, cardinalities):
    """The embedding of a column has a row for each category, half as long as there are, rounded up.

    Each number of categories belongs to two columns.
    """
    return impl.embedding_sizes([*cardinalities, *cardinalities])


@sizes.check(points=1, cardinalities=whole_numbers("k", 90, 110), factor=choice(1, 10))
def stops_at_50(impl, cardinalities, factor):
    """No row has more than 50 numbers."""
    return impl.embedding_sizes([factor * count for count in cardinalities])


@sizes.check(points=1, cardinalities=whole_numbers("k", 1, 120))
def describes_embeddings(impl, cardinalities):
    """`nn.Embedding(*size)` has a vector for the last category of each column."""
    sizes = impl.embedding_sizes(cardinalities)
    last = [torch.tensor(count - 1) for count in cardinalities]
    return [len(nn.Embedding(*size)(code)) for size, code in zip(sizes, last, strict=True)]
