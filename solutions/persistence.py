"""Persistence: weights, checkpoints, whole models, snapshots and export.

What is worth keeping of a training run depends on what it is kept for. To predict, the weights
are enough. To go on training as if nothing had happened, the optimizer, the schedule and the
random state belong to it too. To run without Python, the computation itself has to be written
down. A file that is loaded is also a question of trust: Python's pickle format can carry
instructions to run, so plain data is the safer thing to store and the only thing to accept.
"""

import copy
import math
import os
import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler


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
    ### BEGIN SOLUTION
    torch.save(model.state_dict(), path)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    weights = torch.load(path, map_location=device, weights_only=True)
    model.load_state_dict(weights)
    return model.to(device).eval()
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    checkpoint = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": None if scheduler is None else scheduler.state_dict(),
        "epoch": epoch,
        "loss": loss,
        "random_state": torch.get_rng_state(),
    }
    with tempfile.TemporaryDirectory(dir=Path(path).parent) as folder:
        unfinished = Path(folder, "unfinished.pt")
        torch.save(checkpoint, unfinished)
        os.replace(unfinished, path)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    if scheduler is not None:
        scheduler.load_state_dict(checkpoint["scheduler"])
    torch.set_rng_state(checkpoint["random_state"])
    return checkpoint["epoch"], checkpoint["loss"]
    ### END SOLUTION


def save_model(model: nn.Module, path: str | os.PathLike[str]) -> None:
    """Write the whole of `model`, not only its weights, to the file `path`.

    This is convenient between two runs of the same program: whoever reads the file need not know
    how the model is built. The price is that what is stored of the code is a name. Pickle writes
    down every attribute and, for each object, the module and the name of its class; the class
    itself has to be importable under that name where the file is read. Rename or move it, and
    the file is lost. For everything that is to last, there are weights.

    Args:
        model: any module whose class can be imported. It is not changed: values, device and mode
            stay as they are.
        path: where to write, as a str or a path object such as `pathlib.Path`. Its folder
            exists. A file that is already there is replaced.

    The file is in the format of `torch.save` and holds the model and nothing else, so that
    `torch.load(path, weights_only=False)` gives back a module of the same class with the same
    submodules, each in the mode that it was in, with equal parameters and buffers, persistent or
    not, of the same dtypes, and with parameters that are frozen (`requires_grad` is False) where
    they were.

    Example:
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "model.pt")
        ...     save_model(nn.Linear(2, 1), path)
        ...     torch.load(path, weights_only=False)
        Linear(in_features=2, out_features=1, bias=True)

    See "Saving and Loading Models" in the PyTorch tutorials and "Serialization semantics" in
    the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    torch.save(model, path)
    ### END SOLUTION


def load_model(path: str | os.PathLike[str], trusted: bool = False) -> nn.Module:
    """Return the whole model that is stored in the file `path`, if its source is trusted.

    To unpickle a file is to run a program: it may name any function and have it called, and
    nothing about the file's looks gives that away. So PyTorch reads only plain data unless it is
    told otherwise, and a whole model is not plain data. There is no way to look first and decide
    then, since looking is what runs it. Whether a file is harmless is a matter of where it comes
    from, which only the caller knows, and has to say.

    Args:
        path: a file that holds a module written with `torch.save`, as a str or a path object
            such as `pathlib.Path`.
        trusted: True if whoever wrote the file may run any code on this machine.

    Returns:
        The module, with the values, the structure and the modes that it was saved with. All its
        tensors are on the CPU, wherever they were saved from.

    Raises:
        ValueError: if `trusted` is False. The message says why, and contains the word `trusted`,
            which is what has to change. Nothing of the file is read before; there may not even
            be one.

    Example:
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "model.pt")
        ...     torch.save(nn.Linear(2, 1), path)
        ...     load_model(path, trusted=True)
        Linear(in_features=2, out_features=1, bias=True)
        >>> try:
        ...     load_model("model.pt")
        ... except ValueError as error:
        ...     print("trusted" in str(error))
        True

    See `torch.load` and "Serialization semantics" in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    if not trusted:
        raise ValueError(
            "A file with a whole model can run any code while it is read. "
            "If you trust whoever wrote it, say so with trusted=True."
        )
    return torch.load(path, map_location="cpu", weights_only=False)
    ### END SOLUTION


