"""Writes no histogram for a parameter that is frozen (`requires_grad` is False).

Named: writes histograms of the parameters that are being trained only
"""

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
            if parameter.requires_grad:
                writer.add_histogram(name, parameter, step)
