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
    """Return a curve that was written into event files of TensorBoard, as pairs (step, value).

    A log is worth more if a program can read it too: to compare two runs, say, or to see in a test
    that training made progress. TensorBoard's own reader is the `EventAccumulator`. It reads a
    whole folder, but nothing before it is told to (`Reload`), and it was made for drawing: of a
    curve with more points than its `size_guidance` names it keeps a random part, unless told to
    keep them all.

    Args:
        log_dir: the folder with the event files, which are closed. There may be several, since a
            run that goes on after a break writes another one; they are read in the order of their
            names. The folder is left as it is.
        tag: the name of the curve.

    Returns:
        A list of tuples (step, value) with a Python int and a Python float each: all points that
        were written under `tag`, in their order, with the steps that they were written with.

    Raises:
        KeyError: there is no curve with this tag. The message contains the tag.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     log_scalars(folder, "loss", [2.0, 0.5, 0.25])
        ...     log_scalars(folder, "lr", [0.1])
        ...     read_scalars(folder, "loss")
        [(0, 2.0), (1, 0.5), (2, 0.25)]

    See `torch.utils.tensorboard.writer.SummaryWriter` in the PyTorch documentation. The reader is
    documented in its source, `tensorboard/backend/event_processing/event_accumulator.py`.
    """
    # A folder must be given as text, and a guidance of 0 means to keep everything.
    accumulator = EventAccumulator(str(log_dir), size_guidance={"scalars": 0})
    return [(event.step, event.value) for event in accumulator.Scalars(tag)]


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
