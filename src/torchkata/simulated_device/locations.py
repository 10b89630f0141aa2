"""Where each tensor is said to be, and the machine that has such places.

The pretended device is an attribute of a tensor's storage: views, detached tensors, `.data`, parameters and what
autograd saves share the storage, hence the place. The attribute names the machine too, so that outside its
simulation, and in a later one, a tensor is what it really is: on the CPU.

This module does not know which operations are allowed.
"""

import os
from collections.abc import Iterable
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.autograd import forward_ad

CPU = torch.device("cpu")

_MARK = "_simulated_location"


class NotSimulated(RuntimeError):
    """The simulation cannot do what was asked for; it says nothing about whether the code is right."""


class Transfer(NamedTuple):
    """One tensor's way from a device to another."""

    source: torch.device
    destination: torch.device
    shape: tuple[int, ...]


class Machine:
    """A pretended machine with several devices of one type, and notes of what was done with them."""

    def __init__(self, type: str, count: int) -> None:
        self.type = type
        self.count = count
        self.current = 0
        self.transfers: list[Transfer] = []
        self.synchronisations = 0
        self._process: int | None = None

    @property
    def active(self) -> bool:
        """Whether this machine is being simulated."""
        return _active is self

    def start(self) -> None:
        """Let tensors be on this machine."""
        global _active
        _active = self
        self.current = 0
        self._process = os.getpid()

    def stop(self) -> None:
        """Let every tensor be where it really is."""
        global _active
        _active = None

    def has(self, device: torch.device) -> bool:
        """Return whether `device` is one of the simulated ones."""
        return device.type == self.type

    def resolve(self, device: Any) -> torch.device | None:
        """Return the device that is meant, as tensors report it; None for types that this machine lacks.

        Raises:
            RuntimeError: as PyTorch does for an index that is too high, and in forked processes.
        """
        named = torch.device(self.type, device) if isinstance(device, int) else torch.device(device)
        if named.type == "cpu":
            return CPU
        if not self.has(named):
            return None
        index = self.current if named.index is None else named.index
        if index >= self.count:
            raise RuntimeError(
                f"{self.type.upper()} error: invalid device ordinal "
                f"({named} was asked for, and there are {self.count} devices)"
            )
        if os.getpid() != self._process:
            raise RuntimeError(
                f"Cannot re-initialize {self.type.upper()} in forked subprocess. To use "
                f"{self.type.upper()} with multiprocessing, you must use the 'spawn' start method"
            )
        return torch.device(self.type, index)

    def set_current(self, device: Any) -> None:
        """Choose the device that a name without an index stands for."""
        if (chosen := self.resolve(device)) is not None and chosen.index is not None:
            self.current = chosen.index

    def note_transfer(self, tensor: Tensor, destination: torch.device) -> None:
        """Note that `tensor` is about to be copied to another device."""
        self.transfers.append(Transfer(location(tensor), destination, tuple(tensor.shape)))

    def transfer(self, tensor: Tensor, destination: torch.device) -> Tensor:
        """Return `tensor` on `destination`, and note it; the tensor itself where it is there already."""
        if location(tensor) == destination:
            return tensor
        self.note_transfer(tensor, destination)
        return copy_to(tensor, destination)


_active: Machine | None = None


def active_machine() -> Machine | None:
    """Return the machine that is being simulated."""
    return _active


def tensors_in(value: object) -> list[Tensor]:
    """Return the tensors in nested lists, tuples and dictionaries."""
    found: list[Tensor] = []
    _collect_tensors(value, found)
    return found


def _collect_tensors(value: object, found: list[Tensor]) -> None:
    # This runs twice for each operation: hence one list, and no generator.
    if isinstance(value, Tensor):
        found.append(value)
    elif isinstance(value, list | tuple):
        for item in value:
            _collect_tensors(item, found)
    elif isinstance(value, dict):
        for item in value.values():
            _collect_tensors(item, found)


def location(tensor: Tensor) -> torch.device:
    """Return the device on which the tensor is."""
    with torch._C.DisableTorchFunction():  # the question is about the real tensor
        return _location(tensor)


def locations(tensors: Iterable[Tensor]) -> list[torch.device]:
    """Return the device of each tensor."""
    with torch._C.DisableTorchFunction():
        return [_location(tensor) for tensor in tensors]


def _location(tensor: Tensor) -> torch.device:
    try:
        simulated = storage_location(tensor.untyped_storage())
    except NotImplementedError:  # sparse tensors and those of function transforms have no storage
        return _location(_unwrapped(tensor)) if _is_wrapped(tensor) else tensor.device
    if simulated is not None:
        return simulated
    return CPU if tensor.is_cpu else tensor.device


def place(tensor: Tensor, device: torch.device) -> None:
    """Say that the tensor, and whatever shares its storage, is on `device`.

    Raises:
        NotSimulated: for a tensor that has no storage of its own, such as a sparse one.
    """
    with torch._C.DisableTorchFunction():
        while _is_wrapped(tensor):
            tensor = _unwrapped(tensor)
        try:
            place_storage(tensor.untyped_storage(), device)
        except NotImplementedError:
            if device != CPU:
                raise NotSimulated(
                    f"Tensors of layout {tensor.layout} cannot be on the simulated device, which holds "
                    "dense tensors only: use a dense tensor here, or keep this one on the CPU."
                ) from None


def place_storage(storage: torch.UntypedStorage, device: torch.device) -> None:
    """Say that all tensors with this storage are on `device`."""
    setattr(storage, _MARK, None if device == CPU else (_active, device))


def storage_location(storage: torch.UntypedStorage) -> torch.device | None:
    """Return the simulated device of a storage, if it is on one."""
    mark = getattr(storage, _MARK, None)
    return mark[1] if mark is not None and mark[0] is _active else None


def _is_wrapped(tensor: Tensor) -> bool:
    return torch._C._functorch.is_functorch_wrapped_tensor(tensor)


def _unwrapped(tensor: Tensor) -> Tensor:
    """Return what a tensor inside `torch.func.vmap`, `grad` and the like wraps."""
    return torch._C._functorch.get_unwrapped(tensor)


def copy_to(tensor: Tensor, destination: torch.device) -> Tensor:
    """Return a copy of `tensor` on `destination`, whose gradient goes back to where the tensor is."""
    if not _is_differentiated(tensor):
        return _copied(tensor, destination)
    copy: Tensor = _Copy.apply(tensor, destination)
    return copy


def _is_differentiated(tensor: Tensor) -> bool:
    """Return whether a copy of the tensor may have to pass derivatives on, backward or forward."""
    with torch._C.DisableTorchFunction():
        if tensor.requires_grad and torch.is_grad_enabled():
            return True
    return forward_ad._current_level >= 0 or _is_wrapped(tensor)


def _copied(tensor: Tensor, destination: torch.device) -> Tensor:
    copy = tensor.clone()
    place(copy, destination)
    return copy.detach()  # an operation on the destination, which what follows goes by


class _Copy(torch.autograd.Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(tensor: Tensor, destination: torch.device) -> Tensor:
        return _copied(tensor, destination)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Tensor, torch.device], output: Tensor) -> None:
        ctx.source, ctx.destination = location(inputs[0]), inputs[1]
        ctx.set_materialize_grads(False)  # where no gradient comes, none goes

    @staticmethod
    def backward(ctx: Any, gradient: Tensor | None) -> tuple[Tensor | None, None]:
        return None if gradient is None else copy_to(gradient, ctx.source), None

    @staticmethod
    def jvp(ctx: Any, tangent: Tensor, _: None) -> Tensor:
        return copy_to(tangent, ctx.destination)
