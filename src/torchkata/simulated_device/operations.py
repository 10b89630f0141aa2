"""Which tensors an operation may combine, and where its results are.

`Operations` is a `TorchDispatchMode`: it sees what is left below autograd and below the Python and C++ functions
that are made of other operations, so that it is in force in the backward pass and in optimizers as well. The
rules are those of PyTorch's own kernels for accelerators:

- an operation takes tensors of one device;
- an element-wise one also takes one 0-dim CPU tensor, as if it were a number, unless it writes to it;
- copies go between any two devices, and a few arguments have rules of their own.
"""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch._ops import OpOverload
from torch.utils._python_dispatch import TorchDispatchMode

from .locations import CPU, Machine, location, locations, place, tensors_in

_aten = torch.ops.aten

_COPIES = {
    "copy",
    "_foreach_copy",
    "slice_scatter",
    "select_scatter",
    "diagonal_scatter",
    "as_strided_scatter",
}
"""Write one tensor into another one, from any device to any other."""

_INDIFFERENT = {
    "is_same_size",
    "is_set_to",
    "set",
    "resize_as",
    "_has_same_storage_numel",
    "_has_compatible_shallow_copy_type",
    "_nested_view_from_jagged",
}
"""Do not look at elements at all."""

_INDEXING = {"index", "_unsafe_index", "index_put", "_unsafe_index_put", "_index_put_impl"}
"""Take indices, and single values, from the CPU as well."""

_ELEMENT_WISE = {
    "floor_divide",
    "rsub",
    "masked_fill",
    "allclose",
    "dist",
    "mse_loss",
    "smooth_l1_loss",
    "huber_loss",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
}
"""Element-wise operations, and those that begin with one, that PyTorch does not tag as such."""

_READ_ON_THE_CPU = {
    "fill": {"value"},
    "index_fill": {"value"},
    "bernoulli": {"p"},
    "_pack_padded_sequence": {"lengths"},
}
"""Arguments that are read as numbers, wherever they are."""

_BIRTHS = {_aten.lift_fresh.default, _aten.lift_fresh_copy.default}
"""What tensors made of Python values come through, in appearance as its inputs."""

_READS = {_aten._local_scalar_dense.default, _aten.equal.default, _aten.allclose.default}
"""Give a Python value, so that they wait for the device."""


