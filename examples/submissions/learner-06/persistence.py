"""Persistence: weights, checkpoints, whole models, snapshots and export.

What is worth keeping of a training run depends on what it is kept for. To predict, the weights
are enough. To go on training as if nothing had happened, the optimizer, the schedule and the
random state belong to it too. To run without Python, the computation itself has to be written
down. A file that is loaded is also a question of trust: Python's pickle format can carry
instructions to run, so plain data is the safer thing to store and the only thing to accept.
"""

import os
import tempfile
from pathlib import Path

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

import uuid


def save_weights(model: nn.Module, path: str | os.PathLike[str]) -> None:
    """Write the parameters and buffers of `model` to the file `path`.

    Pickling a whole model stores a reference to its class by module and name, so the file
    breaks when the code is moved or renamed, and PyTorch refuses it by default when loading.
    A mapping from names to tensors has neither weakness: whoever can build the model can fill
    it again.

    Args:
        model: any module. It is not changed: values, device and mode stay as they are.
        path: where to write, as a str or a path object such as `pathlib.Path`. Its folder
            exists. A file that is already there is replaced.

    The file is in the format of `torch.save` and holds the model's `state_dict` and nothing
    else, so that `torch.load(path, weights_only=True)` gives back that mapping, with the same
    names and with equal tensors of the same dtypes.

    Example:
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "weights.pt")
        ...     save_weights(nn.Linear(2, 1), path)
        ...     sorted(torch.load(path, weights_only=True))
        ['bias', 'weight']

    See "Saving and Loading Models" in the PyTorch tutorials and "Serialization semantics" in
    the PyTorch documentation.
    """
    torch.save(model.state_dict(), path)


def load_weights(
    model: nn.Module, path: str | os.PathLike[str], device: torch.device | str
) -> nn.Module:
    """Fill `model` with the weights in the file `path` and return it, ready to predict.

    Weights remember the device that they were saved from, and that device may not exist where
    they are loaded. Names that do not match mean that the file belongs to another model; to
    pass over them leaves random weights behind without a word. And a model that is forgotten
    in training mode predicts with its dropout on.

    Args:
        model: a module of the same structure as the one that was saved. It is changed.
        path: a file that holds a `state_dict` written with `torch.save`, as a str or a path
            object such as `pathlib.Path`. It is read with `weights_only=True`, so a file that
            holds anything but plain data is refused with the error of `torch.load`.
        device: where the tensors are mapped to while the file is read, whatever device they
            were saved from, and where the model is afterwards.

    Returns:
        The same object `model`, with the values of the file in its parameters and buffers, on
        `device`, and in evaluation mode with all its submodules. Its parameters keep their
        dtype and their `requires_grad`.

    Raises:
        RuntimeError: if names in the file and names in the model differ, in either direction,
            or shapes do, as `load_state_dict` raises it. What the model holds after an error
            is left open.

    Example:
        >>> source, model = nn.Linear(2, 1), nn.Linear(2, 1)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "weights.pt")
        ...     save_weights(source, path)
        ...     load_weights(model, path, "cpu") is model
        True
        >>> torch.equal(model.weight, source.weight), model.training
        (True, False)

    See `torch.load` and `torch.nn.Module.load_state_dict` in the PyTorch documentation.
    """
    model.load_state_dict(torch.load(path, map_location=device, weights_only=True))
    model.to(device)
    model.eval()
    return model


