"""One example in two precisions, and how far the reference itself moves when inputs are rounded."""

import random
from collections.abc import Mapping, Sequence

import msgspec
import torch

from torchkata.compare import ROUNDING_UNIT, is_floating, leaves
from torchkata.values import (
    DTYPES,
    DictData,
    SequenceData,
    TensorData,
    Value,
    to_data,
    to_object,
)
from torchkata.wire import Case

JUMP = 1e-7
"""A result that moves more than this when inputs are rounded has jumped: no tolerance covers it."""


def case_of(inputs: Mapping[str, Value], precision: str) -> Case:
    """Return a case whose floating tensors have the given dtype."""
    return Case({name: cast(value, precision) for name, value in inputs.items()}, precision)


def cast(value: Value, precision: str) -> Value:
    """Return `value` with its float64 and float32 tensors in the dtype `precision`."""
    match value:
        case TensorData() if value.dtype in ("float64", "float32"):
            return _like(value, _contiguous(value).to(DTYPES[precision]))
        case SequenceData():
            return SequenceData(value.kind, tuple(cast(item, precision) for item in value.items))
        case DictData():
            return DictData(tuple((key, cast(item, precision)) for key, item in value.items))
        case _:
            return value


def _contiguous(value: TensorData) -> torch.Tensor:
    tensor: torch.Tensor = to_object(msgspec.structs.replace(value, strided=False))
    return tensor


def _like(value: TensorData, tensor: torch.Tensor) -> TensorData:
    data = to_data(tensor)
    assert isinstance(data, TensorData)
    return msgspec.structs.replace(data, strided=value.strided, device=value.device)


def has_floats(inputs: Mapping[str, Value]) -> bool:
    return any(
        isinstance(leaf, TensorData) and leaf.dtype == "float64"
        for value in inputs.values()
        for _, leaf in leaves(value)
    )


def perturbed(case: Case, generator: random.Random) -> Case:
    """Return the case with every float64 element moved by one rounding, up or down."""

    def move(value: Value) -> Value:
        if isinstance(value, TensorData) and value.dtype == "float64":
            tensor = _contiguous(value)
            signs = torch.tensor([generator.choice((-1.0, 1.0)) for _ in range(tensor.numel())])
            moved = tensor * (
                1 + 2 * ROUNDING_UNIT["float64"] * signs.reshape(tensor.shape).double()
            )
            return _like(value, moved)
        return value

    return Case({name: move(value) for name, value in case.inputs.items()}, case.precision)


def rounded(precise: Value, observed: Value) -> Value:
    """Return `observed`, its floating leaves replaced by those of the run in float64, rounded."""
    if isinstance(precise, TensorData) and isinstance(observed, TensorData):
        if is_floating(precise) and is_floating(observed) and precise.shape == observed.shape:
            return _like(observed, to_object(precise).to(DTYPES[observed.dtype]))
    elif type(precise) is float and type(observed) is float:
        return precise
    elif isinstance(precise, SequenceData) and isinstance(observed, SequenceData):
        if len(precise.items) == len(observed.items):
            pairs = zip(precise.items, observed.items, strict=True)
            return SequenceData(observed.kind, tuple(rounded(p, o) for p, o in pairs))
    elif isinstance(precise, DictData) and isinstance(observed, DictData):
        values = dict(precise.items)
        return DictData(tuple((k, rounded(values.get(k, v), v)) for k, v in observed.items))
    return observed


def _floating_leaves(value: Value) -> list[torch.Tensor]:
    floating = [leaf for _, leaf in leaves(value) if is_floating(leaf)]
    return [torch.as_tensor(to_object(leaf)).to(torch.float64) for leaf in floating]


def sensitivity(base: Value, others: Sequence[Value]) -> tuple[float, ...]:
    """Return for each floating leaf of `base` how far its elements are at most from those in `others`."""
    start = _floating_leaves(base)
    moved = [0.0] * len(start)
    for other in others:
        now = _floating_leaves(other)
        if [t.shape for t in now] != [t.shape for t in start]:
            continue
        for index, (a, b) in enumerate(zip(start, now, strict=True)):
            change, size = (a - b).abs().nan_to_num(0, 0, 0), a.abs().nan_to_num(0, 0, 0)
            drift = change[change <= JUMP * size.clamp_min(1)]
            moved[index] = max(moved[index], float(drift.max()) if drift.numel() else 0.0)
    return tuple(moved)
