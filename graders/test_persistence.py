"""Persistence: what must hold."""

import collections
import contextlib
import functools
import math
import os
import pickle
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest import mock

# Otherwise onnxruntime starts a thread when it is imported, which writes into the home folder and
# reports to its maker.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime
import torch
from torch import Tensor, nn

from torchkata.compare import raises
from torchkata.exercise import Exercise
from torchkata.strategies import choice, dim, flags, integers, matrices, vectors, whole_numbers

# Taken before any submission is imported, which may replace torch's own.
_load = torch.load

# Small numbers that are exact in every floating dtype.
_SMALL = {"low": -3, "high": 3, "scales": (1.0, 0.5)}


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Return the folder of this process: to remove one takes longer than many a probe."""
    return tempfile.TemporaryDirectory()


@contextlib.contextmanager
def _in_an_empty_folder() -> Iterator[Path]:
    """Work in an empty folder, so that calls and messages name a file without its folder."""
    if not Path(_folder().name).is_dir():
        _folder.cache_clear()
    folder = Path(_folder().name)
    try:
        with contextlib.chdir(folder):
            yield Path()
    finally:
        for left in list(folder.iterdir()) if folder.is_dir() else []:
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left)
            else:
                left.unlink()


def _path(kind: str, name: str) -> str | Path:
    return name if kind == "str" else Path(name)


def _network(weight: Tensor) -> nn.Sequential:
    """Return a linear layer with the given weight, of shape (1, d), behind a BatchNorm and a Dropout.

    The Dropout lets nothing through in training mode, so that every result shows the mode.
    """
    norm = nn.BatchNorm1d(weight.shape[1], momentum=0.5)
    network = nn.Sequential(norm, nn.Dropout(p=1.0), nn.Linear(weight.shape[1], 1)).to(weight)
    network.load_state_dict(_weights(weight))
    return network


def _weights(weight: Tensor) -> dict[str, Tensor]:
    """Return a state_dict for `_network`: parameters, buffers and an integer, all made from one row."""
    row = weight[0]
    return {
        "0.weight": row + 2,
        "0.bias": row - 1,
        "0.running_mean": row / 2,
        "0.running_var": row.square() + 1,
        "0.num_batches_tracked": torch.tensor(len(row)),
        "2.weight": weight,
        "2.bias": row[:1] * 2,
    }


def _read(path: str | Path) -> object:
    """Return what a file holds; the order of names is free, and so is the device it was saved from."""
    try:
        found = _load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        # The two mistakes that end here differ in this: torch.save writes archives.
        written = "by torch.save" if zipfile.is_zipfile(path) else "by other means"
        return f"a file, written {written}, that torch.load refuses with weights_only=True"
    return dict(sorted(found.items())) if isinstance(found, Mapping) else found


def _saved_from_a_gpu(content: object, path: str) -> None:
    """Write a file that says that its tensors come from a GPU which this machine does not have."""
    with mock.patch("torch.serialization.location_tag", lambda _: "cuda:7"):
        torch.save(content, path)


# save_weights ------------------------------------------------------------------------------------

save_weights = Exercise(
    "persistence.save_weights",
    points=5,
    device_points=1,
    hints=(
        "Which part of a model can be filled into another model that was built by the same code?",
        "`Module.state_dict` has the parameters and the buffers by name, and `torch.save` writes it.",
        "`torch.save(model.state_dict(), path)` is all: what goes into the file is not the model.",
    ),
)


@save_weights.check(points=2, weight=matrices(1, "d", **_SMALL))
def writes_every_parameter_and_buffer(impl, weight):
    """The file holds the state_dict and nothing else: names with equal tensors of the same dtypes."""
    model = _network(weight).eval()
    model[2].bias.requires_grad_(False)
    model.register_buffer("scratch", torch.ones(1), persistent=False)
    with _in_an_empty_folder():
        impl.save_weights(model, Path("weights.pt"))
        return _read("weights.pt")


@save_weights.check(
    points=1,
    kind=choice("str", "Path"),
    name=choice("weights.pt", "weights", "weights.bin"),
    older=flags(),
    weight=matrices(1, "d", **_SMALL),
)
def writes_exactly_where_it_is_told(impl, kind, name, older, weight):
    """The path is a str or a path object, and a file that is there already is replaced."""
    model = nn.Linear(weight.shape[1], 1, bias=False).to(weight).eval()
    model.load_state_dict({"weight": weight})
    with _in_an_empty_folder() as folder:
        if older:
            torch.save(model.state_dict(), name)
            model.load_state_dict({"weight": weight + 1})
        impl.save_weights(model, _path(kind, name))
        files = sorted(file.name for file in folder.iterdir())
        return {"files": files, "content": _read(name) if name in files else None}


@save_weights.check(points=1, weight=matrices(1, "d", **_SMALL), x=matrices(2, "d", **_SMALL))
def leaves_the_model_in_its_mode(impl, weight, x):
    """A model in training mode, with a part that is frozen, is the same after it has been saved."""
    model = _network(weight).train()
    model[0].eval()
    with _in_an_empty_folder():
        impl.save_weights(model, Path("weights.pt"))
    return {"outputs afterwards": model(x), "running mean after that": model[0].running_mean}


# load_weights ------------------------------------------------------------------------------------

load_weights = Exercise(
    "persistence.load_weights",
    points=6,
    device_points=1,
    hints=(
        "The file remembers a device and the model a mode. Which of the two may you rely on?",
        "`torch.load` takes `map_location` and `weights_only`; `load_state_dict` works in place; then look "
        "at `Module.to` and `Module.eval`.",
        "Load with `map_location=device` and `weights_only=True`, fill the model strictly, and return "
        "`model.to(device).eval()`: `to` and `eval` return the model itself.",
    ),
    changes=("model",),
)


@load_weights.check(points=1, stored=matrices(1, "d", **_SMALL), kind=choice("str", "Path"))
def fills_the_model(impl, stored, kind, device):
    """Afterwards the model holds the parameters and buffers of the file."""
    model = _network(torch.zeros_like(stored))
    with _in_an_empty_folder():
        torch.save(_weights(stored), "weights.pt")
        impl.load_weights(model, _path(kind, "weights.pt"), str(device))
    return dict(model.state_dict())


@load_weights.check(
    points=1,
    stored=matrices(1, "d", **_SMALL),
    start=choice("training", "evaluation", "only Dropout training"),
    x=matrices(2, "d", **_SMALL),
)
def returns_the_model_ready_to_predict(impl, stored, start, x, device):
    """What is returned is the same object, and all of it is in evaluation mode, whatever it was in."""
    model = _network(torch.zeros_like(stored)).train(start == "training")
    model[1].train(start != "evaluation")
    with _in_an_empty_folder():
        torch.save(_weights(stored), "weights.pt")
        found = impl.load_weights(model, Path("weights.pt"), device)
    return {"the same object": found is model, "outputs": found(x.to(device))}


@load_weights.check(
    points=1,
    compare=raises(RuntimeError),
    elsewhere=False,
    difference=choice(
        "a name is missing",
        "a name is too many",
        "another shape",
        "a shape that would broadcast",
        "another name",
        "the names of a DataParallel",
    ),
    stored=matrices(1, "d", **_SMALL),
)
def refuses_weights_of_another_model(impl, difference, stored):
    """Names that differ in either direction, or other shapes, are the RuntimeError of torch."""
    model = _network(torch.zeros_like(stored))
    weights = _weights(stored)
    if difference == "a name is missing":
        del weights["2.bias"]
    elif difference == "a name is too many":
        weights["3.bias"] = stored[0]
    elif difference == "another name":
        weights["2.offset"] = weights.pop("2.bias")
    elif difference == "the names of a DataParallel":
        weights = {f"module.{name}": tensor for name, tensor in weights.items()}
    elif difference == "a shape that would broadcast":
        weights["2.weight"] = stored[0]
    else:
        weights["2.weight"] = torch.cat([stored, stored], dim=1)
    with _in_an_empty_folder():
        torch.save(weights, "weights.pt")
        return impl.load_weights(model, Path("weights.pt"), "cpu")


@load_weights.check(
    points=1,
    compare=raises(pickle.UnpicklingError),
    elsewhere=False,
    stored=matrices(1, "d", **_SMALL),
    examples=3,
)
def refuses_a_file_with_other_than_plain_data(impl, stored):
    """A file that holds an object of another class, here a UserDict, is refused by `torch.load`."""
    model = _network(torch.zeros_like(stored))
    with _in_an_empty_folder():
        torch.save(collections.UserDict(_weights(stored)), "weights.pt")
        return impl.load_weights(model, Path("weights.pt"), "cpu")


@load_weights.check(
    points=1,
    stored=matrices(1, "d", **_SMALL),
    saved_from=choice("cuda:7", "cpu"),
    dtype=choice("float64", "float32"),
    frozen=flags(),
)
def loads_what_was_saved_elsewhere(impl, stored, saved_from, dtype, frozen, device):
    """The file may come from a missing GPU, or hold another dtype; the parameters keep dtype and flags."""
    model = _network(torch.zeros_like(stored))
    model[2].requires_grad_(not frozen)
    weights = _weights(stored.to(getattr(torch, dtype)))
    with _in_an_empty_folder():
        (torch.save if saved_from == "cpu" else _saved_from_a_gpu)(weights, "weights.pt")
        impl.load_weights(model, Path("weights.pt"), device)
    learns = [parameter.requires_grad for parameter in model.parameters()]
    return {"weight": model[2].weight, "requires_grad": learns}


# Checkpoints -------------------------------------------------------------------------------------


class _Run:
    """A small training: a linear layer, an optimizer and perhaps a schedule."""

    def __init__(self, weight: Tensor, kind: str, scheduled: bool, dropout: float = 0.0) -> None:
        linear = nn.Linear(weight.shape[1], 1, bias=False).to(weight)
        linear.load_state_dict({"weight": weight})
        scale = nn.Linear(1, 1, bias=False).to(weight)
        scale.load_state_dict({"weight": torch.ones(1, 1)})
        self.model = nn.Sequential(linear, nn.Dropout(dropout), scale)
        groups = [{"params": linear.parameters()}, {"params": scale.parameters(), "lr": 0.0625}]
        if kind == "Adam":
            # With the usual eps of 1e-8 a gradient that is zero but for rounding would give a step.
            self.optimizer = torch.optim.Adam(groups, lr=0.125, eps=1.0)
        else:
            self.optimizer = torch.optim.SGD(groups, lr=0.125, momentum=0.5)
        self.scheduler = (
            torch.optim.lr_scheduler.StepLR(self.optimizer, step_size=2, gamma=0.5)
            if scheduled
            else None
        )

    def go_on(self, x: Tensor, epochs: int) -> list[Tensor]:
        """Train on, and return the loss of each epoch."""
        losses = []
        for _ in range(epochs):
            self.optimizer.zero_grad()
            loss = (self.model(x) - 1).square().mean()
            loss.backward()
            self.optimizer.step()
            if self.scheduler is not None:
                self.scheduler.step()
            losses.append(loss.detach())
        return losses

    def let_pass(self, epochs: int) -> None:
        """Take the steps of some epochs without a gradient, which is enough for the schedule."""
        for _ in range(epochs):
            self.optimizer.step()
            if self.scheduler is not None:
                self.scheduler.step()

    @property
    def weight(self) -> Tensor:
        """A copy of the weight now."""
        return self.model[0].weight.detach().clone()

    def checkpoint(self) -> dict[str, object]:
        """Return the content of a checkpoint of epoch 3 with the loss 0.5."""
        return {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "scheduler": None if self.scheduler is None else self.scheduler.state_dict(),
            "epoch": 3,
            "loss": 0.5,
            "random_state": torch.get_rng_state(),
        }


@contextlib.contextmanager
def _own_random_state() -> Iterator[None]:
    """Put the global random state back at the end: to set it is what `load_checkpoint` is for."""
    with torch.random.fork_rng(devices=[]):
        yield


# save_checkpoint ---------------------------------------------------------------------------------

save_checkpoint = Exercise(
    "persistence.save_checkpoint",
    points=7,
    device_points=1,
    hints=(
        "What does a run know beyond its weights? And what is left of the old file if the disk is full "
        "when the new one is half written?",
        "Model, optimizer and scheduler each have a `state_dict`; `torch.get_rng_state` is the generator's. "
        "Write to another file first: `tempfile.TemporaryDirectory` tidies up, `os.replace` swaps.",
        "Build the dict of six keys, `torch.save` it into a `TemporaryDirectory(dir=Path(path).parent)`, "
        "then `os.replace` that file over `path`, all inside the `with`.",
    ),
)


@save_checkpoint.check(
    points=3,
    optimizer=choice("SGD", "Adam"),
    kind=choice("Path", "str"),
    older=flags(),
    weight=matrices(1, "d", **_SMALL),
    epoch=integers(0, 9),
    loss=choice(0.0, 0.5, 2.25),
)
def writes_all_that_training_needs(impl, optimizer, kind, older, weight, epoch, loss):
    """The file has the six keys, each with its state or number, and nothing else is left beside it."""
    run = _Run(weight, optimizer, scheduled=True)
    run.go_on(weight + 1, epochs=1)
    with _in_an_empty_folder() as folder:
        if older:
            torch.save({"epoch": -1}, "checkpoint.pt")
        path = _path(kind, "checkpoint.pt")
        impl.save_checkpoint(path, run.model, run.optimizer, run.scheduler, epoch, loss)
        content = _read("checkpoint.pt")
        beside = len(list(folder.iterdir())) - 1
    if isinstance(content, dict) and isinstance(content.get("random_state"), Tensor):
        content["random_state"] = str(content["random_state"].dtype)
    return {
        "content": content,
        "other files and folders": beside,
        "weight of the model afterwards": run.weight,
    }


@save_checkpoint.check(points=1, weight=matrices(1, "d", **_SMALL), examples=4)
def does_without_a_scheduler(impl, weight):
    """Where there is no scheduler its key is there still, and holds None."""
    run = _Run(weight, "SGD", scheduled=False)
    with _in_an_empty_folder():
        impl.save_checkpoint(Path("checkpoint.pt"), run.model, run.optimizer, None, 1, 0.5)
        content = _read("checkpoint.pt")
    return {"keys": list(content), "scheduler": content["scheduler"]}


@save_checkpoint.check(points=1, drawn=integers(0, 3), n=integers(1, 3), examples=4)
def keeps_the_random_state(impl, drawn, n):
    """From the state in the file torch draws the same numbers as after the saving, which changes nothing."""
    run = _Run(torch.ones(1, 2), "SGD", scheduled=False)
    torch.rand(drawn)
    with _own_random_state():
        undisturbed = torch.rand(n)
    with _in_an_empty_folder():
        impl.save_checkpoint(Path("checkpoint.pt"), run.model, run.optimizer, None, 1, 0.5)
        state = torch.load("checkpoint.pt", weights_only=True)["random_state"]
    after_saving = torch.rand(n)
    torch.set_rng_state(state)
    return {
        "saving changes nothing": torch.equal(after_saving, undisturbed),
        "the file gives the same numbers": torch.equal(torch.rand(n), undisturbed),
    }


class _DiskFull(Exception):
    """No space is left."""


class _Breaks:
    """Cannot be written."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def __reduce__(self):
        raise self._error