class BestKeeper:
    """Keeps the weights of the best model seen so far, while its training goes on.

    The last epoch is seldom the best one, so the best weights are put aside and brought back at
    the end. What is put aside has to be a copy. A `state_dict` is a table of contents: it names
    the tensors of the model, which the optimizer goes on to change, and a copy of that table
    still points to the same tensors.

    A keeper that has just been made holds nothing. Each keeper keeps a model of its own.

    Example:
        >>> model, keeper = nn.Linear(1, 1), BestKeeper()
        >>> for epoch, loss in enumerate([0.5, 0.25, 0.75]):
        ...     _ = model.weight.detach().fill_(epoch)  # stands for the training of an epoch
        ...     keeper.update(loss, model)
        >>> keeper.restore(model)
        >>> model.weight.item()
        1.0

    See `torch.nn.Module.state_dict` and "Saving and Loading Models" in the PyTorch tutorials
    and the PyTorch documentation.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        ### BEGIN SOLUTION
        self._metric = math.inf
        self._weights: dict[str, Tensor] | None = None
        ### END SOLUTION

    def update(self, metric: float, model: nn.Module) -> None:
        """Keep a snapshot of `model` if `metric` is better than that of every earlier update.

        Args:
            metric: how good the model is now, a plain float where *smaller is better*, such as
                the loss on validation data: a finite number, or nan. The first finite number is
                kept, whatever its size. Of equal numbers the earliest stays. A nan is never
                better than anything, not even than nothing.
            model: the model as it is now. It is not changed: values, device and mode stay as
                they are. Its parameters and buffers are kept as they are at this moment; nothing
                that happens to the model later changes the snapshot. Whether a buffer that is not
                persistent, and so not in the `state_dict`, is kept as well is free.
        """
        ### BEGIN SOLUTION
        if metric < self._metric:
            self._metric = metric
            self._weights = copy.deepcopy(model.state_dict())
        ### END SOLUTION

    def restore(self, model: nn.Module) -> None:
        """Put the values of the snapshot into `model`.

        Its parameters and buffers are filled in place: they stay the same objects, so that an
        optimizer made for them goes on to work, and stay on their device. Its mode is not part
        of the snapshot, and is not changed. The snapshot remains as it is, whatever is done to
        the model afterwards, and can be restored again.

        Args:
            model: the model that `update` was given, or one of the same structure.

        Raises:
            RuntimeError: if nothing has been kept yet. The model is not changed then.
        """
        ### BEGIN SOLUTION
        if self._weights is None:
            raise RuntimeError("Nothing has been kept yet: call update with a metric first.")
        model.load_state_dict(self._weights)
        ### END SOLUTION


def export_onnx(model: nn.Module, example: Tensor, path: str | os.PathLike[str]) -> None:
    """Write what `model` computes to the file `path`, in the format ONNX.

    ONNX describes a computation itself, operation by operation, with the weights beside it. To
    run it takes neither the Python class nor PyTorch, which is how models get into servers,
    telephones and browsers. The exporter learns the computation by following one example through
    the model, and it believes what it sees: that every batch will be as large as this one,
    unless it is told which axis is free, and that a model in training mode is meant to stay
    there, dropout and all.

    Args:
        model: a module on the CPU that takes one tensor and returns one, both with the samples
            along axis 0, and that can be exported: it is made of layers, without Python control
            flow that depends on values. It is not changed; every submodule is afterwards in the
            mode that it was in.
        example: a batch of at least two samples, with the dtype of the parameters (float32 or
            float64). It is left unchanged.
        path: where to write, as a str or a path object such as `pathlib.Path`, with the ending
            `.onnx`. Its folder exists. A file that is already there is replaced.

    The file has one input and one output; their names are free. For any number of samples from 1
    on, in the dtype of the example, onnxruntime computes from it what `model` computes in
    evaluation mode, whatever mode the model is in, up to rounding.

    Either exporter of `torch.onnx.export` will do, the one based on `torch.export` (with
    `dynamo=True`) or the older one based on tracing (with `dynamo=False`). Some put the weights
    into a second file, which may lie beside the first.

    Example:
        >>> import onnx
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "model.onnx")
        ...     export_onnx(nn.Linear(2, 1), torch.zeros(4, 2), path)
        ...     graph = onnx.load(path).graph
        >>> batch, features = graph.input[0].type.tensor_type.shape.dim
        >>> batch.HasField("dim_value"), features.dim_value  # only one of them is a fixed number
        (False, 2)

    See `torch.onnx.export` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    # The exporter that works by tracing is quick and the same in every PyTorch from 2.6 on.
    torch.onnx.export(
        copy.deepcopy(model).eval(),
        (example,),
        os.fspath(path),
        input_names=["samples"],
        output_names=["results"],
        dynamic_axes={"samples": {0: "batch"}, "results": {0: "batch"}},
        dynamo=False,
    )
    ### END SOLUTION
