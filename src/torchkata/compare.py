"""Decide whether an observation agrees with an expected one, and say the first difference in a sentence.

Numbers agree within `rtol·|r| + 1e-12·scale + 64·(S + u·|r|)`: r is the expected element, scale the largest
of its tensor, u the rounding unit of the dtype that was observed, and S how much the reference itself moves
when its inputs are rounded. A fixed tolerance fails one way or the other wherever a result cancels.
Everything else (types, shapes, dtypes, devices, integers, text) is compared exactly.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import msgspec
import torch
from torch import Tensor

from torchkata.observation import Observation, Raised
from torchkata.values import (
    ArrayData,
    DictData,
    SequenceData,
    TensorData,
    Unknown,
    Value,
    show,
    to_object,
)

ROUNDING_UNIT = {
    "float64": 2.0**-53,
    "complex128": 2.0**-53,
    "float32": 2.0**-24,
    "complex64": 2.0**-24,
    "float16": 2.0**-11,
    "bfloat16": 2.0**-8,
}
"""Half the distance from 1 to the next number of a dtype (IEEE 754)."""

RTOL = 1e-9
LOOSE_RTOL = 1e-6
"""For contracts that leave an epsilon free."""


class Expected(msgspec.Struct, frozen=True):
    """What the reference showed, and how much each of its floating leaves moves in float64.

    `sensitivity` holds one number for each floating leaf (tensor, array or Python float) of the value in
    reading order: the largest change of any of its elements when the inputs are perturbed by rounding.
    """

    observation: Observation
    sensitivity: tuple[float, ...] = ()


Difference = Callable[[], str]
"""The first difference, in a sentence once somebody asks: finding the words takes longer than comparing."""


class Comparer(Protocol):
    """Says whether two observations agree."""

    def difference(
        self, observed: Observation, expected: Expected, precision: str, inputs: Mapping[str, Any]
    ) -> Difference | None:
        """Return None if `observed` agrees with `expected`, else the first difference."""
        ...


@dataclass(frozen=True)
class close:
    """Agree within the tolerance of this module."""

    rtol: float = RTOL

    def difference(
        self, observed: Observation, expected: Expected, precision: str, inputs: Mapping[str, Any]
    ) -> Difference | None:
        """See `Comparer`."""
        reference = expected.observation
        if reference.raised is not None:
            return _exception_difference(observed, reference.raised.types[0])
        if observed.raised is not None:
            return partial(_unexpected, observed)
        return value_difference(
            observed.value, reference.value, self.rtol, expected.sensitivity, precision
        )


@dataclass(frozen=True)
class exactly:
    """Agree to the last bit."""

    def difference(
        self, observed: Observation, expected: Expected, precision: str, inputs: Mapping[str, Any]
    ) -> Difference | None:
        """See `Comparer`."""
        if observed.raised is not None or expected.observation.raised is not None:
            return close().difference(observed, expected, precision, inputs)
        if identical(observed.value, expected.observation.value):
            return None
        difference = value_difference(
            observed.value, expected.observation.value, 0.0, (), precision
        )
        return difference or (lambda: "The result must be the same to the last bit, and it is not.")


@dataclass(frozen=True)
class raises:
    """Agree where the named exception, or a subclass of it, is raised.

    Args:
        type: the exception's class.
        mentions: from the inputs, the things whose text the message must contain.
    """

    type: type[BaseException]
    mentions: Callable[..., Iterable[object]] | None = None

    def difference(
        self, observed: Observation, expected: Expected, precision: str, inputs: Mapping[str, Any]
    ) -> Difference | None:
        """See `Comparer`."""
        difference = _exception_difference(observed, self.type.__name__)
        if difference or self.mentions is None or observed.raised is None:
            return difference
        for wanted in map(str, self.mentions(**inputs)):
            if wanted not in observed.raised.message:
                return partial(_unmentioned, observed.raised, wanted)
        return None


@dataclass(frozen=True)
class within:
    """Agree where every number lies between two bounds, inclusive; the reference's value is not used."""

    low: float
    high: float

    def difference(
        self, observed: Observation, expected: Expected, precision: str, inputs: Mapping[str, Any]
    ) -> Difference | None:
        """See `Comparer`."""
        if observed.raised is not None:
            return partial(_unexpected, observed)
        for _, leaf in leaves(observed.value):
            number = _as_tensor(leaf)
            if number is None or number.is_complex():
                kind = _kind(leaf)
                return lambda: f"A number was expected, and {kind} came back."
            if not bool(((number >= self.low) & (number <= self.high)).all()):
                return lambda: f"The result should lie between {self.low} and {self.high}."
        return None


def _unexpected(observed: Observation) -> str:
    assert observed.raised is not None
    return f"Your code raised {observed.raised.types[0]}: {observed.raised.message}"


