"""Collects the points in a dict from step to value, so that of several points with the same step only the last one is returned."""

from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator


def read_scalars(log_dir: str | Path, tag: str) -> list[tuple[int, float]]:
    events = EventAccumulator(str(log_dir), {"scalars": 0}, purge_orphaned_data=False).Reload()
    return list({event.step: event.value for event in events.Scalars(tag)}.items())
