"""Sorts the points by their steps, which changes the order where a later file (or a later point) has smaller steps."""

from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def read_scalars(log_dir: str | Path, tag: str) -> list[tuple[int, float]]:
    events = EventAccumulator(str(log_dir), {"scalars": 0}, purge_orphaned_data=False).Reload()
    return sorted((event.step, event.value) for event in events.Scalars(tag))
