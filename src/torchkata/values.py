"""Values as plain data: what probes take and return, and what travels between processes.

Numbers, strings, tensors, arrays, lists, tuples and dicts become immutable structs that can be compared,
hashed, sent and stored; anything else is only remembered by the name of its type.
"""

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import numpy as np
import torch
from torch import Tensor, nn

CPU = torch.device("cpu")

DEPTH_LIMIT = 24
"""Levels of nesting at which a value stops being plain data."""


class TensorData(msgspec.Struct, frozen=True, tag="tensor"):
    """A tensor: dtype and device by name, little-endian bytes in row-major order.

    `strided` asks for a tensor with the same values whose memory is not contiguous.
    """

    dtype: str
    shape: tuple[int, ...]
    data: bytes
    device: str = "cpu"
    strided: bool = False


class ArrayData(msgspec.Struct, frozen=True, tag="array"):
    """A NumPy array of numbers, kept apart from a tensor with the same elements."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes


class SequenceData(msgspec.Struct, frozen=True, tag="sequence"):
    """A list or a tuple."""

    kind: str
    items: tuple["Value", ...]


class DictData(msgspec.Struct, frozen=True, tag="dict"):
    """A dict, in its own order."""

    items: tuple[tuple["Value", "Value"], ...]


class Unknown(msgspec.Struct, frozen=True, tag="unknown"):
    """Anything else, by the name of its type."""

    type_name: str


Value = None | bool | int | float | str | TensorData | ArrayData | SequenceData | DictData | Unknown

DTYPES: dict[str, torch.dtype] = {
    name: getattr(torch, name)
    for name in [
        "float64",
        "float32",
        "float16",
        "bfloat16",
        "int64",
        "int32",
        "int16",
        "int8",
        "uint8",
        "bool",
        "complex64",
        "complex128",
    ]
}
ARRAY_DTYPES = frozenset(
    [
        "bool",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "float16",
        "float32",
        "float64",
        "complex64",
        "complex128",
    ]
)
AXES_LIMIT = 16
PARTS_LIMIT = 20_000
"""Numbers, tensors, lists and so on in one value."""

_NAMES = {dtype: name for name, dtype in DTYPES.items()}


def _has_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class _TooMany(Exception):
    """A value has more parts than are kept."""


def to_data(value: object) -> Value:
    """Return `value` as plain data; what is not plain becomes `Unknown`, as does what has too many parts."""
    if isinstance(value, Tensor):  # as most are
        return _tensor_to_data(value)
    remaining = PARTS_LIMIT

    def convert(part: object, depth: int) -> Value:
        nonlocal remaining
        remaining -= 1
        if remaining < 0:
            raise _TooMany
        if depth < DEPTH_LIMIT:
            if isinstance(part, list | tuple):
                kind = "tuple" if isinstance(part, tuple) else "list"
                return SequenceData(kind, tuple(convert(item, depth + 1) for item in part))
            if isinstance(part, Mapping):
                pairs = part.items()
                return DictData(
                    tuple((convert(k, depth + 1), convert(v, depth + 1)) for k, v in pairs)
                )
        return _leaf_to_data(part)

    try:
        return convert(value, 0)
    except _TooMany:
        return Unknown(f"{_type_name(value)} of more than {PARTS_LIMIT} parts")


def _leaf_to_data(value: object) -> Value:
    if type(value) is str and not _has_utf8(value):
        return Unknown("str with a lone surrogate")
    if value is None or type(value) in (bool, float, str):
        return value  # type: ignore[return-value]  # exact types, which isinstance does not say
    if type(value) is int:
        return value if -(2**63) <= value < 2**63 else Unknown("int of more than 64 bits")
    if isinstance(value, Tensor):
        return _tensor_to_data(value)
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        if str(array.dtype) not in ARRAY_DTYPES or array.ndim > AXES_LIMIT:
            return Unknown(f"numpy array of {array.dtype}")
        return ArrayData(str(array.dtype), array.shape, array.tobytes())
    return Unknown(_type_name(value))


def _type_name(value: object) -> str:
    return printable(type(value).__name__[:200])


def _tensor_to_data(tensor: Tensor) -> Value:
    device = str(tensor.device)
    with (
        torch._C.DisableTorchFunction()
    ):  # all else is asked of the real tensor, which no mode need see
        plain = type(tensor) in (Tensor, nn.Parameter) and tensor.layout is torch.strided
        if not plain or tensor.dtype not in _NAMES or tensor.is_meta or tensor.ndim > AXES_LIMIT:
            return Unknown(f"{tensor.layout} {tensor.dtype} {_type_name(tensor)}")
        cpu = tensor.detach().cpu().resolve_conj().resolve_neg().contiguous()
        if cpu.dtype is torch.bfloat16:
            cpu = cpu.view(torch.int16)
        return TensorData(_NAMES[tensor.dtype], tuple(tensor.shape), cpu.numpy().tobytes(), device)


def to_object(value: Value, device: torch.device = CPU) -> Any:
    """Return what `value` stands for, its tensors on `device`. All are new objects each time."""
    match value:
        case TensorData():
            return _tensor(value, device)
        case ArrayData():
            return np.frombuffer(value.data, dtype=value.dtype).reshape(value.shape).copy()
        case SequenceData():
            items = [to_object(item, device) for item in value.items]
            return tuple(items) if value.kind == "tuple" else items
        case DictData():
            return {to_object(key): to_object(item, device) for key, item in value.items}
        case _:
            return value


def _tensor(value: TensorData, device: torch.device = CPU) -> Tensor:
    dtype = DTYPES[value.dtype]
    with torch._C.DisableTorchFunction():
        if value.data:
            tensor = torch.frombuffer(bytearray(value.data), dtype=dtype).reshape(value.shape)
        else:
            tensor = torch.empty(value.shape, dtype=dtype)
    if device != CPU:
        tensor = tensor.to(device)
    if value.strided and tensor.ndim:
        # Every other element of memory, and the axes in reverse: such a tensor cannot be viewed flat.
        axes = tuple(reversed(range(tensor.ndim)))
        backwards = tensor.permute(axes)
        spaced = torch.stack([backwards, torch.zeros_like(backwards)], dim=-1)[..., 0]
        tensor = spaced.permute(axes)
    return tensor


def show(value: Value, limit: int = 160) -> str:
    """Return `value` on one line, as Python would write it, cut at `limit` characters."""
    if isinstance(value, Unknown):
        text = f"an object of type {value.type_name}"
    elif isinstance(value, TensorData | ArrayData) and _too_many(value):
        text = f"{value.dtype} numbers of shape {value.shape}"
    elif isinstance(value, TensorData):
        text = re.sub(r", dtype=torch\.float(64|32)\)", ")", repr(_tensor(value)))
    elif isinstance(value, SequenceData):
        inner = _joined((show(item, limit) for item in value.items), limit)
        comma = "," if value.kind == "tuple" and len(value.items) == 1 else ""
        text = f"({inner}{comma})" if value.kind == "tuple" else f"[{inner}]"
    elif isinstance(value, DictData):
        inner = _joined((f"{show(k, limit)}: {show(v, limit)}" for k, v in value.items), limit)
        text = f"{{{inner}}}"
    elif isinstance(value, str):
        text = repr(value[: limit + 1])
    else:
        text = repr(to_object(value))
    text = re.sub(r"\s+", " ", text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def printable(text: str) -> str:
    """Return `text` with every character written out that would move a terminal or reorder a line.

    Line ends and tabs stay; controls, direction marks, lone surrogates and the like become `\\x1b` and so on.
    """
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t" else ascii(c)[1:-1] for c in text)


def _too_many(value: TensorData | ArrayData) -> bool:
    """Return whether torch and NumPy would write thousands of elements: they keep six of each axis."""
    return math.prod(value.shape) > 1000 and math.prod(min(s, 6) for s in value.shape) > 1000


def _joined(parts: Iterable[str], limit: int) -> str:
    """Return the parts with commas, as many as a text of `limit` characters has room for."""
    taken: list[str] = []
    for part in parts:
        taken.append(part)
        limit -= len(part) + 2
        if limit < 0:
            break
    return ", ".join(taken)
