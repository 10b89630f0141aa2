import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tensorboard.backend.event_processing import event_accumulator
from torch import nn
from torch.utils.tensorboard import SummaryWriter


def log_scalars(log_dir: str | Path, tag: str, values: Iterable[float]) -> None:
    with SummaryWriter(log_dir) as writer:
        for point in enumerate(values):
            writer.add_scalar(tag, *point[::-1])


def read_scalars(log_dir: str | Path, tag: str) -> list[tuple[int, float]]:
    events = event_accumulator.EventAccumulator(
        os.path.join(log_dir, ""),
        event_accumulator.STORE_EVERYTHING_SIZE_GUIDANCE,
        purge_orphaned_data=False,
    ).Reload()
    return [(event.step, event.value) for event in events.Scalars(tag)]  # raises KeyError itself


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
    with SummaryWriter(log_dir) as writer:
        for name, values in history.items():
            for epoch, value in enumerate(values):
                writer.add_scalar("training", value, epoch)
        last_epoch = len(history["lr"]) - 1
        for name, parameter in model.named_parameters():
            writer.add_histogram(name, parameter, last_epoch)
