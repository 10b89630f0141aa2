"""Style: an expert's short code: context managers, comprehensions, one writer for all."""

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
    with SummaryWriter(log_dir) as writer:
        for tag, values in history.items():
            for step, value in enumerate(values):
                writer.add_scalar(tag, value, step)
        for tag, p in model.named_parameters():
            if p.numel():
                writer.add_histogram(tag, p, len(history["lr"]) - 1)