class _Unwritable(nn.Linear):
    """Has something in its state_dict that makes the saving fail part-way."""

    error: BaseException

    def get_extra_state(self) -> object:
        return _Breaks(self.error)


@save_checkpoint.check(
    points=1,
    evidence="claim",
    older=flags(),
    error=choice("a full disk", "somebody's Ctrl-C"),
    epoch=integers(0, 3),
    examples=6,
)
def is_all_or_nothing(impl, older, error, epoch):
    """When saving fails the caller gets the error, an older file is as it was, and nothing new is left."""
    model = _Unwritable(2, 1)
    model.error = _DiskFull("No space is left.") if error == "a full disk" else KeyboardInterrupt()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    passed_on = False
    with _in_an_empty_folder() as folder:
        path = Path("checkpoint.pt")
        if older:
            torch.save({"epoch": epoch}, path)
        before = path.read_bytes() if older else b""
        try:
            impl.save_checkpoint(path, model, optimizer, None, epoch + 1, 0.5)
        except (_DiskFull, KeyboardInterrupt) as raised:
            passed_on = raised is model.error
        kept = path.read_bytes() == before if older and path.exists() else path.exists() == older
        others = sum(found.name != path.name for found in folder.iterdir())
    return {
        "raised": passed_on,
        "checkpoint.pt is as it was": kept,
        "other files and folders": others,
    }


