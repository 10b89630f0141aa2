"""Starts behind the last step of a curve that is in the folder already, so that a second call with the same tag does not begin with step 0."""

from collections.abc import Iterable
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch.utils.tensorboard import SummaryWriter


def log_scalars(log_dir: str | Path, tag: str, values: Iterable[float]) -> None:
    first = 0
    if Path(log_dir).is_dir():
        events = EventAccumulator(str(log_dir), {"scalars": 0}).Reload()
        if tag in events.Tags()["scalars"]:
            first = events.Scalars(tag)[-1].step + 1
    with SummaryWriter(log_dir) as writer:
        for step, value in enumerate(values, start=first):
            writer.add_scalar(tag, value, step)
