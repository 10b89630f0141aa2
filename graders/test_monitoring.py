"""Monitoring: what must hold."""

import contextlib
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from unittest import mock

import torch
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.util.tensor_util import make_ndarray
from torch import Tensor, nn
from torch.utils.tensorboard import SummaryWriter

from torchkata.compare import LOOSE_RTOL, close, raises
from torchkata.exercise import Exercise
from torchkata.strategies import choice, dim, integers, matrices, vectors, whole_numbers

# Values come back in float32, whatever they were: see `LOOSE_RTOL` where they do.
_VALUES = vectors("n", scales=(1.0, 0.25, 1e-3))
_TAGS = choice("loss", "loss/train", "lr")

_LEFT_OPEN = "A writer is still open, and what it holds may be on the disk or not."


@contextlib.contextmanager
def _in_an_empty_folder() -> Iterator[Path]:
    """Work in an empty folder, where a writer that is given none leaves its files too."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        yield Path()


def _path(kind: str, name: str) -> str | Path:
    return name if kind == "str" else Path(name)


def _seen_after(log: Callable[[], object], look: Callable[[], object]) -> object:
    """Return what `look` sees after `log`, unless that leaves a writer open.

    An open writer has a thread of its own, which writes now or later: no two readers would see the same.
    """
    before = set(threading.enumerate())
    try:
        log()
    finally:
        left = set(threading.enumerate()) - before
        for thread in left:  # after hundreds of calls there would be hundreds
            if hasattr(thread, "stop"):
                thread.stop()
    return _LEFT_OPEN if left else look()


def _logged(folder: str | Path, plugin: str) -> dict[str, list[tuple[int, list]]]:
    """Return what one plugin of TensorBoard finds in a folder, by tags: each step with its numbers."""
    found: dict[str, list[tuple[int, list]]] = {}
    for file in Path(folder).glob("*tfevents*"):
        for event in EventFileLoader(str(file)).Load():
            for value in event.summary.value:
                if value.metadata.plugin_data.plugin_name == plugin:
                    point = (event.step, make_ndarray(value.tensor).tolist())
                    found.setdefault(value.tag, []).append(point)
    # A writer for each value is as good as one for all, and files come in any order.
    return {tag: sorted(points) for tag, points in found.items()}


def _curves(folder: str | Path, *tags: str) -> dict[str, object]:
    """Return the curves with the given tags; instead of one that is not there, the tags that are."""
    found = _logged(folder, "scalars")
    missing = f"There is no such curve. The folder has curves with the tags {sorted(found)}."
    return {tag: found.get(tag, missing) for tag in tags}


def _histograms(folder: str | Path, *tags: str) -> dict[str, object]:
    """Return the histograms with the given tags: their steps, the values counted, the ends.

    Where the bins begin and end in between is free.
    """
    found = _logged(folder, "histograms")
    return {
        tag: [
            {"step": step, "values": sum(b[2] for b in bins), "ends": (bins[0][0], bins[-1][1])}
            for step, bins in found[tag]
        ]
        if tag in found
        else f"There is no such histogram. The folder has histograms with the tags {sorted(found)}."
        for tag in tags
    }


# log_scalars -------------------------------------------------------------------------------------

log_scalars = Exercise(
    "monitoring.log_scalars",
    points=5,
    hints=(
        "A point of a curve has two coordinates. Who tells the writer the first one, and who tells it to end?",
        "`SummaryWriter` takes the folder, and `add_scalar` a tag, a value and a `global_step`. A writer can "
        "be used in a `with` statement.",
        "`with SummaryWriter(log_dir) as writer:`, then for each step and value of `enumerate(values)` one "
        "`add_scalar(tag, value, step)`.",
    ),
)


@log_scalars.check(
    points=2,
    compare=close(LOOSE_RTOL),
    first=choice("0.5", "nan", "-inf"),
    values=_VALUES,
    tag=_TAGS,
)
def writes_each_value_with_its_step(impl, first, values, tag):
    """The event files hold every value under the tag, finite or not, value number i at the step i."""
    numbers = [float(first), *values.tolist()]
    with _in_an_empty_folder():
        return _seen_after(
            lambda: impl.log_scalars("logs", tag, numbers), lambda: _curves("logs", tag)
        )


@log_scalars.check(
    points=1,
    compare=close(LOOSE_RTOL),
    kind=choice("str", "Path"),
    name=choice("logs", "runs/first/again"),
    values=_VALUES,
)
def makes_the_folder(impl, kind, name, values):
    """The folder is a str or a path object; it is made where it is missing, and nothing is beside it."""

    def look():
        beside = [path.name for path in Path().iterdir() if path.name != Path(name).parts[0]]
        return {"beside the folder": beside, **_curves(name, "loss")}

    with _in_an_empty_folder():
        return _seen_after(
            lambda: impl.log_scalars(_path(kind, name), "loss", values.tolist()), look
        )


@log_scalars.check(
    points=1,
    compare=close(LOOSE_RTOL),
    values=_VALUES,
    others=vectors("m"),
    tag=choice("val", "train"),
)
def leaves_other_curves_in_the_folder(impl, values, others, tag):
    """A second curve goes into the same folder, from step 0 on, and the first one is still there."""

    def log():
        impl.log_scalars("logs", "train", values.tolist())
        impl.log_scalars("logs", tag, others.tolist())

    with _in_an_empty_folder():
        return _seen_after(log, lambda: _curves("logs", "train", tag))


@log_scalars.check(points=1, evidence="claim", n=choice(1, 0, 12), examples=3)
def closes_its_writer(impl, n):
    """No writer is open when the function returns, also where there was nothing to write."""
    with _in_an_empty_folder():
        return _seen_after(
            lambda: impl.log_scalars("logs", "loss", [0.5] * n), lambda: "No writer is open."
        )


# read_scalars ------------------------------------------------------------------------------------

read_scalars = Exercise(
    "monitoring.read_scalars",
    points=6,
    hints=(
        "What does an `EventAccumulator` know of a folder when it has just been made, and how much of it does "
        "it keep?",
        "It wants its folder as text. `Reload` reads, `Scalars(tag)` gives events with a `step` and a `value`, "
        "and `size_guidance` says how many.",
        "`EventAccumulator(str(log_dir), size_guidance={'scalars': 0})`, then `Reload()`, then the pairs "
        "`(event.step, event.value)` of `Scalars(tag)`.",
    ),
)
# Every tenth step, say: the steps are not those of `enumerate`.
_FIRST_STEP, _STRIDE = integers(0, 3), integers(2, 10)


def _write(
    file: str, *curves: tuple[str, Iterable[float]], first: int = 0, stride: int = 1
) -> None:
    """Write curves into an event file `logs/<file>.tfevents`; files are read in the order of names."""
    with SummaryWriter("new") as writer:
        for tag, values in curves:
            for i, value in enumerate(values):
                writer.add_scalar(tag, value, first + i * stride)
    Path("logs").mkdir(exist_ok=True)
    (written,) = Path("new").iterdir()
    written.rename(f"logs/{file}.tfevents")


@read_scalars.check(
    points=2,
    values=_VALUES,
    tag=_TAGS,
    first=_FIRST_STEP,
    stride=_STRIDE,
    kind=choice("str", "Path"),
)
def returns_steps_and_values(impl, values, tag, first, stride, kind):
    """There is a pair (step, value) for each point, in the order in which they were written."""
    with _in_an_empty_folder():
        _write("events", (tag, values), first=first, stride=stride)
        return impl.read_scalars(_path(kind, "logs"), tag)


@read_scalars.check(points=1, values=_VALUES, others=vectors("m"), tag=choice("train", "val"))
def returns_one_curve_of_several(impl, values, others, tag):
    """Of several curves in a file the one with the tag is returned, and nothing of the others."""
    with _in_an_empty_folder():
        _write("events", ("train", values), ("val", others))
        return impl.read_scalars("logs", tag)


@read_scalars.check(
    points=1,
    values=_VALUES,
    later=vectors("m"),
    stride=_STRIDE,
    run=choice("goes on", "starts anew"),
)
def reads_every_file_in_the_folder(impl, values, later, stride, run):
    """After a break a run writes another file; its steps go on, or come again from the first on."""
    with _in_an_empty_folder():
        _write("1", ("loss", values), stride=stride)
        first = len(values) * stride if run == "goes on" else 0
        _write("2", ("loss", later), first=first, stride=stride)
        return impl.read_scalars("logs", "loss")


@read_scalars.check(points=1, values=vectors(dim("n", least=6, most=8), distinct=True))
def returns_all_points_of_a_long_curve(impl, values):
    """No point is left out, however many there are. (TensorBoard keeps 4 of a curve by default here.)"""
    # Its real limit is 10,000, and so many points take seconds to write.
    few = {event_accumulator.SCALARS: 4}
    with _in_an_empty_folder(), mock.patch.dict(event_accumulator.DEFAULT_SIZE_GUIDANCE, few):
        _write("events", ("loss", values))
        return impl.read_scalars("logs", "loss")


@read_scalars.check(
    points=1,
    compare=raises(KeyError, mentions=lambda tag, values: [tag]),
    tag=choice("accuracy", "los", "loss/train"),
    values=_VALUES,
)
def refuses_a_tag_that_is_not_there(impl, tag, values):
    """A tag under which nothing was written is a KeyError that names it."""
    with _in_an_empty_folder():
        _write("events", ("loss", values))
        return impl.read_scalars("logs", tag)


# log_training ------------------------------------------------------------------------------------

log_training = Exercise(
    "monitoring.log_training",
    points=7,
    device_points=1,
    hints=(
        "Which tag and which step does each number need, so that nobody takes it for another one?",
        "`SummaryWriter.add_scalar` for every value of every list in `history`, `add_histogram` for every pair "
        "of `Module.named_parameters`: both take a `global_step`.",
        "In a `with SummaryWriter(log_dir)`: two nested loops over `history.items()` and `enumerate(values)`, "
        "then `add_histogram(name, parameter, last_epoch)` for each parameter.",
    ),
)
_EPOCHS = dim("epochs", most=3)
_CURVES = {name: whole_numbers(_EPOCHS) for name in ("train", "val", "lr")}
# The bins of a histogram grow with the distance from 0: those across it come by hundreds, and take time.
_WEIGHT = matrices("h", "d", low=1, scales=(1.0, 0.25))
_PARAMETERS = ("0.weight", "0.bias")


def _network(weight: Tensor) -> nn.Sequential:
    """Return a network with parameters made from one matrix, with gradients; its weight is frozen."""
    model = nn.Sequential(nn.Linear(weight.shape[1], weight.shape[0]), nn.ReLU()).to(weight)
    model.load_state_dict({"0.weight": weight, "0.bias": -weight[:, 0]})
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 20.0)
    model[0].weight.requires_grad_(False)
    return model


def _history(*measured: list[int]) -> dict[str, list[float]]:
    """Return the history of a run with the given losses and learning rates, all divided by 8."""
    names = ("train_loss", "val_loss", "lr")
    return {name: [n / 8 for n in some] for name, some in zip(names, measured, strict=True)}


@log_training.check(
    points=2,
    compare=close(LOOSE_RTOL),
    weight=_WEIGHT,
    name=choice("logs", "runs/first"),
    examples=6,
    **_CURVES,
)
def writes_the_curves(impl, weight, name, train, val, lr):
    """Training loss, validation loss and learning rate are curves with tags and steps of their own."""
    model, history = _network(weight), _history(train, val, lr)
    with _in_an_empty_folder():
        return _seen_after(
            lambda: impl.log_training(Path(name), model, history), lambda: _curves(name, *history)
        )


@log_training.check(points=2, compare=close(LOOSE_RTOL), weight=_WEIGHT, examples=6, **_CURVES)
def writes_a_histogram_of_each_parameter(impl, weight, train, val, lr):
    """Under the name of each parameter there is one histogram of its values, at the last epoch's step."""
    model, history = _network(weight), _history(train, val, lr)
    with _in_an_empty_folder():
        return _seen_after(
            lambda: impl.log_training("logs", model, history),
            lambda: _histograms("logs", *_PARAMETERS),
        )


@log_training.check(points=1, compare=close(LOOSE_RTOL), weight=_WEIGHT, examples=4, **_CURVES)
def leaves_the_model_and_the_folder(impl, weight, train, val, lr):
    """The model stays as it is and where it is, and so does what is in the folder already."""
    model, history = _network(weight), _history(train, val, lr)
    with _in_an_empty_folder():
        _write("earlier", ("earlier", train))
        seen = _seen_after(
            lambda: impl.log_training("logs", model, history), lambda: _curves("logs", "earlier")
        )
    return {"earlier curve": seen, "weights afterwards": model[0].weight}


@log_training.check(points=1, evidence="claim", epochs=choice(1, 12), examples=2)
def closes_its_writers(impl, epochs):
    """No writer is open when the function returns."""
    history = dict.fromkeys(("train_loss", "val_loss", "lr"), [0.5] * epochs)
    with _in_an_empty_folder():
        return _seen_after(
            lambda: impl.log_training("logs", nn.Linear(1, 1), history),
            lambda: "No writer is open.",
        )