# load_checkpoint ---------------------------------------------------------------------------------

load_checkpoint = Exercise(
    "persistence.load_checkpoint",
    points=9,
    device_points=1,
    hints=(
        "How could you tell a run that was stopped and resumed from one that was never stopped?",
        "Each `state_dict` has its `load_state_dict`; `torch.set_rng_state` takes a tensor on the CPU, so "
        "that is where the file is mapped to while it is read.",
        "`torch.load(path, map_location='cpu', weights_only=True)`, fill model, optimizer and, if given, "
        "scheduler, set the random state, and return epoch and loss.",
    ),
    changes=("model", "optimizer", "scheduler"),
)


@load_checkpoint.check(
    points=1,
    stored=matrices(1, "d", **_SMALL),
    kind=choice("Path", "str"),
    epoch=integers(0, 9),
    loss=choice(0.0, 0.5, 2.25),
)
def fills_the_model_and_returns_the_numbers(impl, stored, kind, epoch, loss):
    """The model gets its weights back, and the pair (epoch, loss) is returned as it was saved."""
    old, new = (_Run(w, "SGD", scheduled=False) for w in (stored, torch.zeros_like(stored)))
    with _own_random_state(), _in_an_empty_folder():
        torch.save(old.checkpoint() | {"epoch": epoch, "loss": loss}, "checkpoint.pt")
        numbers = impl.load_checkpoint(_path(kind, "checkpoint.pt"), new.model, new.optimizer, None)
    return {"returned": numbers, "weight": new.weight}