def _exception_difference(observed: Observation, wanted: str) -> Difference | None:
    raised = observed.raised
    if raised is None:
        return lambda: f"A {wanted} should be raised here, and nothing was raised."
    if wanted in raised.types:
        return None
    return lambda: (
        f"A {wanted} should be raised here, and your code raised {raised.types[0]}: {raised.message}"
    )


def _unmentioned(raised: Raised, wanted: str) -> str:
    return f"The message of your {raised.types[0]} should mention {wanted}, and it says: {raised.message!r}"


# Values ------------------------------------------------------------------------------------------


def identical(observed: Value, expected: Value) -> bool:
    """Return whether two values are the same to the last bit (nan equals itself)."""
    return msgspec.msgpack.encode(observed) == msgspec.msgpack.encode(expected)


def leaves(value: Value, path: str = "") -> Iterator[tuple[str, Value]]:
    """Yield every leaf of `value` with its path, such as `[0]['weight']`, in reading order."""
    if isinstance(value, SequenceData):
        for index, item in enumerate(value.items):
            yield from leaves(item, f"{path}[{index}]")
    elif isinstance(value, DictData):
        for key, item in value.items:
            yield from leaves(item, f"{path}[{show(key)}]")
    else:
        yield path, value


def is_floating(leaf: Value) -> bool:
    """Return whether `leaf` is a Python float or a tensor or array of floating or complex numbers."""
    if isinstance(leaf, TensorData | ArrayData):
        return leaf.dtype in ROUNDING_UNIT
    return type(leaf) is float


def value_difference(
    observed: Value,
    expected: Value,
    rtol: float,
    sensitivity: tuple[float, ...],
    precision: str,
) -> Difference | None:
    """Return None if two values agree, else the first difference."""
    if identical(observed, expected):
        return None
    structure = _structure_difference(observed, expected)
    if structure is not None:
        return lambda: structure
    remaining = iter(sensitivity)
    pairs = zip(leaves(observed), leaves(expected), strict=True)
    for (path, mine), (_, theirs) in pairs:
        moved = next(remaining, 0.0) if is_floating(theirs) else 0.0
        difference = _leaf_difference(mine, theirs, rtol, moved, precision)
        if difference is not None:
            return partial(_about, difference, path) if path else difference
    return None


def _about(difference: Difference, path: str) -> str:
    return f"{difference()} This is about item {path} of the result."


def _structure_difference(observed: Value, expected: Value) -> str | None:
    if _kind(observed) != _kind(expected):
        return f"The result should be {_kind(expected)}, and it is {_kind(observed)}."
    if isinstance(observed, SequenceData) and isinstance(expected, SequenceData):
        if len(observed.items) != len(expected.items):
            return (
                f"The result should have {len(expected.items)} items, and it has "
                f"{len(observed.items)}."
            )
        pairs = list(zip(observed.items, expected.items, strict=True))
    elif isinstance(observed, DictData) and isinstance(expected, DictData):
        mine, theirs = [k for k, _ in observed.items], [k for k, _ in expected.items]
        if mine != theirs:
            names, found = (
                show(SequenceData("list", tuple(keys)))[1:-1] for keys in (theirs, mine)
            )
            return f"The result should have the keys {names}, and it has {found or 'none'}."
        both = zip(observed.items, expected.items, strict=True)
        pairs = [(m, t) for (_, m), (_, t) in both]
    else:
        return None
    return next((s for m, t in pairs if (s := _structure_difference(m, t))), None)


def _kind(value: Value) -> str:
    match value:
        case TensorData():
            return "a tensor"
        case ArrayData():
            return "a NumPy array"
        case SequenceData():
            return f"a {value.kind}"
        case DictData():
            return "a dict"
        case Unknown():
            return f"an object of type {value.type_name}"
        case None:
            return "None"
        case bool():
            return "a Python bool"
        case int():
            return "a Python int"
        case float():
            return "a Python float"
        case _:
            return "a string"


def _leaf_difference(
    observed: Value, expected: Value, rtol: float, moved: float, precision: str
) -> Difference | None:
    if isinstance(observed, TensorData | ArrayData):
        assert isinstance(expected, TensorData | ArrayData)
        layout = _layout_difference(observed, expected)
        if layout is not None:
            return lambda: layout
    if not is_floating(expected):
        agree = identical(observed, expected)
    else:
        dtype = observed.dtype if isinstance(observed, TensorData | ArrayData) else precision
        mine, theirs = _as_tensor(observed), _as_tensor(expected)
        assert mine is not None and theirs is not None
        agree = _all_close(mine, theirs, rtol, moved, ROUNDING_UNIT[dtype])
    return None if agree else partial(_number_sentence, observed, expected)


