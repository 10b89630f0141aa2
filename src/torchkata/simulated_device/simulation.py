"""A simulated device put in force: `SimulatedDevice`, and what stands in for parts of PyTorch meanwhile.

The simulation reaches other threads and the code that a backward pass calls because starting a thread and
running the engine are among those parts. All is undone on leaving, also by an exception.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, NoReturn, Self

import torch
import torch._tensor_str
import torch.utils._device
from torch import Tensor
from torch.autograd.graph import saved_tensors_hooks
from torch.utils import _python_dispatch

from .calls import Calls
from .locations import (
    CPU,
    Machine,
    NotSimulated,
    Transfer,
    active_machine,
    location,
    place_storage,
    storage_location,
)
from .operations import Operations


class SimulatedDevice:
    """Simulates a GPU while it is active.

        with SimulatedDevice("cuda:1") as device:
            model = Model().to(device.device)
        device.transfers  # [Transfer(source=cpu, destination=cuda:1, shape=(3, 4)), ...]

    The machine has two such devices, or as many as the index demands. After leaving, tensors that were on them
    are CPU tensors; entering the same object again brings them back.

    Args:
        device: "cuda" or "xpu", with an index or without.

    Raises:
        ValueError: for devices of other types.
        NotSimulated: on entering, while a device is being simulated.
    """

    def __init__(self, device: str | torch.device = "cuda:1") -> None:
        asked = torch.device(device)
        if asked.type not in ("cuda", "xpu"):
            raise ValueError(f"Devices of type cuda and xpu can be simulated, not {asked.type}.")
        index = asked.index or 0
        self.device = torch.device(asked.type, index)
        self._machine = Machine(asked.type, count=max(2, index + 1))
        self._undo = contextlib.ExitStack()

    @property
    def transfers(self) -> list[Transfer]:
        """The tensors that were copied from one device to another, in order.

        Gradients that follow them back, and checkpoints that are loaded, are not among them.
        """
        return self._machine.transfers

    @property
    def synchronisations(self) -> int:
        """How often values were read from a device: `item`, `tolist`, `bool`, `torch.equal` and the like."""
        return self._machine.synchronisations

    def __enter__(self) -> Self:
        if (other := active_machine()) is not None:
            raise NotSimulated(
                f"Simulated devices cannot be nested: leave the one of type {other.type} first. One "
                "machine has several, such as cuda:0 and cuda:1."
            )
        self._undo.enter_context(_simulating(self._machine))
        return self

    def __exit__(
        self,
        type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._undo.close()

    def __repr__(self) -> str:
        return f"SimulatedDevice('{self.device}')"


@contextlib.contextmanager
def _simulating(machine: Machine) -> Iterator[None]:
    default_device = torch.utils._device.CURRENT_DEVICE
    threads = _Threads(machine)
    machine.start()
    try:
        with contextlib.ExitStack() as undo:
            for owner, stand_ins in _stand_ins(machine, threads):
                undo.enter_context(_standing_in(owner, stand_ins))
            undo.enter_context(threads.first())
            yield
    finally:
        machine.stop()
        if default_device != torch.utils._device.CURRENT_DEVICE:
            torch.set_default_device(default_device)


class _Threads:
    """The modes of each thread that takes part: PyTorch keeps them, and needs them, apart."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._own = threading.local()

    @contextlib.contextmanager
    def first(self) -> Iterator[None]:
        """Put the simulation in force in the thread that starts it."""
        operations = Operations(self._machine)
        self._own.calls = Calls(self._machine, operations)
        with operations, self._own.calls:
            yield

    @contextlib.contextmanager
    def another(self) -> Iterator[None]:
        """Put it in force in a thread that may well outlive it.

        Entering a dispatch mode as usual would change a variable of the whole process, which PyTorch restores
        rightly only if modes are left in reverse order.
        """
        operations = Operations(self._machine)
        self._own.calls = Calls(self._machine, operations)
        _python_dispatch._push_mode(operations)
        try:
            with self._own.calls:
                yield
        finally:
            _python_dispatch._pop_mode()

    def resumed(self, start: object) -> contextlib.AbstractContextManager[None]:
        """Return `Calls.resumed` of the current thread, which need not take part."""
        calls: Calls | None = getattr(self._own, "calls", None)
        return contextlib.nullcontext() if calls is None else calls.resumed(start)


# What stands in for parts of PyTorch ---------------------------------------------------------------

_StandIns = Mapping[str, Any]


