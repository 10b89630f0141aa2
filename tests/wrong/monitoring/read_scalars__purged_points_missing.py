"""Lets the reader purge what a restart makes obsolete, so that points are missing which stand at or behind the `purge_step` of a later writer."""

from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def read_scalars(log_dir: str | Path, tag: str) -> list[tuple[int, float]]:
    events = EventAccumulator(str(log_dir), {"scalars": 0}).Reload()
    return [(event.step, event.value) for event in events.Scalars(tag)]