@load_checkpoint.check(
    points=1,
    kind=choice("SGD", "Adam"),
    weight=matrices(1, "d", **_SMALL),
    x=matrices("n", "d", low=-2, high=2, scales=(0.5,)),
    trained=integers(0, 2),
)
def goes_on_with_the_optimizer_as_it_was(impl, kind, weight, x, trained):
    """A run that was stopped and loaded takes the same steps, bit for bit, as the one that went on."""
    old, new = (_Run(w, kind, scheduled=False) for w in (weight, torch.zeros_like(weight)))
    new.go_on(x + 1, epochs=1)
    old.go_on(x, trained)
    with _own_random_state(), _in_an_empty_folder():
        torch.save(old.checkpoint(), "checkpoint.pt")
        impl.load_checkpoint(Path("checkpoint.pt"), new.model, new.optimizer, None)
    losses, resumed = old.go_on(x, epochs=2), new.go_on(x, epochs=2)
    same = torch.equal(torch.stack(losses), torch.stack(resumed))
    same = same and torch.equal(old.weight, new.weight)
    return {"losses": resumed, "weight": new.weight, "bit for bit": same}


@load_checkpoint.check(points=1, stepped=integers(0, 4), given=flags(), saved=flags(), examples=10)
def goes_on_with_the_schedule_as_it_was(impl, stepped, given, saved):
    """The learning rates go on where they were; without a scheduler whatever the file holds is skipped."""
    old = _Run(torch.ones(1, 1), "SGD", scheduled=saved or given)
    new = _Run(torch.zeros(1, 1), "SGD", scheduled=given)
    old.let_pass(stepped)
    with _own_random_state(), _in_an_empty_folder():
        torch.save(old.checkpoint(), "checkpoint.pt")
        impl.load_checkpoint(Path("checkpoint.pt"), new.model, new.optimizer, new.scheduler)
    rates = []
    for _ in range(4):
        rates.append([group["lr"] for group in new.optimizer.param_groups])
        new.let_pass(epochs=1)
    return {"learning rates": rates}