def _layout_difference(
    observed: TensorData | ArrayData, expected: TensorData | ArrayData
) -> str | None:
    if observed.shape != expected.shape:
        return f"The shape should be {_shape(expected)}, and it is {_shape(observed)}."
    if observed.dtype != expected.dtype:
        return f"The dtype should be {expected.dtype}, and it is {observed.dtype}."
    mine, theirs = (getattr(side, "device", "cpu") for side in (observed, expected))
    if mine != theirs:
        return f"The device should be {theirs}, and it is {mine}."
    return None


def _shape(value: TensorData | ArrayData) -> str:
    comma = "," if len(value.shape) == 1 else ""
    return f"({', '.join(map(str, value.shape))}{comma})"


def _as_tensor(leaf: Value) -> Tensor | None:
    if isinstance(leaf, TensorData):
        tensor = to_object(leaf)
    elif isinstance(leaf, ArrayData):
        tensor = torch.from_numpy(to_object(leaf))
    elif isinstance(leaf, bool | int | float):
        tensor = torch.tensor(leaf)
        tensor = torch.tensor(leaf, dtype=torch.float64) if isinstance(leaf, float) else tensor
    else:
        return None
    return tensor if tensor.is_complex() else tensor.to(torch.float64)


def _all_close(mine: Tensor, theirs: Tensor, rtol: float, moved: float, unit: float) -> bool:
    finite = theirs.isfinite()
    same = torch.where(theirs.isnan(), mine.isnan(), mine == theirs)
    if not bool(same[~finite].all()):
        return False
    mine, theirs = mine[finite], theirs[finite]
    if not theirs.numel():
        return True
    size = theirs.abs()
    # S was measured in float64; to first order it grows with the rounding unit of the inputs.
    moved = moved * unit / ROUNDING_UNIT["float64"]
    bound = rtol * size + 1e-12 * float(size.max()) + 64 * (moved + unit * size)
    return bool(((mine - theirs).abs() <= bound).all())


def _number_sentence(observed: Value, expected: Value) -> str:
    mine, theirs = _as_tensor(observed), _as_tensor(expected)
    if mine is None or theirs is None or isinstance(expected, bool):
        return f"{show(expected)} is expected here, and {show(observed)} came back."
    if bool((mine.isnan() & ~theirs.isnan()).any()):
        return "Your result is nan (not a number) where a number is expected."
    for describe in (_transposed, _scaled, _shifted, _magnitude):
        sentence = describe(mine, theirs)
        if sentence:
            return sentence
    if mine.numel() == 1:
        return f"Your result is {show(observed)}, and {show(expected)} is expected."
    unequal = ~torch.isclose(mine, theirs, rtol=1e-6, atol=1e-9, equal_nan=True)
    position = unequal.nonzero()[0].tolist() if bool(unequal.any()) else []
    where = f" The first is at {position}." if position else ""
    return f"{int(unequal.sum())} of {mine.numel()} elements differ.{where}"


def _transposed(mine: Tensor, theirs: Tensor) -> str | None:
    square = mine.ndim == 2 and mine.shape[0] == mine.shape[1]
    if square and not torch.equal(theirs, theirs.mT) and torch.allclose(mine, theirs.mT):
        return "Your result is the transpose of the expected one."
    return None


def _scaled(mine: Tensor, theirs: Tensor) -> str | None:
    told = theirs != 0
    if not bool(told.any()) or bool((mine[~told] != 0).any()):
        return None
    ratio = mine[told] / theirs[told]
    first = ratio.flatten()[0]
    if first.is_complex() or not torch.allclose(ratio, first.expand_as(ratio), rtol=1e-6):
        return None
    factor = float(first)
    if not math.isfinite(factor) or abs(factor - 1) < 1e-6:
        return None
    if mine.numel() == 1 and not _whole(factor) and not _whole(1 / factor if factor else 0.0):
        return None
    if factor == 0:
        return "Your result is zero where another number is expected."
    if abs(factor + 1) < 1e-9:
        return "Your result has the wrong sign."
    return f"Your result is {factor:.6g} times the expected one."


def _whole(number: float) -> bool:
    return abs(number) < 1000 and abs(number - round(number)) < 1e-9


def _shifted(mine: Tensor, theirs: Tensor) -> str | None:
    offset = mine - theirs
    first = offset.flatten()[0]
    constant = first.is_complex() or not torch.allclose(offset, first.expand_as(offset), rtol=1e-6)
    if constant or not bool(first.isfinite()) or (mine.numel() == 1 and abs(float(first)) != 1.0):
        return None
    if abs(float(first)) < 1e-6:
        return None
    return f"Your result is off by {float(first):+.6g} everywhere."


def _magnitude(mine: Tensor, theirs: Tensor) -> str | None:
    if mine.numel() > 1 and torch.allclose(mine.abs(), theirs.abs()):
        return "Your result has the right size, and the wrong sign in some places."
    return None