@contextlib.contextmanager
def _standing_in(owner: Any, stand_ins: _StandIns) -> Iterator[None]:
    """Replace those attributes of a module or class that this version of PyTorch has."""
    replaced = {name: getattr(owner, name) for name in stand_ins if hasattr(owner, name)}
    try:
        for name in replaced:
            setattr(owner, name, stand_ins[name])
        yield
    finally:
        for name, original in replaced.items():
            setattr(owner, name, original)


def _stand_ins(machine: Machine, threads: _Threads) -> list[tuple[Any, _StandIns]]:
    """Return modules and classes with what replaces their attributes."""
    return [
        (torch.get_device_module(machine.type), _device_module(machine)),
        (torch.accelerator, _accelerator(machine)),
        (torch.backends.cudnn, {"is_acceptable": lambda tensor: False}),
        (torch, {"Generator": _Generator, "set_rng_state": _set_rng_state}),
        (torch.random, {"set_rng_state": _set_rng_state}),
        (torch.autocast, {"__enter__": _autocast(machine, torch.autocast.__enter__)}),
        (torch.autograd, {"_engine_run_backward": _engine(threads)}),
        (saved_tensors_hooks, {"__init__": _hooks(threads, saved_tensors_hooks.__init__)}),
        (torch._C, {"_group_tensors_by_device_and_dtype": _grouped}),
        (torch._tensor_str, {"_tensor_str": _numbers(torch._tensor_str._tensor_str)}),
        (threading.Thread, {"start": _start(threads, threading.Thread.start)}),
    ]


def _device_module(machine: Machine) -> _StandIns:
    """Return what `torch.cuda` or `torch.xpu` says of the simulated machine.

    Its devices draw random numbers from the generator of the CPU, so that results are those of the CPU.
    """
    generator = torch.default_generator

    def seed_with(seed: int) -> None:
        generator.manual_seed(seed)

    def seed() -> None:
        generator.seed()

    def get_state(device: object = None) -> Tensor:
        return generator.get_state()

    def set_state(state: Tensor, device: object = None) -> None:
        generator.set_state(state)

    def set_all_states(states: list[Tensor]) -> None:
        generator.set_state(states[0])

    return {
        "is_available": lambda: True,
        "device_count": lambda: machine.count,
        "current_device": lambda: machine.current,
        "set_device": machine.set_current,
        "synchronize": lambda device=None: None,
        "get_device_name": lambda device=None: f"Simulated {machine.type} device",
        "is_current_stream_capturing": lambda: False,
        "manual_seed": seed_with,
        "manual_seed_all": seed_with,
        "seed": seed,
        "seed_all": seed,
        "initial_seed": generator.initial_seed,
        "get_rng_state": get_state,
        "get_rng_state_all": lambda: [generator.get_state()] * machine.count,
        "set_rng_state": set_state,
        "set_rng_state_all": set_all_states,
        "_lazy_init": _refuse,
        **dict.fromkeys(("Stream", "Event", "device"), _Hardware),
    }


def _accelerator(machine: Machine) -> _StandIns:
    """Return what `torch.accelerator` says of the simulated machine."""
    return {
        "is_available": lambda: True,
        "device_count": lambda: machine.count,
        "current_accelerator": lambda check_available=False: torch.device(machine.type),
        "current_device_index": lambda: machine.current,
        "current_device_idx": lambda: machine.current,
        "set_device_index": machine.set_current,
        "set_device_idx": machine.set_current,
        "synchronize": lambda device=None: None,
        "current_stream": lambda device=None: _Stream(),
    }


def _refuse(*args: object, **kwargs: object) -> NoReturn:
    raise NotSimulated(
        "The simulated device has no streams, events, memory or properties of its own, and "
        "`with torch.cuda.device(...)` does not select it: name it where tensors are made or moved."
    )


class _Hardware:
    """Stands for the classes of streams, events and selected devices."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        _refuse()


class _Stream:
    """Stands for the stream of work that optimizers ask whether it is being recorded."""

    def is_capturing(self) -> bool:
        return False

    def __getattr__(self, name: str) -> NoReturn:
        _refuse()


def _set_rng_state(state: Tensor) -> None:
    """Set the state of the CPU's generator, which does not look for it on another device."""
    if location(state) != CPU:
        raise TypeError("RNG state must be a torch.ByteTensor")
    torch.default_generator.set_state(state)