@load_checkpoint.check(points=1, n=integers(1, 4), between=integers(0, 3), examples=4)
def goes_on_with_the_random_state_as_it_was(impl, n, between):
    """Dropout draws after the loading what it would have drawn without a stop, bit for bit."""
    old, new = (_Run(torch.ones(1, 2), "SGD", scheduled=False, dropout=0.5) for _ in range(2))
    x = torch.arange(60.0).reshape(30, 2)
    with _own_random_state(), _in_an_empty_folder():
        torch.save(old.checkpoint(), "checkpoint.pt")
        expected = old.go_on(x / 60, epochs=n)
        torch.rand(between)
        before = torch.get_rng_state()
        impl.load_checkpoint(Path("checkpoint.pt"), new.model, new.optimizer, None)
        changed = not torch.equal(torch.get_rng_state(), before)
        resumed = new.go_on(x / 60, epochs=n)
    same = torch.equal(torch.stack(expected), torch.stack(resumed))
    return {"the random state was set": changed, "the same losses": same}


@load_checkpoint.check(
    points=1, training=flags(), x=vectors("n", **_SMALL), stored=matrices(1, 1, **_SMALL)
)
def leaves_the_model_in_its_mode(impl, training, x, stored):
    """A model in training mode stays in it, and one in evaluation mode too."""
    old, new = (_Run(w, "SGD", False, dropout=1.0) for w in (stored, torch.zeros_like(stored)))
    new.model.train(training)
    with _own_random_state(), _in_an_empty_folder():
        torch.save(old.checkpoint(), "checkpoint.pt")
        impl.load_checkpoint(Path("checkpoint.pt"), new.model, new.optimizer, None)
        return {"outputs afterwards (in training mode they are 0)": new.model(x[:, None])}


@load_checkpoint.check(
    points=1,
    compare=raises(RuntimeError),
    elsewhere=False,
    extra=flags(),
    stored=matrices(1, "d", **_SMALL),
    examples=8,
)
def refuses_a_checkpoint_of_another_model(impl, extra, stored):
    """Names that differ in either direction are the RuntimeError of torch."""
    old, new = (_Run(w, "SGD", scheduled=False) for w in (stored, torch.zeros_like(stored)))
    weights = {**old.model.state_dict(), "1.bias": stored[0]} if extra else {}
    with _own_random_state(), _in_an_empty_folder():
        torch.save(old.checkpoint() | {"model": weights}, "checkpoint.pt")
        return impl.load_checkpoint(Path("checkpoint.pt"), new.model, new.optimizer, None)


@load_checkpoint.check(points=1, stored=matrices(1, "d", **_SMALL), examples=4)
def reads_what_was_saved_elsewhere(impl, stored):
    """A checkpoint from a GPU that this machine does not have is read all the same."""
    old, new = (_Run(w, "SGD", scheduled=False) for w in (stored, torch.zeros_like(stored)))
    with _own_random_state(), _in_an_empty_folder():
        _saved_from_a_gpu(old.checkpoint(), "checkpoint.pt")
        impl.load_checkpoint(Path("checkpoint.pt"), new.model, new.optimizer, None)
    return {"weight": new.weight}


@load_checkpoint.check(
    points=1,
    compare=raises(pickle.UnpicklingError),
    elsewhere=False,
    stored=matrices(1, "d", **_SMALL),
    examples=3,
)
def refuses_a_file_with_other_than_plain_data(impl, stored):
    """A file that holds an object of another class, here a UserDict, is refused by `torch.load`."""
    old, new = (_Run(w, "SGD", scheduled=False) for w in (stored, torch.zeros_like(stored)))
    content = old.checkpoint() | {"model": collections.UserDict(old.model.state_dict())}
    with _own_random_state(), _in_an_empty_folder():
        torch.save(content, "checkpoint.pt")
        return impl.load_checkpoint(Path("checkpoint.pt"), new.model, new.optimizer, None)


