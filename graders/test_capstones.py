"""Capstones: what must hold.

Each probe makes the split, gives the training part to the code and asks it about the held-out part, whose
labels it keeps. All data here are public, so they are changed in ways that cost honest training nothing:
who knows them by heart has learned something else. What a probe returns are facts that are the same for
every good solution, and the bars are such that good ones clear them easily.
"""

import contextlib
import csv
import importlib.util
import pickle
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook

from torchkata.compare import raises
from torchkata.exercise import Exercise
from torchkata.strategies import choice

# Taken before any submission is imported, which may replace torch's own.
_load = torch.load

# Workers cannot read the kit's folders: what probes need of them is read now.
_DATA = Path(__file__).parents[1] / "datasets"
_RAW = _DATA / "FashionMNIST" / "raw"
_PIXELS, _LABELS = (
    np.concatenate([np.fromfile(_RAW / f"{part}-{kind}", np.uint8)[header:] for part in parts])
    for kind, header, parts in (
        ("images-idx3-ubyte", 16, ("train", "t10k")),
        ("labels-idx1-ubyte", 8, ("train", "t10k")),
    )
)
with (_DATA / "cars.csv").open(encoding="utf-8", newline="") as _file:
    _CARS = list(csv.reader(_file))[1:]


def _shuffled(count: int, seed: int) -> Tensor:
    return torch.randperm(count, generator=torch.Generator().manual_seed(seed))


def _same_twice(first: Tensor, second: Tensor) -> bool:
    return first.shape == second.shape and torch.equal(first, second)


# fashion_classifier ------------------------------------------------------------------------------

fashion = Exercise(
    "capstones.fashion_classifier",
    points=10,
    device_points=1,
    cpu_seconds=60,
    hints=(
        "Three programs have to agree: what does the dataset hand out, what does the network learn from, "
        "and what will it be asked about? And what if all images of one class come last?",
        "`FashionMNIST(root, train=True, download=False)` has `data` and `targets`. A `DataLoader` with "
        "`shuffle=True`, `nn.CrossEntropyLoss` and `torch.optim.Adam` do the rest; the seed goes into "
        "`torch.random.fork_rng`.",
        "Pixels to float, divided by 255, with an axis for the channel. Inside `fork_rng` seed, build "
        "`Flatten, Linear, ReLU, Linear`, train five epochs of shuffled batches of 32 with Adam. Then "
        "`eval()`, `torch.save(model.state_dict(), checkpoint)`, and return the model.",
    ),
)
_TRAINING_IMAGES = 1200
_FEW_IMAGES = 120
_MOST_SHOWN = 15_000


@cache
def _images() -> tuple[Tensor, Tensor]:
    """Return all images, turned about a diagonal, and their labels, renamed, in a random order."""
    images = torch.from_numpy(_PIXELS).reshape(-1, 28, 28).transpose(1, 2)
    labels = (7 * torch.from_numpy(_LABELS).long() + 3) % 10
    order = _shuffled(len(labels), 0)
    return images[order].contiguous(), labels[order]


def _write_idx(path: Path, array: Tensor) -> None:
    """Write a tensor of uint8 in the IDX format: magic number, sizes, elements."""
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    path.write_bytes(bytes([0, 0, 8, array.dim()]) + sizes + array.numpy().tobytes())


def _write_folder(images: Tensor, labels: Tensor) -> None:
    """Write the training part where torchvision looks for it below `data`, and one black image to test."""
    raw = Path("data", "FashionMNIST", "raw")
    raw.mkdir(parents=True)
    black = torch.zeros(1, 28, 28), torch.zeros(1)
    for part, (pixels, classes) in {"train": (images, labels), "t10k": black}.items():
        _write_idx(raw / f"{part}-images-idx3-ubyte", pixels.to(torch.uint8))
        _write_idx(raw / f"{part}-labels-idx1-ubyte", classes.to(torch.uint8))


@contextlib.contextmanager
def _folder_of(count: int, *, by_class: bool = False) -> Iterator[None]:
    """Work in a folder with the first images in `data`, so that calls name no other folder."""
    images, labels = (part[:count] for part in _images())
    order = labels.argsort(stable=True) if by_class else torch.arange(count)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        _write_folder(images[order], labels[order])
        yield


