"""What code asks for by name: where a tensor is, a tensor's copy elsewhere, new tensors on a device.

`Calls` is a `TorchFunctionMode`: it sees torch functions and Tensor methods as they are called, before autograd.
What concerns devices it answers itself, all else it runs. PyTorch, which may be built for the CPU alone, never
gets to see the name of a simulated device.
"""

import contextlib
import functools
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

import torch
import torch._tensor_str
import torch.utils._device
from torch import Tensor
from torch.nn.functional import ctc_loss
from torch.nn.parameter import is_lazy
from torch.overrides import TorchFunctionMode

from .locations import CPU, Machine, copy_to, location, locations, place, tensors_in
from .operations import Operations


class Calls(TorchFunctionMode):
    """While active, answers for the simulated machine what the code of one thread asks.

    PyTorch suspends the mode while it runs: what torch functions call on their way is not seen here.
    """

    def __init__(self, machine: Machine, operations: Operations) -> None:
        super().__init__()
        self._machine = machine
        self._operations = operations
        self._suspended = False
        self._answers = self._all_answers()

    def _all_answers(self) -> dict[Any, Callable[..., Any]]:
        """Return what is called in place of a torch function, with the same arguments."""
        return {
            _getter("device"): location,
            _getter("is_cpu"): lambda tensor: location(tensor) == CPU,
            _getter("is_cuda"): lambda tensor: location(tensor).type == "cuda",
            _getter("is_xpu"): lambda tensor: location(tensor).type == "xpu",
            Tensor.get_device: _index_of_device,
            Tensor.type: self._type,
            Tensor.__repr__: self._repr,
            Tensor.to: self._to,
            Tensor.cpu: self._cpu,
            getattr(Tensor, self._machine.type): self._to_the_accelerator,
            Tensor.type_as: self._to,
            Tensor.pin_memory: self._pin_memory,
            Tensor.numpy: self._numpy,
            Tensor.__array__: self._array,
            Tensor.tolist: self._tolist,
            Tensor.apply_: functools.partial(self._python_function, Tensor.apply_),
            Tensor.map_: functools.partial(self._python_function, Tensor.map_),
            _setter("grad"): self._set_gradient,
            Tensor.new_tensor: self._new_tensor,
            torch.tensor: self._tensor,
            torch.as_tensor: lambda data, **how: self._as_tensor(torch.as_tensor, data, **how),
            torch.asarray: lambda obj, **how: self._as_tensor(torch.asarray, obj, **how),
            torch._pad_packed_sequence: self._pad_packed_sequence,
            ctc_loss: self._ctc_loss,
            torch._C._nn._parse_to: _parse_to,
        }

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Answer, or run the function."""
        kwargs = kwargs or {}
        if not self._machine.active:
            return func(*args, **kwargs)
        if (answer := self._answers.get(func)) is not None:
            return answer(*args, **kwargs)
        if "device" in kwargs or func in _constructors():
            return self._make(func, *args, **kwargs)
        return self._run(func, *args, **kwargs)

    # Running ---------------------------------------------------------------------------------------

    def _run(self, func: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Run a function whose own new tensors are beside its arguments."""
        values = (*args, *kwargs.values()) if kwargs else args
        tensors = [value for value in values if isinstance(value, Tensor)] or tensors_in(values)
        places = locations(tensors)
        simulated = next(filter(self._machine.has, places), None)
        if simulated is None:
            return self._run_at(CPU, func, *args, **kwargs)
        if places.count(simulated) < len(places) and not isinstance(func, FunctionType):
            args = _with_gradients_coming_home(func, args, simulated)
        return self._run_at(simulated, func, *args, **kwargs)

    def _run_at(
        self, birthplace: torch.device, func: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Any:
        """Run a function, for which PyTorch suspends this mode; its new tensors are at `birthplace`."""
        if (generator := kwargs.get("generator")) is not None:
            _check_generator(generator, birthplace)
        operations = self._operations
        outer = operations.birthplace, self._suspended
        operations.birthplace, self._suspended = birthplace, True
        try:
            return func(*args, **kwargs)
        finally:
            operations.birthplace, self._suspended = outer

    @contextlib.contextmanager
    def resumed(self, start: object) -> Iterator[None]:
        """Let this mode see calls again inside a function for which PyTorch suspends it.

        A backward pass is such a function: hooks, custom functions and checkpoints call a learner's code in it.
        The tensors in `start` are those that it begins with.
        """
        operations = self._operations
        outer = operations.birthplace, self._suspended
        operations.birthplace = None
        operations.latest = next(iter(locations(tensors_in(start))), CPU)
        try:
            with self if self._suspended else contextlib.nullcontext():
                self._suspended = False
                yield
        finally:
            operations.birthplace, self._suspended = outer

    # Moving ----------------------------------------------------------------------------------------

    def _to(self, tensor: Tensor, /, *args: Any, **kwargs: Any) -> Tensor:
        """Convert on the spot, then move: whatever else `Tensor.to` was asked for is its own business."""
        asked = kwargs.get("device")
        first = args[0] if args else kwargs.get("tensor")
        if isinstance(first, Tensor):
            asked = location(first)
        elif isinstance(first, str | torch.device | int) and not isinstance(first, bool):
            asked = first
        destination = None if asked is None else self._machine.resolve(asked)
        if destination is None:
            return self._run(Tensor.to, tensor, *args, **kwargs)
        if "device" in kwargs:
            kwargs["device"] = CPU
        elif not isinstance(first, Tensor):
            args = (CPU, *args[1:])
        converted: Tensor = self._run(Tensor.to, tensor, *args, **kwargs)
        if is_lazy(converted):  # it has no elements yet, but they will be there
            place(converted, destination)
            return converted
        return self._machine.transfer(converted, destination)

    def _cpu(self, tensor: Tensor, **kwargs: Any) -> Tensor:
        return self._to(tensor, CPU, **kwargs)

    def _to_the_accelerator(
        self, tensor: Tensor, device: Any = None, non_blocking: bool = False, **kwargs: Any
    ) -> Tensor:
        return self._to(tensor, self._machine.type if device is None else device, **kwargs)

    def _pin_memory(self, tensor: Tensor, device: Any = None) -> Tensor:
        if self._machine.has(location(tensor)):
            raise RuntimeError(
                f"cannot pin '{self._type(tensor)}' only dense CPU tensors can be pinned"
            )
        return tensor.clone()

    # Making ----------------------------------------------------------------------------------------

    def _make(self, func: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Run a function that takes a device and gives new tensors."""
        asked = _asked(func, kwargs)
        if asked is None and not _makes_from_nothing(func):
            return self._run(func, *args, **kwargs)
        destination = CPU if asked is None else self._machine.resolve(asked)
        if destination is None:
            return self._run(func, *args, **kwargs)
        if asked is not None:
            kwargs["device"] = CPU
        made = self._run_at(destination, func, *args, **kwargs)
        for tensor in tensors_in([made]):
            place(tensor, destination)
        return made

    def _tensor(self, data: Any, **kwargs: Any) -> Tensor:
        """Copy Python values, or a tensor, whose device is the default."""
        asked = _asked(torch.tensor, kwargs)
        if asked is None:
            asked = location(data) if isinstance(data, Tensor) else CPU
        made: Tensor = self._make(torch.tensor, data, **{**kwargs, "device": asked})
        if isinstance(data, Tensor) and location(data) != location(made):
            self._machine.note_transfer(data, location(made))
        return made

    def _new_tensor(self, tensor: Tensor, data: Any, **kwargs: Any) -> Tensor:
        given = {name: value for name, value in kwargs.items() if value is not None}
        return self._tensor(data, **{"dtype": tensor.dtype, "device": location(tensor), **given})

    def _as_tensor(self, func: Callable[..., Tensor], data: Any, **kwargs: Any) -> Tensor:
        """Take data as they are, or bring them to a device: memory is shared on the CPU alone."""
        asked = _asked(func, kwargs)
        destination = None if asked is None else self._machine.resolve(asked)
        if destination is not None:
            kwargs["device"] = CPU
        made: Tensor = self._run_at(CPU, func, data, **kwargs)
        if destination is None:
            return made
        if isinstance(data, Tensor):
            return self._machine.transfer(made, destination)
        return made if destination == CPU else copy_to(made, destination)

    # Lengths of sequences, which PyTorch keeps on the CPU ------------------------------------------

    def _pad_packed_sequence(self, *args: Any) -> tuple[Tensor, Tensor]:
        padded, lengths = self._run(torch._pad_packed_sequence, *args)
        place(lengths, CPU)
        return padded, lengths

    def _ctc_loss(
        self,
        log_probs: Tensor,
        targets: Tensor,
        input_lengths: Any,
        target_lengths: Any,
        *args: Any,
        **kwargs: Any,
    ) -> Tensor:
        lengths = (
            given.tolist() if isinstance(given, Tensor) else given
            for given in (input_lengths, target_lengths)
        )
        loss: Tensor = self._run(ctc_loss, log_probs, targets, *lengths, *args, **kwargs)
        return loss

    # Reading ---------------------------------------------------------------------------------------

    def _numpy(self, tensor: Tensor, *, force: bool = False) -> Any:
        if force:
            tensor = self._machine.transfer(tensor.detach(), CPU)
        if self._machine.has(location(tensor)):
            raise _no_array(tensor)
        return tensor.numpy(force=force)

    def _array(self, tensor: Tensor, *args: Any, **kwargs: Any) -> Any:
        if self._machine.has(location(tensor)):
            raise _no_array(tensor)
        return tensor.__array__(*args, **kwargs)

    def _tolist(self, tensor: Tensor) -> Any:
        self._machine.synchronisations += self._machine.has(location(tensor))
        return tensor.tolist()

    def _python_function(self, method: Callable[..., Tensor], *args: Any) -> Tensor:
        if any(self._machine.has(place) for place in locations(tensors_in(args))):
            raise TypeError(f"{method.__name__} is only implemented on CPU tensors")
        return self._run(method, *args)

    def _type(self, tensor: Tensor, *args: Any, **kwargs: Any) -> Any:
        answer = self._run(Tensor.type, tensor, *args, **kwargs)
        if isinstance(answer, str) and self._machine.has(location(tensor)):
            return answer.replace("torch.", f"torch.{self._machine.type}.")
        return answer

    def _repr(self, tensor: Tensor, *, tensor_contents: Any = None) -> str:
        with self:  # so that the device is told
            return torch._tensor_str._str(tensor, tensor_contents=tensor_contents)

    def _set_gradient(self, tensor: Tensor, gradient: Tensor | None) -> None:
        if gradient is not None and location(gradient) != location(tensor):
            raise RuntimeError(
                f"attempting to assign a gradient with device type '{location(gradient)}' to a tensor "
                f"with device type '{location(tensor)}'. Please ensure that the gradient and the tensor "
                "are on the same device"
            )
        tensor.grad = gradient


def _parse_to(*args: Any, **kwargs: Any) -> Any:
    """Read what `Module.to` was given, which may be a tensor to go to."""
    device, *rest = torch._C._nn._parse_to(*args, **kwargs)
    for tensor in tensors_in((*args, *kwargs.values())):
        device = location(tensor)
    return device, *rest


def _asked(func: Callable[..., Any], kwargs: dict[str, Any]) -> Any:
    """Return the device that a function was asked for, be it by `torch.set_default_device`."""
    if kwargs.get("device") is None and func in _constructors():
        return torch.utils._device.CURRENT_DEVICE
    return kwargs.get("device")


def _constructors() -> set[Callable[..., Any]]:
    """Return the functions whose results are on the default device unless they are asked for another."""
    return torch.utils._device._device_constructors()


def _makes_from_nothing(func: Callable[..., Any]) -> bool:
    """Return whether tensors among the arguments have no say in where the result is."""
    return func in _constructors() and not func.__name__.startswith(("sparse", "nested", "fill"))


def _index_of_device(tensor: Tensor) -> int:
    place = location(tensor)
    return -1 if place.index is None else place.index


def _check_generator(generator: torch.Generator, destination: torch.device) -> None:
    if generator.device.type != destination.type:
        raise RuntimeError(
            f"Expected a '{destination.type}' device type for generator but found "
            f"'{generator.device.type}'"
        )


def _no_array(tensor: Tensor) -> TypeError:
    return TypeError(
        f"can't convert {location(tensor)} device type tensor to numpy. Use Tensor.cpu() to copy the "
        "tensor to host memory first."
    )


def _with_gradients_coming_home(
    func: Callable[..., Any], args: tuple[Any, ...], common: torch.device
) -> tuple[Any, ...]:
    """Replace arguments on other devices by copies whose gradients go back to them.

    PyTorch's engine brings gradients to their tensors by looking at real devices.
    """
    name = getattr(func, "__name__", "")
    if name == "__set__" or not torch.is_grad_enabled():
        return args
    in_place = name.endswith("_") and not name.endswith("__")
    written = 1 if in_place or name.startswith(("__i", "__setitem")) else 0
    read = (
        copy_to(value, location(value))
        if isinstance(value, Tensor) and value.requires_grad and location(value) != common
        else value
        for value in args[written:]
    )
    return (*args[:written], *read)


def _getter(name: str) -> Any:
    return getattr(Tensor, name).__get__


def _setter(name: str) -> Any:
    return getattr(Tensor, name).__set__