# save_model --------------------------------------------------------------------------------------

save_model = Exercise(
    "persistence.save_model",
    points=4,
    device_points=1,
    hints=(
        "What does `torch.save` write if you do not take the model apart first?",
        "`torch.save` takes any object that can be pickled, modules included.",
        "`torch.save(model, path)` is all: no `state_dict`, no `eval`, no moving.",
    ),
)


def _portrait(found: object, x: Tensor) -> object:
    """Return what can be seen of a whole model: how it is built, its tensors, its mode, its results."""
    if not isinstance(found, nn.Module):
        return f"no module, but an object of type {type(found).__name__}"
    built = {name: type(module).__name__ for name, module in found.named_modules()}
    learns = {name: parameter.requires_grad for name, parameter in found.named_parameters()}
    buffers = {name: buffer.clone() for name, buffer in found.named_buffers()}
    return {
        "modules": built,
        "parameters": dict(sorted(found.named_parameters())),
        "requires_grad": learns,
        "buffers": buffers,
        "results": found(x) if isinstance(found, nn.Sequential) else None,
    }


def _read_model(path: str | Path, x: Tensor) -> object:
    """Return the portrait of the model in a file, on the CPU."""
    try:
        found = _load(path, map_location="cpu", weights_only=False)
    except (pickle.UnpicklingError, RuntimeError):
        return "a file that torch.load cannot read"
    return _portrait(found, x.cpu())


def _whole(weight: Tensor, start: str) -> nn.Sequential:
    """Return a network with a part that is frozen and a buffer that is in no state_dict."""
    model = _network(weight).train(start != "evaluation")
    model[1].train(start == "training")
    model[0].requires_grad_(False)
    model.register_buffer("scratch", weight[0] + 4, persistent=False)
    return model


@save_model.check(
    points=2,
    weight=matrices(1, "d", **_SMALL),
    x=matrices(2, "d", **_SMALL),
    start=choice("training", "evaluation", "a part in training"),
)
def writes_the_whole_model(impl, weight, x, start):
    """The file gives back the model as it was built, with its tensors and in its mode."""
    model = _whole(weight, start)
    with _in_an_empty_folder():
        impl.save_model(model, Path("model.pt"))
        found = _read_model("model.pt", x)
    return {"in the file": found, "the model's own results afterwards": model(x)}


@save_model.check(
    points=1,
    kind=choice("str", "Path"),
    name=choice("model.pt", "model", "model.bin"),
    older=flags(),
    weight=matrices(1, "d", **_SMALL),
)
def writes_exactly_where_it_is_told_to(impl, kind, name, older, weight):
    """The path is a str or a path object, and a file that is there already is replaced."""
    model = nn.Linear(weight.shape[1], 1, bias=False).to(weight)
    model.load_state_dict({"weight": weight})
    with _in_an_empty_folder() as folder:
        if older:
            torch.save(nn.Linear(1, 1), name)
        impl.save_model(model, _path(kind, name))
        files = sorted(file.name for file in folder.iterdir())
        return {"files": files, "in it": _read_model(name, weight) if name in files else None}


# load_model --------------------------------------------------------------------------------------

load_model = Exercise(
    "persistence.load_model",
    points=6,
    device_points=1,
    hints=(
        "Once a file is open for you to judge it, what has it already been able to do?",
        "Look at `trusted` before anything else, and raise. Then there are two arguments of "
        "`torch.load`: one for what may be in the file, one for where its tensors go.",
        "`if not trusted: raise ValueError(...)` with a message that says `trusted`, then "
        "`torch.load(path, map_location='cpu', weights_only=False)`.",
    ),
)


@load_model.check(
    points=2,
    weight=matrices(1, "d", **_SMALL),
    x=matrices(2, "d", **_SMALL),
    start=choice("training", "evaluation", "a part in training"),
    kind=choice("Path", "str"),
)
def gives_the_whole_model_back(impl, weight, x, start, kind):
    """What is trusted is loaded: the model as it was built, with its tensors and in its mode."""
    with _in_an_empty_folder():
        torch.save(_whole(weight, start), "model.pt")
        return _portrait(impl.load_model(_path(kind, "model.pt"), trusted=True), x.cpu())


class _Runs:
    """Runs code while it is read from a file: here a division by zero, which shows."""

    def __reduce__(self):
        return divmod, (1, 0)