def _fractions(images: Tensor) -> Tensor:
    """Return images as the model is asked about them."""
    return images.unsqueeze(1) / 255


@torch.no_grad()
def _answers(model: nn.Module, images: Tensor) -> Tensor:
    return model(images).argmax(dim=1)


@contextlib.contextmanager
def _rows_seen() -> Iterator[list[int]]:
    """Yield a list that receives how many rows go each time through an outermost module that learns."""
    seen: list[int] = []
    inside: list[nn.Module] = []

    def enter(module: nn.Module, inputs: tuple[object, ...]) -> None:
        learns = any(True for _ in module.parameters())
        if learns and not inside and torch.is_grad_enabled():
            seen.extend(len(given) for given in inputs[:1] if isinstance(given, Tensor))
        if learns:
            inside.append(module)

    def leave(module: nn.Module, *_: object) -> None:
        if inside and inside[-1] is module:
            inside.pop()

    entering = register_module_forward_pre_hook(enter)
    leaving = register_module_forward_hook(leave, always_call=True)
    try:
        yield seen
    finally:
        entering.remove()
        leaving.remove()


def _budget(rows: int) -> str:
    if rows < 15:  # the test part's single image, once in each epoch
        return "hardly any" if rows else "none"
    if rows < _TRAINING_IMAGES:
        return "fewer than there are images"
    return "within the budget" if rows <= _MOST_SHOWN else "more than the budget"


@fashion.check(points=2, seed=choice(5))
def returns_a_model_ready_to_predict(impl, seed, device):
    """It is in evaluation mode, and gives logits that depend on nothing but the image itself."""
    with _folder_of(_FEW_IMAGES):
        model = impl.fashion_classifier("data", "weights.pt", seed, str(device))
    images = _fractions(_images()[0][-64:]).to(device)
    with torch.no_grad():
        outputs, again, alone = model(images), model(images), model(images[:1])
    probabilities = bool((outputs >= 0).all()) and torch.allclose(
        outputs.sum(dim=1), outputs.new_ones(len(outputs)), atol=1e-3
    )
    return {
        "shape": tuple(outputs.shape),
        "on the device": outputs.device == images.device,
        "in evaluation mode": not any(module.training for module in model.modules()),
        "the same answers twice": _same_twice(outputs, again),
        "the same answer alone": torch.allclose(outputs[:1], alone, rtol=1e-3, atol=1e-3),
        "the outputs are probabilities": probabilities,
    }


@fashion.check(points=1, elsewhere=False, seed=choice(5))
def saves_the_weights_that_it_returns(impl, seed):
    """The file is the state_dict of the returned model: plain data, the same names, equal tensors."""
    with _folder_of(_FEW_IMAGES):
        model = impl.fashion_classifier("data", Path("weights.pt"), seed)
        return {"the file": _describe_file("weights.pt", model)}


def _describe_file(path: str, model: nn.Module) -> str:
    try:
        found = _load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        return "is not there"
    except pickle.UnpicklingError:
        return "is refused by torch.load with weights_only=True"
    weights = {name: tensor.cpu() for name, tensor in model.state_dict().items()}
    if not isinstance(found, Mapping) or sorted(found) != sorted(weights):
        return "is not the state_dict of the returned model"
    same = all(_same_twice(found[name], weights[name]) for name in weights)
    return "holds its weights" if same else "holds other weights"


@fashion.check(points=1, elsewhere=False, seed=choice(5, 0), examples=2)
def repeats_itself_for_the_same_seed(impl, seed):
    """The same images and the same seed give the same weights, whatever was drawn before."""
    with _folder_of(_FEW_IMAGES):
        first = impl.fashion_classifier("data", "first.pt", seed)
        torch.rand(3)
        second = impl.fashion_classifier("data", "second.pt", seed)
    images = _fractions(_images()[0][-64:])
    with torch.no_grad():
        return {"the same outputs": _same_twice(first(images), second(images))}


