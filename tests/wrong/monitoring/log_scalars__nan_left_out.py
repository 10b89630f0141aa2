"""Leaves out values that are not finite, so that a curve with nan or infinity in it lacks these points."""

import math
from collections.abc import Iterable
from pathlib import Path

from torch.utils.tensorboard import SummaryWriter


def log_scalars(log_dir: str | Path, tag: str, values: Iterable[float]) -> None:
    with SummaryWriter(log_dir) as writer:
        for step, value in enumerate(values):
            if math.isfinite(value):
                writer.add_scalar(tag, value, step)