@load_model.check(
    points=2,
    compare=raises(ValueError, mentions=lambda **_: ["trusted"]),
    file=choice("a model", "a file that runs code", "no file at all"),
    said=choice("nothing", "trusted=False", "False"),
    examples=6,
)
def refuses_what_is_not_trusted(impl, file, said):
    """Unless the file is trusted nothing of it is read: a ValueError names the parameter `trusted`."""
    with _in_an_empty_folder():
        path = Path("model.pt")
        if file != "no file at all":
            torch.save(nn.Linear(1, 1) if file == "a model" else _Runs(), path)
        if said == "nothing":
            return impl.load_model(path)
        return (
            impl.load_model(path, False)
            if said == "False"
            else impl.load_model(path, trusted=False)
        )


@load_model.check(points=1, weight=matrices(1, "d", **_SMALL), examples=4)
def loads_a_model_that_was_saved_elsewhere(impl, weight):
    """A model from a GPU that this machine does not have is loaded onto the CPU."""
    model = nn.Linear(weight.shape[1], 1, bias=False).to(weight)
    model.load_state_dict({"weight": weight})
    with _in_an_empty_folder():
        _saved_from_a_gpu(model, "model.pt")
        return dict(impl.load_model(Path("model.pt"), trusted=True).state_dict())


# BestKeeper --------------------------------------------------------------------------------------

best_keeper = Exercise(
    "persistence.BestKeeper",
    points=7,
    device_points=1,
    hints=(
        "After `weights = model.state_dict()` and one more step of training: what is in `weights`?",
        "`copy.deepcopy` copies a dict and the tensors in it. `math.inf` is a good start for a number "
        "that only gets smaller, and a comparison with nan is always False.",
        "`if metric < self._metric:` keep the metric and `copy.deepcopy(model.state_dict())`; `restore` "
        "raises if there is none, else `model.load_state_dict(...)`.",
    ),
)


def _at(weight: Tensor, epoch: int) -> dict[str, Tensor]:
    """Return a state_dict for `_network` that differs in every epoch."""
    return _weights(weight + epoch) | {"0.num_batches_tracked": torch.tensor(epoch)}


def _worth(model: nn.Module) -> dict[str, Tensor]:
    """Return the parameters and buffers of a model as they are now."""
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


def _after_all(keeper: object, model: nn.Module) -> object:
    """Return what the keeper restores, or that it raises RuntimeError."""
    try:
        keeper.restore(model)
    except RuntimeError:
        return "RuntimeError"
    return _worth(model)


@best_keeper.check(
    points=3,
    weight=matrices(1, "d", **_SMALL),
    halves=whole_numbers("n", low=-3, high=3),
    more=choice(0.0, 1e12),
    into=choice("the same model", "another model"),
)
def restores_the_best_of_a_training(impl, weight, halves, more, into):
    """Smaller is better and of equals the earliest stays, whatever happens to the model later."""
    keeper, model = impl.BestKeeper(), _network(weight)
    for epoch, half in enumerate(halves):
        model.load_state_dict(_at(weight, epoch))
        keeper.update(half / 2 + more, model)
    model.load_state_dict(_at(weight, 9))
    restored = model if into == "the same model" else _network(torch.zeros_like(weight))
    keeper.restore(restored)
    return _worth(restored)


@best_keeper.check(
    points=1, numbers=whole_numbers("n", low=-3, high=3), nans=whole_numbers("n", low=0, high=1)
)
def takes_nan_for_nothing(impl, numbers, nans):
    """A nan is never better; before anything has been kept `restore` is a RuntimeError."""
    keeper, model = impl.BestKeeper(), _network(torch.zeros(1, 1))
    before = _after_all(keeper, model)
    for epoch, (number, nan) in enumerate(zip(numbers, nans, strict=True)):
        model.load_state_dict(_at(torch.ones(1, 1), epoch))
        keeper.update(math.nan if nan else float(number), model)
    model.load_state_dict(_at(torch.ones(1, 1), 9))
    return {"before any update": before, "at the end": _after_all(keeper, model)}


@best_keeper.check(
    points=1, weight=matrices(1, "d", **_SMALL), x=matrices("n", "d", low=-2, high=2, scales=(0.5,))
)
def training_goes_on_from_the_best(impl, weight, x):
    """The optimizer of the model goes on with the restored one, and the snapshot outlives that too."""
    keeper, model = impl.BestKeeper(), nn.Linear(weight.shape[1], 1).to(weight)
    model.load_state_dict({"weight": weight, "bias": weight[0, :1]})
    optimizer = torch.optim.SGD(model.parameters(), lr=0.125)
    keeper.update(1.0, model)
    seen = []
    for _ in range(2):
        optimizer.zero_grad()
        (model(x) - 1).square().mean().backward()
        optimizer.step()
        seen.append(_worth(model))
        keeper.restore(model)
        seen.append(_worth(model))
    return seen


