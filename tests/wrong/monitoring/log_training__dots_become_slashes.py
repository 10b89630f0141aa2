"""Writes the histograms under tags with dots turned into slashes, so that "0.weight" has the tag "0/weight"; it does not show for a single layer, whose names have no dot."""

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
        for name, values in model.named_parameters():
            writer.add_histogram(name.replace(".", "/"), values, step)