@fashion.check(points=5, elsewhere=False, order=choice("shuffled", "sorted by class"), examples=2)
def recognizes_images_that_it_was_never_shown(impl, order):
    """It is right for more than 90 % of held-out images, and was shown no more than the budget."""
    with _folder_of(_TRAINING_IMAGES, by_class=order == "sorted by class"), _rows_seen() as rows:
        model = impl.fashion_classifier("data", "weights.pt", 1)
    images, labels = _images()
    answers = _answers(model, _fractions(images))
    right = (answers == labels).double()
    known, unknown = right[:_TRAINING_IMAGES].mean(), right[_TRAINING_IMAGES:].mean()
    bright = _answers(model, images[_TRAINING_IMAGES:].unsqueeze(1).float())
    right_if_bright = (bright == labels[_TRAINING_IMAGES:]).double().mean()
    return {
        "images shown in training": _budget(sum(rows)),
        "right for over 90 % of the images of the training part": bool(known > 0.9),
        "right for over 90 % of the images held out": bool(unknown > 0.9),
        "one answer to everything, without training": not rows
        and len(answers[_TRAINING_IMAGES:].unique()) == 1,
        "does much better at pixels up to 255": bool(right_if_bright > unknown + 0.1),
    }


# car_evaluation ----------------------------------------------------------------------------------

cars = Exercise(
    "capstones.car_evaluation",
    points=9,
    device_points=1,
    cpu_seconds=60,
    hints=(
        "Which number does a value get when somebody asks about a single car? And who remembers it?",
        "A dict for each column, from value to number, made once. `nn.Embedding` takes the numbers, "
        "`nn.CrossEntropyLoss` the classes; the prediction is an `argmax(dim=1)` and a list of names.",
        "Number the sorted values of each column, embed each in four numbers or so, join them, then "
        "`Linear, ReLU, Linear`, and train on shuffled batches with Adam at 0.01. `predict` encodes with the "
        "same dicts, in evaluation mode under `no_grad`.",
    ),
)
_TRAINING_CARS = 1209
_FEW_CARS = 160


@cache
def _cars() -> tuple[list[list[str]], list[str]]:
    """Return the rows in a random order, and their classes, names exchanged within each column."""
    chance = random.Random(0)
    columns: list[list[str]] = []
    for column in zip(*_CARS, strict=True):
        names = sorted(set(column))
        exchanged = dict(zip(names, chance.sample(names, len(names)), strict=True))
        columns.append([exchanged[name] for name in column])
    rows = [list(row) for row in zip(*columns, strict=True)]
    chance.shuffle(rows)
    return [row[:-1] for row in rows], [row[-1] for row in rows]


