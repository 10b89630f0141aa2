"""How the inputs of a check are drawn, in the field's words: vectors, matrices, batches, labels.

Sizes have names: `b=vectors("n"), c=vectors("n")` draws one n for both. An input is a small description;
hypothesis is imported only when examples are drawn, so that the processes which run a learner's code
never load it. Floating inputs are float64 and mostly small whole numbers, scaled: exact in
float32 too, and short to read. What hides mistakes is drawn on purpose: zeros, negative numbers, ties, very small and large
magnitudes, sizes of 1, memory that is not contiguous.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from torchkata.values import TensorData, Value, to_data

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


@dataclass(frozen=True)
class Dim:
    """A named size between `least` and `most`, inclusive."""

    name: str
    least: int = 1
    most: int = 4


REALISTIC_SIZE = 32


MOST_DRAWN = 1024
"""Numbers of one tensor that hypothesis draws itself; more, which it refuses, come from one seed."""


def dim(name: str, least: int = 1, most: int = 4) -> Dim:
    """Return the size called `name`, drawn once for all inputs of a check."""
    return Dim(name, least, most)


Draw = Callable[["SearchStrategy[Any]"], Any]
"""What hypothesis hands to a composite strategy: it turns a strategy into a value."""


class Input:
    """How one input is drawn, given the sizes of its check."""

    is_choice = False
    """Whether it has so few values that each should appear among the examples of a check."""

    has_tensors = False
    """Whether it has tensors in it."""

    def dims(self) -> tuple[Dim, ...]:
        """Return the named sizes that this input uses."""
        return ()

    def value(self, draw: Draw, sizes: Mapping[str, int]) -> Value:
        """Return this input's plain data, made of what `draw` gives."""
        raise NotImplementedError


