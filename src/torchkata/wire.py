"""Messages between the judge and a worker, as bytes; and the checks on what comes back.

A message is four bytes of length and then msgpack. Data only: nothing in it is executed or unpickled. What
a worker sends is checked for type, depth and size, and a tensor's dtype and shape against its bytes,
before any tensor is made of it.
"""

import math
import struct
from typing import Any

import msgspec

from torchkata.observation import Frame, Observation, Raised
from torchkata.values import (
    ARRAY_DTYPES,
    DEPTH_LIMIT,
    DTYPES,
    PARTS_LIMIT,
    ArrayData,
    DictData,
    SequenceData,
    TensorData,
    Unknown,
    Value,
    printable,
)

REQUEST_LIMIT = 64 * 2**20
REPLY_LIMIT = 2 * 2**20
"""Bytes of one message to and from a worker."""

TEXT_LIMIT = 4_000

_ITEM_SIZE = {name: dtype.itemsize for name, dtype in DTYPES.items()}


class Nonsense(Exception):
    """A worker's reply breaks the protocol."""


class Case(msgspec.Struct, frozen=True):
    """The inputs of one run.

    Attributes:
        inputs: plain data by name.
        precision: the dtype of floating tensors in it.
        look_for_reseeding: whether to run it again from another random state (see `observe`).
        device: where it runs (see `devices`).
    """

    inputs: dict[str, Value]
    precision: str
    look_for_reseeding: bool = False
    device: str = "cpu"


class Load(msgspec.Struct, frozen=True, tag="load"):
    """Import a module. Later requests are about it.

    Attributes:
        id: a random number that the answer repeats.
        unit: the module to import.
        name: the function or class under test.
        sources: the submission's modules by name; those that `unit` imports are found here.
        stub: the unit's stub, to tell which functions are untouched.
        changes: names of the parameters that the function may change.
    """

    unit: str
    name: str
    sources: dict[str, str]
    stub: str
    changes: tuple[str, ...] = ()
    id: int = 0


class Observe(msgspec.Struct, frozen=True, tag="observe"):
    """Run a check's probe on each case; one `Seen` comes back for each, in order.

    Attributes:
        check: its name.
        cases: what to run it on.
        describe_calls: whether calls come back as text.
        id: a random number that the answers repeat.
    """

    check: str
    cases: tuple[Case, ...]
    describe_calls: bool = False
    id: int = 0


Request = Load | Observe


class Loaded(msgspec.Struct, frozen=True, tag="loaded"):
    """The answer to `Load`.

    Attributes:
        problem: why the module could not be imported.
        line: where the function or class under test is defined, 0 if nowhere.
        untouched: functions and classes of the module whose body is still the stub's.
        id: the request's.
    """

    problem: Raised | None = None
    line: int = 0
    untouched: tuple[str, ...] = ()
    id: int = 0


class Seen(msgspec.Struct, frozen=True, tag="seen"):
    """The answer to one case of `Observe`: the request's id, and which case."""

    observation: Observation
    id: int
    number: int


class OutOfMemory(msgspec.Struct, frozen=True, tag="memory"):
    """The worker's memory limit was reached; it stops after saying so."""


Reply = Loaded | Seen | OutOfMemory

_encoder = msgspec.msgpack.Encoder()
_request = msgspec.msgpack.Decoder(Request)
_reply = msgspec.msgpack.Decoder(Reply)

HEADER = struct.Struct("<I")


def frame(message: Any) -> bytes:
    """Return a message with its length in front."""
    body = _encoder.encode(message)
    return HEADER.pack(len(body)) + body


def read_request(body: bytes) -> Request:
    """Return the judge's request."""
    return _request.decode(body)


def read_reply(body: bytes) -> Reply:
    """Return a worker's reply, checked.

    Raises:
        Nonsense: it is not one.
    """
    try:
        reply = _reply.decode(body)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise Nonsense(f"The reply is not a message: {type(error).__name__}.") from None
    if isinstance(reply, Seen):
        return msgspec.structs.replace(reply, observation=_checked(reply.observation))
    if isinstance(reply, Loaded):
        problem = None if reply.problem is None else _checked_raised(reply.problem)
        untouched = _lines(reply.untouched)
        return msgspec.structs.replace(reply, problem=problem, untouched=untouched)
    return reply