class _KindOfGenerator(type(torch.Generator)):  # type: ignore[misc]
    """Lets all generators be instances of the class that stands in for theirs."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, torch._C.Generator)


class _Generator(torch.Generator, metaclass=_KindOfGenerator):
    """A generator of random numbers that may be on a simulated device, and that draws what the CPU's does."""

    _machine: Machine
    _place: torch.device

    def __new__(cls, device: Any = CPU) -> Any:
        machine = active_machine()
        place = None if machine is None else machine.resolve(device)
        if machine is None or place is None or place == CPU:
            return torch._C.Generator(device)
        generator = super().__new__(cls, CPU)  # type: ignore[call-arg]
        generator._machine, generator._place = machine, place
        return generator

    @property
    def device(self) -> torch.device:  # type: ignore[override]
        """The device whose tensors it fills."""
        return self._place if self._machine.active else CPU


def _autocast(machine: Machine, enter: Callable[..., Any]) -> Callable[..., Any]:
    """Return an `autocast.__enter__` that refuses: results would silently keep their dtype."""

    def enter_autocast(context: Any) -> Any:
        if context.device == machine.type and context._enabled:
            raise NotSimulated(
                "The simulated device has no autocast, since mixed precision is made of its kernels: run "
                "this code without it, or on the CPU with torch.autocast('cpu')."
            )
        return enter(context)

    return enter_autocast


def _engine(threads: _Threads) -> Callable[..., Any]:
    """Return a backward pass in which hooks, custom functions and checkpoints see the simulation."""
    original = torch.autograd._engine_run_backward

    def run_backward(roots: Any, *args: Any, **kwargs: Any) -> Any:
        with threads.resumed(roots):
            return original(roots, *args, **kwargs)

    return run_backward


def _hooks(threads: _Threads, init: Callable[..., None]) -> Callable[..., None]:
    """Return an initialiser of saved-tensor hooks that see the simulation while a tensor is packed.

    They do while one is unpacked, since that is in a backward pass.
    """

    def init_hooks(
        hooks: Any, pack_hook: Callable[[Tensor], Any], unpack_hook: Callable[[Any], Any]
    ) -> None:
        def pack(tensor: Tensor) -> Any:
            with threads.resumed(tensor):
                return pack_hook(tensor)

        init(hooks, pack, unpack_hook)

    return init_hooks


def _grouped(
    lists: list[list[Tensor | None]], with_indices: bool = False
) -> dict[tuple[torch.device, torch.dtype], tuple[list[list[Tensor | None]], list[int]]]:
    """Split lists of tensors by the devices and dtypes of those in the first one, as optimizers need it."""
    groups: dict[tuple[torch.device, torch.dtype], list[int]] = {}
    for i, tensor in enumerate(lists[0]):
        assert tensor is not None
        groups.setdefault((location(tensor), tensor.dtype), []).append(i)
    return {
        key: (
            [[some[i] for i in own] if some else [] for some in lists],
            own if with_indices else [],
        )
        for key, own in groups.items()
    }


def _numbers(write: Callable[..., str]) -> Callable[..., str]:
    """Return what writes a tensor's elements: those are where the real tensor is, and a mode would cost four times as much."""

    def write_numbers(tensor: Tensor, *args: Any) -> str:
        with torch._C.DisableTorchFunction():
            return write(tensor, *args)

    return write_numbers


def _start(threads: _Threads, start: Callable[..., None]) -> Callable[..., None]:
    """Return a `Thread.start` whose thread takes part in the simulation."""

    def start_simulated(thread: threading.Thread) -> None:
        run = thread.run

        def run_simulated() -> None:
            del thread.run  # so that the thread does not keep itself alive
            with threads.another():
                run()

        thread.run = run_simulated  # type: ignore[method-assign]
        start(thread)

    return start_simulated


# Checkpoints ---------------------------------------------------------------------------------------


def _location_to_save(storage: Any) -> str | None:
    place = storage_location(_untyped(storage))
    return None if place is None else str(place)


def _load_onto(storage: Any, location: str) -> Any:
    """Put a loaded storage on the simulated device; leave other devices, and refusals, to PyTorch."""
    machine = active_machine()
    if machine is None or location.partition(":")[0] != machine.type:
        return None
    device = torch.device(location)
    if device.index is not None and device.index >= machine.count:
        return None
    place_storage(_untyped(storage), machine.resolve(device) or CPU)
    return storage


def _untyped(storage: Any) -> torch.UntypedStorage:
    return getattr(storage, "_untyped_storage", storage)


# Asked before PyTorch's own, which begin at 10. While nothing is simulated they have no answer.
torch.serialization.register_package(7, _location_to_save, _load_onto)