def _numbers(draw: Draw, count: int, low: int, high: int, distinct: bool = False) -> list[int]:
    """Return `count` drawn whole numbers, all different if `distinct`; those near zero are simplest.

    One string of bytes is drawn for all of them: much faster to draw and to shrink than a list.
    """
    from hypothesis import strategies as st

    if distinct:  # as many as are needed, which is more only for `REALISTIC_SIZE`
        beyond = max(0, (count - (high - low)) // 2)
        low, high = low - beyond, high + beyond
    if count <= MOST_DRAWN:
        chosen: bytes = draw(st.binary(min_size=count, max_size=count))
    else:
        chosen = random.Random(draw(st.integers(0, 2**32 - 1))).randbytes(count)
    simplest_first = sorted(range(low, high + 1), key=lambda n: (abs(n), n < 0))
    if distinct:
        return [simplest_first.pop(b % len(simplest_first)) for b in chosen]
    return [simplest_first[b % len(simplest_first)] for b in chosen]


Axis = int | str | Dim

SCALES = (1.0, 1.0, 0.25, 1e-3, 100.0)


@dataclass(frozen=True)
class _Tensors(Input):
    has_tensors = True

    axes: tuple[Axis, ...]
    leading: int
    low: int
    high: int
    scales: tuple[float, ...]
    strided: bool
    distinct: bool

    def dims(self) -> tuple[Dim, ...]:
        return tuple(_as_dim(axis) for axis in self.axes if not isinstance(axis, int))

    def value(self, draw: Draw, sizes: Mapping[str, int]) -> Value:
        from hypothesis import strategies as st

        own = tuple(
            axis if isinstance(axis, int) else sizes[_as_dim(axis).name] for axis in self.axes
        )
        lead = draw(st.lists(st.integers(1, 3), max_size=self.leading)) if self.leading else ()
        shape = (*lead, *own)
        values = _numbers(draw, math.prod(shape), self.low, self.high, self.distinct)
        scale = draw(st.sampled_from(self.scales))
        strided = self.strided and bool(shape) and draw(st.booleans())
        elements = torch.tensor(values, dtype=torch.float64).reshape(shape) * scale
        data = to_data(elements)
        assert isinstance(data, TensorData)
        return TensorData(data.dtype, data.shape, data.data, strided=strided)


def tensors(
    *axes: Axis,
    leading: int = 0,
    low: int = -9,
    high: int = 9,
    scales: tuple[float, ...] = SCALES,
    strided: bool = True,
    distinct: bool = False,
) -> Input:
    """Return an input of float64 tensors.

    Args:
        axes: the sizes: numbers, names, or `dim(...)`.
        leading: at most so many more axes in front, of sizes 1 to 3.
        low: the smallest element before scaling; elements are whole numbers.
        high: the largest element before scaling.
        scales: each tensor is multiplied by one of them.
        strided: whether its memory may be other than contiguous.
        distinct: whether all elements differ.
    """
    return _Tensors(axes, leading, low, high, scales, strided, distinct)


def vectors(n: Axis, **how: Any) -> Input:
    """Return an input of shape (n,). See `tensors` for `how`."""
    return tensors(n, **how)


def matrices(rows: Axis, columns: Axis, **how: Any) -> Input:
    """Return an input of shape (rows, columns). See `tensors` for `how`."""
    return tensors(rows, columns, **how)


@dataclass(frozen=True)
class _Labels(Input):
    has_tensors = True

    n: Axis
    classes: Axis

    def dims(self) -> tuple[Dim, ...]:
        return tuple(_as_dim(a) for a in (self.n, self.classes) if not isinstance(a, int))

    def value(self, draw: Draw, sizes: Mapping[str, int]) -> Value:
        n, classes = (
            a if isinstance(a, int) else sizes[_as_dim(a).name] for a in (self.n, self.classes)
        )
        return to_data(torch.tensor(_numbers(draw, n, 0, classes - 1), dtype=torch.int64))


def labels(n: Axis, classes: Axis) -> Input:
    """Return an input of n class indices below `classes`, int64."""
    return _Labels(n, classes)


@dataclass(frozen=True)
class _Size(Input):
    size: Dim

    def dims(self) -> tuple[Dim, ...]:
        return (self.size,)

    def value(self, draw: Draw, sizes: Mapping[str, int]) -> Value:
        return sizes[self.size.name]


def size(of: str | Dim) -> Input:
    """Return an input that is a named size itself, a Python int."""
    return _Size(_as_dim(of))


@dataclass(frozen=True)
class _Drawn(Input):
    kind: str
    arguments: tuple[Any, ...]

    @property
    def is_choice(self) -> bool:  # type: ignore[override]
        return self.kind == "choice"

    def value(self, draw: Draw, sizes: Mapping[str, int]) -> Value:
        from hypothesis import strategies as st

        if self.kind == "choice":
            return to_data(draw(st.sampled_from(self.arguments)))
        low, high = self.arguments
        return to_data(draw(st.integers(low, high)))


def choice(*values: Any) -> Input:
    """Return an input that is one of `values`; the first is the simplest."""
    return _Drawn("choice", values)


def flags() -> Input:
    """Return an input that is False or True."""
    return choice(False, True)


def integers(low: int, high: int) -> Input:
    """Return an input that is a Python int from `low` to `high`, inclusive."""
    return _Drawn("integers", (low, high))


_VOCABULARY = ("good", "bad", "fine", "dull", "happy", "sad", "great", "poor")


@dataclass(frozen=True)
class _Words(Input):
    n: Dim

    def dims(self) -> tuple[Dim, ...]:
        return (self.n,)

    def value(self, draw: Draw, sizes: Mapping[str, int]) -> Value:
        indices = _numbers(draw, sizes[self.n.name], 0, len(_VOCABULARY) - 1)
        return to_data([_VOCABULARY[index] for index in indices])


def words(n: str | Dim) -> Input:
    """Return an input that is a list of n short words."""
    return _Words(_as_dim(n))


@dataclass(frozen=True)
class _WholeNumbers(Input):
    n: Dim
    low: int
    high: int

    def dims(self) -> tuple[Dim, ...]:
        return (self.n,)

    def value(self, draw: Draw, sizes: Mapping[str, int]) -> Value:
        return to_data(_numbers(draw, sizes[self.n.name], self.low, self.high))


def whole_numbers(n: str | Dim, low: int = 0, high: int = 9) -> Input:
    """Return an input that is a list of n Python ints."""
    return _WholeNumbers(_as_dim(n), low, high)


def _as_dim(axis: str | Dim | int) -> Dim:
    assert not isinstance(axis, int)
    return axis if isinstance(axis, Dim) else Dim(axis)


def inputs_strategy(
    inputs: Mapping[str, Input], *, realistic: bool = False
) -> SearchStrategy[dict[str, Value]]:
    """Return the strategy for a whole example: the named sizes first, then every input in order.

    Two inputs may name the same size with other bounds; the narrowest hold. If it is to be `realistic`, sizes
    whose upper bound nobody has set are `REALISTIC_SIZE`, and others as large as they may be.
    """
    from hypothesis import strategies as st

    bounds: dict[str, tuple[int, int]] = {}
    for one in inputs.values():
        for d in one.dims():
            low, high = bounds.get(d.name, (d.least, d.most))
            bounds[d.name] = max(low, d.least), min(high, d.most)
    if realistic:
        for name, (_, high) in bounds.items():
            size = REALISTIC_SIZE if high == Dim("").most else high
            bounds[name] = size, size

    @st.composite
    def build(draw: Any) -> dict[str, Value]:
        sizes = {name: draw(st.integers(low, high)) for name, (low, high) in bounds.items()}
        return {name: one.value(draw, sizes) for name, one in inputs.items()}

    return build()