def _checked(observation: Observation) -> Observation:
    """Return an observation with clean texts."""
    check_value(observation.value)
    raised = None if observation.raised is None else _checked_raised(observation.raised)
    if len(observation.printed) > TEXT_LIMIT:
        raise Nonsense("The reply holds more text than a worker may send.")
    return msgspec.structs.replace(
        observation,
        raised=raised,
        changed=_lines(observation.changed),
        printed=printable(observation.printed),
        warned=_lines(observation.warned),
        call=_lines((observation.call,))[0],
    )


def _lines(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return texts of one line each, with nothing in them that moves a terminal."""
    if len(texts) > 200 or any(len(text) > TEXT_LIMIT for text in texts):
        raise Nonsense("The reply holds more text than a worker may send.")
    return tuple(printable(text.replace("\n", " ")) for text in texts)


def _checked_raised(raised: Raised) -> Raised:
    if not raised.types or len(raised.frames) > 10:
        raise Nonsense("The reply describes an exception in a way that none has.")
    frames = []
    for part in raised.frames:
        file, function, text = _lines((part.file, part.function, part.text))
        frames.append(Frame(file, part.line, function, text))
    return Raised(_lines(raised.types), _lines((raised.message,))[0], tuple(frames))


def check_value(value: Value) -> None:
    """Raise Nonsense unless `value` is sound: depth, number of nodes, dtype and shape against its bytes."""
    remaining = PARTS_LIMIT

    def visit(node: Value, depth: int) -> None:
        nonlocal remaining
        remaining -= 1
        if remaining < 0 or depth > DEPTH_LIMIT + 2:
            raise Nonsense("The reply is nested too deeply or has too many parts.")
        match node:
            case TensorData():
                if node.dtype not in _ITEM_SIZE:
                    raise Nonsense(f"There is no dtype {node.dtype[:40]!r}.")
                _check_size(node.shape, _ITEM_SIZE[node.dtype], len(node.data))
                _check_bools(node)
                if node.strided:
                    raise Nonsense("A reply says nothing of memory.")
                if len(node.device) > 40 or not node.device.isprintable():
                    raise Nonsense("A device has another name.")
            case ArrayData():
                if node.dtype not in ARRAY_DTYPES:
                    raise Nonsense(f"There is no dtype {node.dtype[:40]!r}.")
                bits = "".join(filter(str.isdigit, node.dtype)) or "8"
                _check_size(node.shape, int(bits) // 8, len(node.data))
                _check_bools(node)
            case SequenceData():
                if node.kind not in ("list", "tuple"):
                    raise Nonsense("A sequence is a list or a tuple.")
                for item in node.items:
                    visit(item, depth + 1)
            case DictData():
                for key, item in node.items:
                    visit(key, depth + 1)
                    visit(item, depth + 1)
            case int() if not -(2**63) <= node < 2**63:
                raise Nonsense("An int has at most 64 bits.")
            case Unknown():
                if len(node.type_name) > TEXT_LIMIT or not node.type_name.isprintable():
                    raise Nonsense("A type has another name.")
            case _:
                pass

    visit(value, 0)


def _check_bools(node: TensorData | ArrayData) -> None:
    if node.dtype == "bool" and node.data.translate(None, b"\0\1"):
        raise Nonsense("A bool is 0 or 1.")


def _check_size(shape: tuple[int, ...], item_size: int, length: int) -> None:
    if len(shape) > 16 or any(not 0 <= size < 2**40 for size in shape):
        raise Nonsense("A tensor has a shape that none can have.")
    if math.prod(max(size, 1) for size in shape) * item_size >= 2**48:
        raise Nonsense("A tensor has a shape that none can have.")
    if math.prod(shape) * item_size != length:
        raise Nonsense("A tensor's shape does not fit its bytes.")
