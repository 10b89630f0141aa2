"""Monitoring: curves and histograms that are written while a model trains.

A training run leaves numbers behind: a loss for every epoch, a learning rate, weights that grow or
die. TensorBoard draws them from *event files*, which a `SummaryWriter` appends to. Such a file is a
log: it says what was measured (a tag), when (a step) and how much it was (a value), and nothing in
it is ever changed. Most disappointments come from what was not written down: a step that was left
out, a second curve under the first one's tag, or a writer that still held the last values when the
program ended.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import nn
from torch.utils.tensorboard import SummaryWriter


def log_scalars(log_dir: str | Path, tag: str, values: Iterable[float]) -> None:
    """Write a curve into an event file of TensorBoard, one point for each value.

    A point needs a step, its place on the horizontal axis. None is counted for you: points that
    are written without a step all stand above the same place, and the curve is a vertical line.

    A writer works in the background. It takes a value at once and writes it some time later, so
    that training need not wait for a disk. A program that ends, or reads the files, before the
    writer is closed may find the last values missing, or all of them, now and then.

    Args:
        log_dir: the folder for the event file. If there is none, it is made, with all the folders
            above it. What is in it already stays there: another curve has another event file.
        tag: the name of the curve, such as "loss/train".
        values: the values, Python numbers, in their order. Value number i has the step i, and the
            first one is number 0, whatever is in the folder already. There may be none. A nan or an
            infinity is a value like any other: it shows where training went wrong.

    Returns:
        Nothing. All values are on the disk then, as `SummaryWriter.add_scalar` writes them, in a
        file in `log_dir` itself and in no folder below it; and the writer is closed.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     log_scalars(folder, "loss/train", [2.0, 0.5])
        ...     read_scalars(folder, "loss/train")  # which comes next
        [(0, 2.0), (1, 0.5)]

    See `torch.utils.tensorboard.writer.SummaryWriter` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    with SummaryWriter(log_dir) as writer:
        for step, value in enumerate(values):
            writer.add_scalar(tag, value, step)
    ### END SOLUTION


def read_scalars(log_dir: str | Path, tag: str) -> list[tuple[int, float]]:
    """Return a curve that was written into event files of TensorBoard, as pairs (step, value).

    A log is worth more if a program can read it too: to compare two runs, say, or to see in a test
    that training made progress. TensorBoard's own reader is the `EventAccumulator`. It reads a
    whole folder, but nothing before it is told to (`Reload`), and it was made for drawing: of a
    curve with more points than its `size_guidance` names it keeps a random part, unless told to
    keep them all.

    Args:
        log_dir: the folder with the event files, which are closed. There may be several, since a
            run that goes on after a break writes another one; they are read in the order of their
            names. No writer was given a `purge_step`. The folder is left as it is.
        tag: the name of the curve.

    Returns:
        A list of tuples (step, value) with a Python int and a Python float each: all points that
        were written under `tag`, in their order, with the steps that they were written with. A
        run that was started anew has the same steps twice; nothing is sorted or replaced.

    Raises:
        KeyError: there is no curve with this tag. The message contains the tag.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     log_scalars(folder, "loss", [2.0, 0.5, 0.25])
        ...     log_scalars(folder, "lr", [0.1])
        ...     read_scalars(folder, "loss")
        [(0, 2.0), (1, 0.5), (2, 0.25)]

    See `torch.utils.tensorboard.writer.SummaryWriter` in the PyTorch documentation. The reader is
    documented in its source, `tensorboard/backend/event_processing/event_accumulator.py`.
    """
    ### BEGIN SOLUTION
    # A folder must be given as text, and a guidance of 0 means to keep everything.
    accumulator = EventAccumulator(str(log_dir), size_guidance={"scalars": 0})
    accumulator.Reload()
    return [(event.step, event.value) for event in accumulator.Scalars(tag)]
    ### END SOLUTION


def log_training(
    log_dir: str | Path, model: nn.Module, history: Mapping[str, Sequence[float]]
) -> None:
    """Write what a training run leaves behind: its curves, and a histogram of every parameter.

    Curves show that something went wrong, and histograms often where: a layer whose weights have
    all gone to zero, or two of them that grew without end. Every curve needs a tag of its own.
    Under a shared one the points of all curves make a single line that jumps up and down.

    Args:
        log_dir: the folder for the event files. If there is none, it is made, with all the folders
            above it. What is in it already stays there.
        model: the trained model, on any device. It is left unchanged, and where it is.
        history: what was measured in each epoch, as a mapping from the names "train_loss",
            "val_loss" and "lr" to Python floats, one for each epoch. There is at least one epoch,
            and the three are equally long.

    Returns:
        Nothing. Written down are then:

        - three curves with the names in `history` as tags. The value of the first epoch has the
          step 0;
        - for each parameter of the model a histogram of all its values, at the step of the last
          epoch. Its tag is the parameter's name, as in `Module.named_parameters`.

        All of it is on the disk, as `SummaryWriter.add_scalar` and `SummaryWriter.add_histogram`
        write it, in files in `log_dir` itself and in no folder below it; and every writer is closed.

    Example:
        >>> import tempfile
        >>> history = {"train_loss": [2.0, 0.5], "val_loss": [2.5, 1.0], "lr": [0.1, 0.05]}
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     log_training(folder, nn.Linear(3, 2), history)
        ...     read_scalars(folder, "train_loss"), read_scalars(folder, "val_loss")
        ([(0, 2.0), (1, 0.5)], [(0, 2.5), (1, 1.0)])

    See `torch.utils.tensorboard.writer.SummaryWriter` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    with SummaryWriter(log_dir) as writer:
        for name, values in history.items():
            for epoch, value in enumerate(values):
                writer.add_scalar(name, value, epoch)
        last_epoch = len(history["lr"]) - 1
        for name, parameter in model.named_parameters():
            writer.add_histogram(name, parameter, last_epoch)
    ### END SOLUTION