class Operations(TorchDispatchMode):
    """While active, keeps the operations of a thread to the rules and says where their results are.

    `birthplace` is where a result is of which no input tells. It is set around every torch function, so that
    tensors that the function makes on its way are beside its arguments. In a backward pass, which runs no such
    functions, it is None: results are born where the latest operation was.
    """

    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self._machine = machine
        self.birthplace: torch.device | None = CPU
        self.latest = CPU

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Refuse or run the operation."""
        kwargs = kwargs or {}
        if not self._machine.active:
            return func(*args, **kwargs)
        tensors = tensors_in((args, kwargs) if kwargs else args)
        places = locations(tensors)
        if not tensors or func in _BIRTHS:
            destination = self.latest if self.birthplace is None else self.birthplace
        elif places.count(places[0]) == len(places):
            destination = places[0]
        elif _rules(func).one_by_one and len(args[0]) > 1:
            return self._one_by_one(func, types, args, kwargs)
        else:
            destination = self._meeting_place(_rules(func), args, kwargs)
        return self._run(func, args, kwargs, destination)

    def _run(self, func: OpOverload, args: Any, kwargs: Any, destination: torch.device) -> Any:
        if func in _READS and self._machine.has(destination):
            self._machine.synchronisations += 1
        if func is _aten._pack_padded_sequence.default:
            _check_lengths(args[1])
        results = func(*args, **kwargs)
        self.latest = destination
        if self._machine.has(destination):
            on_the_device = results
            if func is _aten._pack_padded_sequence.default:
                on_the_device = results[0]  # the other one, the batch sizes, is always on the CPU
            for tensor in tensors_in(on_the_device):
                if location(tensor) == CPU:
                    place(tensor, destination)
        return results

    def _one_by_one(self, func: OpOverload, types: Any, args: Any, kwargs: Any) -> Any:
        """Run an operation on lists as PyTorch does where they hold tensors of several devices."""
        count = len(args[0])
        results: list[Any] = []
        for i in range(count):
            own = [[a[i]] if isinstance(a, list) and len(a) == count else a for a in args]
            results += self.__torch_dispatch__(func, types, own, kwargs) or []
        return results or None

    def _meeting_place(
        self, rules: "_Rules", args: tuple[object, ...], kwargs: Mapping[str, object]
    ) -> torch.device:
        """Return where tensors of several devices are combined.

        Raises:
            RuntimeError: where PyTorch does.
        """
        given = rules.arguments_of(args, kwargs)
        if rules.operation in _INDIFFERENT:
            return given[0].place
        if rules.operation in _COPIES:
            self._machine.note_transfer(given[1].tensor, given[0].place)
            return given[0].place
        if rules.operation in _INDEXING:
            return _place_of_indexing(rules, given)
        given = [argument for argument in given if argument.name not in rules.read_on_the_cpu]
        if rules.element_wise:
            return _place_of_element_wise(rules, given)
        for argument in given:
            if argument.place != given[0].place:
                raise _mixed(rules, given[0].place, argument)
        return given[0].place


# The rules -----------------------------------------------------------------------------------------


class _Argument(NamedTuple):
    """A tensor among the arguments of an operation; those of a list share its name."""

    name: str
    tensor: Tensor
    place: torch.device


@dataclass(frozen=True)
class _Rules:
    """What is to be known of an operation. `operation` is its name without the `_` of those in place."""

    name: str
    operation: str
    parameters: tuple[str, ...]
    written: frozenset[str]
    element_wise: bool

    @property
    def one_by_one(self) -> bool:
        """Whether it does the same with each element of its lists, independently."""
        return self.operation.startswith("_foreach_")

    @property
    def read_on_the_cpu(self) -> set[str]:
        """The parameters that are read as numbers."""
        return _READ_ON_THE_CPU.get(self.operation, set())

    def arguments_of(
        self, args: tuple[object, ...], kwargs: Mapping[str, object]
    ) -> list[_Argument]:
        """Return the tensors of a call with the names of their parameters."""
        named = [*zip(self.parameters, args, strict=False), *kwargs.items()]
        return [
            _Argument(name, tensor, location(tensor))
            for name, value in named
            for tensor in tensors_in(value)
        ]


@functools.cache
def _rules(func: OpOverload) -> _Rules:
    schema = func._schema
    name = schema.name.rpartition("::")[2]
    operation = name if name.endswith("__") else name.removesuffix("_")
    written = {a.name for a in schema.arguments if a.alias_info and a.alias_info.is_write}
    return _Rules(
        name,
        operation,
        tuple(argument.name for argument in schema.arguments),
        frozenset(written),
        operation in _ELEMENT_WISE
        or operation.startswith("_foreach_")
        or _tagged_pointwise(func, operation),
    )


def _tagged_pointwise(func: OpOverload, operation: str) -> bool:
    """Return whether any variant of the operation has the tag, which some that write lack."""
    if torch.Tag.pointwise in func.tags:
        return True
    family = getattr(getattr(torch.ops, func.namespace), operation, None)
    return family is not None and any(
        torch.Tag.pointwise in getattr(family, overload).tags for overload in family.overloads()
    )


def _place_of_element_wise(rules: _Rules, given: list[_Argument]) -> torch.device:
    common = next((argument.place for argument in given if argument.place != CPU), CPU)
    numbers = 0
    for argument in given:
        if argument.place == common:
            continue
        is_number = argument.place == CPU and argument.tensor.dim() == 0
        if not is_number or argument.name in rules.written:
            raise _mixed(rules, common, argument)
        numbers += 1
    if numbers > 1 and rules.operation != "where":
        raise RuntimeError(
            "Trying to pass too many CPU scalars to non-CPU kernel! "
            f"(in method {rules.name}, which takes one 0-dim CPU tensor at most)"
        )
    return common


def _place_of_indexing(rules: _Rules, given: list[_Argument]) -> torch.device:
    indexed, *rest = given
    for argument in rest:
        if argument.name == "indices":
            if argument.place not in (CPU, indexed.place):
                raise RuntimeError(
                    "indices should be either on cpu or on the same device as the indexed tensor "
                    f"({indexed.place})"
                )
        elif argument.place != indexed.place and argument.tensor.dim() > 0:
            raise _mixed(rules, indexed.place, argument)
    return indexed.place


def _mixed(rules: _Rules, common: torch.device, other: _Argument) -> RuntimeError:
    return RuntimeError(
        f"Expected all tensors to be on the same device, but found at least two devices, {common} "
        f"and {other.place}! (when checking argument for argument {other.name} in method {rules.name})"
    )


def _check_lengths(lengths: Tensor) -> None:
    if (place := location(lengths)) != CPU:
        kind = str(lengths.dtype).removeprefix("torch.").replace("int64", "Long")
        raise RuntimeError(
            "'lengths' argument should be a 1D CPU int64 tensor, but got "
            f"{lengths.dim()}D {place} {kind} tensor"
        )
