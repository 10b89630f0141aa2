import struct
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from torch import nn


def _write(log_dir: str | Path, rows: Iterable[tuple[int, list[Summary.Value]]]) -> None:
    writer = EventFileWriter(str(log_dir))
    try:
        for step, values in rows:
            writer.add_event(Event(wall_time=time.time(), step=step, summary=Summary(value=values)))
    finally:
        writer.close()


def log_scalars(log_dir: str | Path, tag: str, values: Iterable[float]) -> None:
    _write(
        log_dir,
        ((i, [Summary.Value(tag=tag, simple_value=float(v))]) for i, v in enumerate(values)),
    )


def _records(file: Path) -> Iterable[bytes]:
    data, position = file.read_bytes(), 0
    while position < len(data):
        (length,) = struct.unpack_from("<Q", data, position)
        yield data[position + 12 : position + 12 + length]
        position += length + 16


def read_scalars(log_dir: str | Path, tag: str) -> list[tuple[int, float]]:
    points = []
    for file in sorted(Path(log_dir).iterdir(), key=str):
        if "tfevents" not in file.name or not file.is_file():
            continue
        for event in map(Event.FromString, _records(file)):
            for value in event.summary.value:
                if value.tag == tag and value.WhichOneof("value") == "simple_value":
                    points.append((event.step, value.simple_value))
    if not points:
        raise KeyError(tag)
    return points


def _limits() -> np.ndarray:
    positive, v = [], 1e-12
    while v < 1e20:
        positive.append(v)
        v *= 1.1
    return np.array([-v for v in positive[::-1]] + [0.0] + positive)


def _histogram(values: np.ndarray) -> HistogramProto:
    limits = _limits()
    bins = np.searchsorted(limits, values, side="right") - 1
    bins[values == limits[-1]] = len(limits) - 2
    inside = bins[(bins >= 0) & (bins < len(limits) - 1)]
    counts = np.bincount(inside, minlength=len(limits) - 1)
    used = np.flatnonzero(counts)
    start, end = used[0], used[-1] + 1
    before = [counts[start - 1]] if start else [0]
    return HistogramProto(
        min=values.min(),
        max=values.max(),
        num=len(values),
        sum=values.sum(),
        sum_squares=values @ values,
        bucket_limit=limits[start : end + 1].tolist(),
        bucket=[int(c) for c in (*before, *counts[start:end])],
    )


def log_training(
    log_dir: str | Path, model: nn.Module, history: Mapping[str, Sequence[float]]
) -> None:
    def rows():
        names = ("train_loss", "val_loss", "lr")
        columns = zip(*(history[name] for name in names), strict=True)
        step = -1
        for step, numbers in enumerate(columns):
            yield step, [
                Summary.Value(tag=n, simple_value=v) for n, v in zip(names, numbers, strict=True)
            ]
        for name, parameter in model.named_parameters():
            if parameter.numel():
                flat = parameter.detach().cpu().double().numpy().reshape(-1)
                yield step, [Summary.Value(tag=name, histo=_histogram(flat))]

    _write(log_dir, rows())