@best_keeper.check(
    points=1,
    weight=matrices(1, "d", **_SMALL),
    x=matrices(2, "d", **_SMALL),
    start=choice("training", "evaluation", "a part in training"),
)
def leaves_modes_as_they_are(impl, weight, x, start):
    """Neither keeping nor restoring changes a mode, also where it is another one by then."""
    keeper, model = impl.BestKeeper(), _whole(weight, start)
    keeper.update(0.5, model)
    after_keeping = model(x)
    for part in model.modules():
        part.training = not part.training
    keeper.restore(model)
    return {"results after keeping": after_keeping, "results after restoring": model(x)}


# export_onnx -------------------------------------------------------------------------------------

export_onnx = Exercise(
    "persistence.export_onnx",
    points=5,
    cpu_seconds=30,  # the first export through torch.export imports half of torch
    hints=(
        "Which sizes in your example are a matter of the model, and which of the example? And in which "
        "mode does the model predict?",
        "`torch.onnx.export` takes `dynamic_shapes` (with `dynamo=True`) or `dynamic_axes` with "
        "`input_names` (with `dynamo=False`). A `copy.deepcopy` of the model may change its mode freely.",
        "`torch.onnx.export(copy.deepcopy(model).eval(), (example,), path, dynamo=True, "
        "dynamic_shapes=({0: torch.export.Dim('batch')},))` does it.",
    ),
)


class _MoreInTraining(nn.Module):
    """Adds 64 in training mode, as a stand-in for layers whose results in it are random."""

    def forward(self, x: Tensor) -> Tensor:
        return x + 64 if self.training else x


def _exportable(numbers: list[int], dtype: torch.dtype) -> nn.Sequential:
    """Return a small network of len(numbers) features and two results, which are exact in float32."""
    row = torch.tensor(numbers, dtype=dtype) + torch.arange(len(numbers)).to(dtype)
    model = nn.Sequential(
        nn.Flatten(), nn.Linear(len(row), 3), nn.ReLU(), _MoreInTraining(), nn.Linear(3, 2)
    ).to(dtype)
    weights = {
        "1.weight": torch.stack([row + 1, 2 - row, 3 * row - 1]),
        "1.bias": torch.tensor([1.0, 2.0, 4.0], dtype=dtype),
        "4.weight": torch.tensor([[1.0, 2.0, 3.0], [0.5, -1.0, 1.0]], dtype=dtype),
        "4.bias": torch.tensor([0.5, 8.0], dtype=dtype),
    }
    model.load_state_dict(weights)
    return model


def _samples(numbers: list[int], model: nn.Sequential) -> Tensor:
    """Return a batch for the model with one sample for each number, no two alike."""
    n, d = len(numbers), model[1].in_features
    batch = torch.tensor(numbers)[:, None] * d + torch.arange(n * d).reshape(n, d)
    return batch.to(model[1].weight)


def _run(path: Path, batches: dict[str, Tensor]) -> object:
    """Return by name what onnxruntime makes of each batch, in the simplest way it has."""
    if not path.exists():
        return f"there is no {path.name}"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
    except Exception:
        return "a file that onnxruntime cannot read"
    inputs = session.get_inputs()
    if len(inputs) != 1:
        return f"a file that wants {len(inputs)} inputs"
    results: dict[str, object] = {}
    for name, batch in batches.items():
        try:
            found = session.run(None, {inputs[0].name: batch.contiguous().numpy()})
            results[name] = [torch.from_numpy(one) for one in found]
        except Exception:
            results[name] = f"onnxruntime refuses {len(batch)} samples of {batch.dtype}"
    return results


# Few examples, and no float among the inputs, which would double them: some ways to export need a
# second of processor time for each.


@export_onnx.check(
    points=3,
    numbers=whole_numbers(dim("d", least=3, most=4), low=-3, high=3),
    batch=whole_numbers(dim("n", least=2, most=3), low=-9, high=9),
    examples=1,
)
def runs_on_any_number_of_samples(impl, numbers, batch):
    """In onnxruntime the file gives what the model gives, for more and for fewer samples too."""
    model = _exportable(numbers, torch.float64).eval()
    example = _samples(batch, model)
    more = torch.cat([example - 1, 1 - example])
    with _in_an_empty_folder():
        Path("model.onnx").write_bytes(b"an older file")
        impl.export_onnx(model, example, Path("model.onnx"))
        batches = {"a single sample": example[:1], "as many": -example, "twice as many": more}
        return _run(Path("model.onnx"), batches)


@export_onnx.check(points=2, number=integers(-3, 3), examples=1)
def predicts_as_in_evaluation_mode(impl, number):
    """A model in training mode, with a part that is frozen, stays so; its evaluation mode is exported."""
    model = _exportable([number, 1], torch.float32).train()
    model[0].eval()
    example = _samples([number, 2], model)
    with _in_an_empty_folder():
        impl.export_onnx(model, example, "model.onnx")
        found = _run(Path("model.onnx"), {"results": example + 1})
    return {"in the file": found, "modes afterwards": [part.training for part in model.modules()]}