def save_checkpoint(
    path: str | os.PathLike[str],
    model: nn.Module,
    optimizer: Optimizer,
    scheduler: LRScheduler | None,
    epoch: int,
    loss: float,
) -> None:
    """Write everything that training needs in order to go on later to the file `path`.

    Weights alone do not continue a run: momentum, the averages of Adam, the position in the
    learning rate schedule and the order of the next shuffle would all begin anew. And the
    moment of saving is when a full disk or an interrupt does most harm, because it can take
    the last good checkpoint with it. So the old file has to stay whole until the new one is.

    The file is in the format of `torch.save` and readable by `torch.load` with
    `weights_only=True`. It holds a dict with exactly these keys:

    - "model", "optimizer": the `state_dict` of each;
    - "scheduler": its `state_dict`, or None where there is no scheduler;
    - "epoch", "loss": the numbers as they were given;
    - "random_state": the state of torch's CPU generator at the time of saving, as
      `torch.get_rng_state` gives it.

    The mode of the model is not part of a checkpoint.

    Saving is all or nothing. When it succeeds, `path` holds the new checkpoint. When it raises
    part-way, a file that stood at `path` has the bytes that it had before, and one that did
    not exist still does not. In neither case is any other new file or folder left beside it.
    Within one file system, `os.replace` puts one file in the place of another in a single step.

    Args:
        path: where to write, as a str or a path object such as `pathlib.Path`. Its folder
            exists. A file that is already there is replaced.
        model: the model in training. Like the optimizer, the scheduler and the random state,
            it is not changed.
        optimizer: its optimizer.
        scheduler: its learning rate scheduler, or None.
        epoch: a plain int.
        loss: a plain float.

    Raises:
        Exception: whatever made the saving fail is passed on to the caller.

    Example:
        >>> model = nn.Linear(2, 1)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "checkpoint.pt")
        ...     save_checkpoint(path, model, optimizer, None, epoch=3, loss=0.25)
        ...     sorted(torch.load(path, weights_only=True))
        ['epoch', 'loss', 'model', 'optimizer', 'random_state', 'scheduler']

    See "Saving and Loading a General Checkpoint" in the PyTorch recipes and `os.replace` in
    the Python documentation.
    """
    path = Path(path)
    temporary = path.parent / f"{uuid.uuid4().hex}.tmp"
    try:
        torch.save(
            {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "scheduler": scheduler.state_dict() if scheduler is not None else None,
                "epoch": epoch,
                "loss": loss,
                "random_state": torch.random.get_rng_state(),
            },
            temporary,
        )
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def load_checkpoint(
    path: str | os.PathLike[str],
    model: nn.Module,
    optimizer: Optimizer,
    scheduler: LRScheduler | None,
) -> tuple[int, float]:
    """Restore a run from the file `path` in place and return its epoch and its loss.

    A run that resumes correctly cannot be told from one that was never stopped. That is a
    sharper test than a loss that looks about right: whatever part of the state is missing, the
    first few steps give different numbers.

    The model, the optimizer and the scheduler are filled in place with their saved states. The
    state of torch's CPU generator is restored as well; to set this global state is part of
    this exercise. Training then goes on bit for bit as if it had not been interrupted, on the
    same machine with the same code, with loaders that have no generator of their own. The
    generators of Python, NumPy and accelerators are not part of the checkpoint.

    The mode of the model, which is not part of a checkpoint either, stays as it is.

    Args:
        path: a file with the layout that `save_checkpoint` describes, as a str or a path
            object such as `pathlib.Path`. It is read with `weights_only=True`. The states of
            model and optimizer are copied to where the parameters are, wherever they were
            saved from; the random state has to stay a uint8 tensor on the CPU.
        model: a module of the same structure as the one that was saved, on any device. Names
            that do not match are a RuntimeError, as `load_state_dict` raises it.
        optimizer: an optimizer of the same kind over the parameters of `model`.
        scheduler: a scheduler of the same kind on `optimizer`; give one only if the checkpoint
            was saved with one. None if there is none: then whatever the checkpoint holds for a
            scheduler is skipped.

    Returns:
        The pair (epoch, loss), the numbers as they were saved.

    Example:
        The random number that followed the saving follows the loading too.

        >>> model = nn.Linear(2, 1)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "checkpoint.pt")
        ...     save_checkpoint(path, model, optimizer, None, epoch=3, loss=0.25)
        ...     expected = torch.rand(1)
        ...     load_checkpoint(path, model, optimizer, None)
        (3, 0.25)
        >>> torch.equal(torch.rand(1), expected)
        True

    See "Saving and Loading a General Checkpoint" in the PyTorch recipes, and
    `torch.set_rng_state` and `torch.optim.Optimizer.load_state_dict` in the PyTorch
    documentation.
    """
    data = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(data["model"])
    optimizer.load_state_dict(data["optimizer"])
    if scheduler is not None:
        scheduler.load_state_dict(data["scheduler"])
    torch.random.set_rng_state(data["random_state"])
    return data["epoch"], data["loss"]


import copy
import os
from pathlib import Path

import torch
from torch import Tensor, nn


def save_model(model: nn.Module, path: str | os.PathLike[str]) -> None:
    target = Path(path)
    target.unlink(missing_ok=True)
    with target.open("xb") as file:
        torch.save(model, file)


def _to_cpu(storage, location: str):
    return storage.cpu()


def load_model(path: str | os.PathLike[str], trusted: bool = False) -> nn.Module:
    match trusted:
        case False:
            raise ValueError(f"{os.fspath(path)!r} was not read: reading could run code, unless it is trusted")
        case _:
            with Path(path).open("rb") as file:
                return torch.load(file, _to_cpu, weights_only=False)


class BestKeeper:
    def __init__(self) -> None:
        self._history: list[float] = []
        self._twin: nn.Module | None = None

    def update(self, metric: float, model: nn.Module) -> None:
        if metric == metric and all(metric < earlier for earlier in self._history):
            self._twin = copy.deepcopy(model)
        if metric == metric:
            self._history.append(metric)

    def restore(self, model: nn.Module) -> None:
        if self._twin is None:
            raise RuntimeError("this keeper is empty")
        mine = {**dict(self._twin.named_parameters()), **dict(self._twin.named_buffers())}
        yours = {**dict(model.named_parameters()), **dict(model.named_buffers())}
        with torch.no_grad():
            for name, tensor in yours.items():
                tensor.copy_(mine[name])


def export_onnx(model: nn.Module, example: Tensor, path: str | os.PathLike[str]) -> None:
    twin = copy.deepcopy(model).requires_grad_(False)
    twin.train(False)
    torch.onnx.export(
        twin,
        (copy.deepcopy(example.detach()),),
        os.fspath(path),
        training=torch.onnx.TrainingMode.EVAL,
        do_constant_folding=False,
        input_names=["x"],
        output_names=["y"],
        dynamic_axes={"x": [0], "y": [0]},
        dynamo=False,
    )