def _columns(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _few_cars() -> tuple[list[list[str]], list[str]]:
    rows, classes = _cars()
    return _columns(rows[:_FEW_CARS]), classes[:_FEW_CARS]


def _macro_f1(answers: Sequence[str], classes: Sequence[str]) -> float:
    """Return the mean over all classes of 2·right / (called so + being so)."""
    right = Counter(a for a, c in zip(answers, classes, strict=True) if a == c)
    called, being = Counter(answers), Counter(classes)
    return sum(2 * right[c] / (called[c] + being[c]) for c in being) / len(being)


def _right_under_other_names(answers: Sequence[str], classes: Sequence[str]) -> bool:
    """Return whether the answers would be right if the names of classes were exchanged."""
    meant: dict[str, str] = {}
    for (answer, name), _ in Counter(zip(answers, classes, strict=True)).most_common():
        meant.setdefault(answer, name)
    exchanged = len(set(meant.values())) == len(meant) and any(a != c for a, c in meant.items())
    return exchanged and _macro_f1([meant[a] for a in answers], classes) > 0.9


@cars.check(points=2, seed=choice(5))
def answers_for_each_row_by_itself(impl, seed, device):
    """A row gets the name of one class, always the same one, alone or beside others, whatever becomes of the training part."""
    columns, classes = _few_cars()
    predict = impl.car_evaluation(columns, classes, seed, str(device))
    asked = _cars()[0][-12:]
    answers = predict(_columns(asked))
    for listed in (*columns, classes):
        listed.reverse()
    again = predict(_columns(asked))
    alone = [predict(_columns([row])) for row in asked]
    return {
        "answers": len(answers),
        "each is the name of a class": all(answer in classes for answer in answers),
        "the same answers twice": list(answers) == list(again),
        "the same answers alone": [list(one) for one in alone] == [[a] for a in answers],
    }


@cars.check(
    points=1,
    compare=raises(KeyError, mentions=lambda where, **_: ["purple"]),
    elsewhere=False,
    where=choice("first column", "last column", "a value of another column"),
    examples=3,
)
def refuses_a_value_that_it_never_met(impl, where):
    """A value that its column did not hold in the training part is a KeyError that names it."""
    columns, classes = _few_cars()
    if where == "a value of another column":
        columns[0][0] = "purple"
    predict = impl.car_evaluation(columns, classes, 5)
    asked = _columns(_cars()[0][-4:])
    asked[0 if where == "first column" else -1][1] = "purple"
    return predict(asked)


@cars.check(points=1, elsewhere=False, seed=choice(5, 0), examples=2)
def repeats_itself_for_the_same_seed(impl, seed):
    """The same rows and the same seed give the same answers, whatever was drawn before."""
    columns, classes = _few_cars()
    # From few rows much is left to chance: who does not take it from the seed shows it.
    asked = _columns(_cars()[0])
    first = impl.car_evaluation(columns, classes, seed)(asked)
    torch.rand(3)
    second = impl.car_evaluation(columns, classes, seed)(asked)
    return {"the same answers": list(first) == list(second)}


@cars.check(points=4, elsewhere=False, order=choice("shuffled", "sorted by class"), examples=2)
def judges_cars_that_it_was_never_shown(impl, order):
    """Its macro F1 is above 0.90 on held-out rows, in whatever order the training rows come."""
    rows, classes = _cars()
    shown = list(range(_TRAINING_CARS))
    if order == "sorted by class":
        shown.sort(key=lambda i: classes[i])
    columns = _columns([rows[i] for i in shown])
    predict = impl.car_evaluation(columns, [classes[i] for i in shown], 1)
    answers = list(predict(_columns(rows)))
    known, unknown = slice(_TRAINING_CARS), slice(_TRAINING_CARS, None)
    return {
        "macro F1 over 0.90 on the training part": _macro_f1(answers[known], classes[known]) > 0.9,
        "macro F1 over 0.90 on the rows held out": _macro_f1(answers[unknown], classes[unknown])
        > 0.9,
        "one answer to everything": len(set(answers[unknown])) == 1,
        "right, but under other names": _right_under_other_names(
            answers[unknown], classes[unknown]
        ),
    }


# breast_cancer -----------------------------------------------------------------------------------

cancer = Exercise(
    "capstones.breast_cancer",
    points=9,
    device_points=1,
    cpu_seconds=60,
    hints=(
        "A patient comes, one row alone. By which mean and which deviation do you scale it?",
        "`x.mean(dim=0)` and `x.std(dim=0)` of the training part, kept; `nn.BCEWithLogitsLoss` on the logits; "
        "`torch.sigmoid` before the threshold. What is the deviation of a constant column?",
        "Scale with the kept numbers (1 in place of a deviation of 0), train an `nn.Linear(d, 1)` on "
        "float targets of shape (n,) against `model(x).squeeze(1)`, and return "
        "`torch.sigmoid(logits) > threshold`.",
    ),
)
_TRAINING_TUMOURS = 399
_FEW_TUMOURS = 80
# Columns that tell little of a tumour's kind. Made large, they drown what the others say.
_IDLE_COLUMNS = (9, 11, 14, 18, 19)


@cache
def _tumours() -> tuple[Tensor, Tensor]:
    """Return the columns, each of mean 0 and deviation 1, in a random order of rows, and 1 for malignant."""
    # Importing scikit-learn takes a second in every worker, and its table is a plain file.
    spec = importlib.util.find_spec("sklearn")
    assert spec is not None and spec.origin is not None
    file = Path(spec.origin).parent / "datasets" / "data" / "breast_cancer.csv"
    table = torch.from_numpy(np.loadtxt(file, delimiter=",", skiprows=1))
    # With this order different kinds of models all find more than 97 % of the rows held out.
    order = _shuffled(len(table), 35)
    x, t = table[order, :-1], 1 - table[order, -1].long()
    return ((x - x.mean(dim=0)) / x.std(dim=0)).float(), t


def _in_units(x: Tensor, units: str) -> Tensor:
    if units == "alike":
        return x
    size = torch.full((x.shape[1],), 1e-5)
    size[list(_IDLE_COLUMNS)] = 1e3
    return (x + 2) * size


def _spread_of_thresholds(predict, x: Tensor) -> Tensor:
    return torch.stack([predict(x, step / 20) for step in range(20)])


@cancer.check(points=2, seed=choice(5))
def answers_for_each_row_by_itself(impl, seed, device):
    """A row gets a boolean, always the same one, alone or beside others."""
    x, t = (part[:_FEW_TUMOURS].to(device) for part in _tumours())
    predict = impl.breast_cancer(x, t, seed)
    asked = _tumours()[0][-12:].to(device)
    answers, again = predict(asked), predict(asked)
    alone = torch.cat([predict(row).reshape(1) for row in asked.split(1)])
    return {
        "shape": tuple(answers.shape),
        "dtype": str(answers.dtype),
        "on the device": answers.device == asked.device,
        "shape of one": tuple(predict(asked[:1]).shape),
        "the same answers twice": _same_twice(answers, again),
        "the same answers alone": _same_twice(answers.reshape(-1), alone),
    }


@cancer.check(points=1, elsewhere=False, seed=choice(5))
def follows_the_threshold(impl, seed):
    """More is called the lower the threshold is; no probability is greater than 1."""
    x, t = (part[:_FEW_TUMOURS] for part in _tumours())
    predict = impl.breast_cancer(x, t, seed)
    calls = _spread_of_thresholds(predict, x)
    return {
        "without a threshold it is 0.5": _same_twice(predict(x), predict(x, threshold=0.5)),
        "who is called at a threshold is called at lower ones": bool(
            (calls[:-1] >= calls[1:]).all()
        ),
        "the threshold makes a difference": not _same_twice(calls[0], predict(x, 1.0)),
        "called at threshold 1": bool(predict(x, 1.0).any()),
    }


@cancer.check(points=1, elsewhere=False, seed=choice(5))
def bears_a_constant_column(impl, seed):
    """A column that holds the same whole number in every row does no harm."""
    x, t = _tumours()
    x = torch.cat([torch.full((len(x), 1), 3.0), x], dim=1)
    answers = impl.breast_cancer(x[:_FEW_TUMOURS], t[:_FEW_TUMOURS], seed)(x)
    return {"answers": sorted(set(answers.flatten().tolist()))}


@cancer.check(points=1, elsewhere=False, seed=choice(5, 0), examples=2)
def repeats_itself_for_the_same_seed(impl, seed):
    """The same rows and the same seed give the same answers, whatever was drawn before."""
    x, t = _tumours()
    # From few rows much is left to chance: who does not take it from the seed shows it.
    few = slice(_FEW_TUMOURS)
    first = _spread_of_thresholds(impl.breast_cancer(x[few], t[few], seed), x)
    torch.rand(3)
    second = _spread_of_thresholds(impl.breast_cancer(x[few], t[few], seed), x)
    return {"the same answers": _same_twice(first, second)}


@cancer.check(points=3, elsewhere=False, columns=choice("alike", "of many sizes"), examples=2)
def judges_tumours_that_it_was_never_shown(impl, columns):
    """It is right for more than 95 % of held-out rows, with precision and recall above 0.90."""
    x, t = _tumours()
    x, ill = _in_units(x, columns), t.bool()
    known, unknown = slice(_TRAINING_TUMOURS), slice(_TRAINING_TUMOURS, None)
    predict = impl.breast_cancer(x[known], t[known], 1)
    remembered, called = predict(x[known]), predict(x[unknown])
    hits = (called * ill[unknown]).sum()
    right = (called == ill[unknown]).double().mean()
    scaled = (x[unknown] - x[known].mean(dim=0)) / x[known].std(dim=0)
    right_if_scaled = (predict(scaled) == ill[unknown]).double().mean()
    return {
        "right for over 95 % of the training part": bool(
            (remembered == ill[known]).double().mean() > 0.95
        ),
        "right for over 95 % of the rows held out": bool(right > 0.95),
        "precision and recall over 0.90": bool(hits > 0.9 * max(called.sum(), ill[unknown].sum())),
        "right, but the wrong way round": bool(right < 0.05),
        "right only if the question is scaled beforehand": bool(right <= 0.95 < right_if_scaled),
    }
