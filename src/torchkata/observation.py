"""Run a probe and record what happened, as plain data.

An observation has three parts: what is *compared* (a value or an exception), what is judged by *rule* without
any reference (arguments that changed, a reseeded generator), and *evidence* that is shown and never judged
(prints, warnings). This module knows nothing of references, tolerances, points or where it runs.
"""

import contextlib
import inspect
import io
import random
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import Any

import msgspec
import numpy as np
import torch
from torch import Tensor, nn

from torchkata.devices import in_force
from torchkata.values import CPU, Unknown, Value, printable, show, to_data, to_object

PRINT_LIMIT = 2_000
"""Characters of a learner's printing that are kept."""

TYPES_LIMIT = 20
"""Classes of an exception's ancestry that are kept, the nearest first."""

MESSAGE_LIMIT = 500
"""Characters of an exception's message that are kept."""


class Frame(msgspec.Struct, frozen=True):
    """One line of the learner's own code in a traceback."""

    file: str
    line: int
    function: str
    text: str


class Raised(msgspec.Struct, frozen=True):
    """An exception: the names of its class and base classes, its message, the learner's frames."""

    types: tuple[str, ...]
    message: str
    frames: tuple[Frame, ...] = ()


class Observation(msgspec.Struct, frozen=True):
    """What one run of a probe gave. See the module's first paragraph for the three parts."""

    value: Value = None
    raised: Raised | None = None
    changed: tuple[str, ...] = ()
    reseeded: bool = False
    printed: str = ""
    warned: tuple[str, ...] = ()
    call: str = ""

    def compared(self) -> "Observation":
        """Return this observation without its evidence."""
        return msgspec.structs.replace(self, printed="", warned=(), call="")


class TimeLimitReached(BaseException):
    """Raised inside a learner's code that runs too long; no `except Exception` swallows it."""


class Implementation:
    """A module as a probe sees it, with an eye on what its function under test changes.

    Args:
        module: the learner's module, the reference's, or a mistaken one.
        name: the exercise's function or class.
        changes: names of the parameters that the function may change.
        describe_calls: whether to keep each call of the function as text (slow).
    """

    def __init__(
        self,
        module: ModuleType,
        name: str,
        changes: tuple[str, ...] = (),
        describe_calls: bool = False,
    ) -> None:
        self._module = module
        self._name = name
        self._changes = changes
        self._describe_calls = describe_calls
        self._watches_arguments = True
        self._parameters: tuple[Callable[..., Any] | None, list[str]] = None, []
        self._changed: list[str] = []
        self._calls: list[str] = []

    def __getattr__(self, name: str) -> Any:
        try:
            attribute = getattr(self._module, name)
        except AttributeError:
            file = self._module.__name__.rpartition(".")[2]
            raise AttributeError(f"{file}.py defines no {name}.") from None
        if name != self._name:
            return attribute
        if inspect.isclass(attribute):
            return self._described(attribute) if self._describe_calls else attribute
        return self._watched(attribute)

    def _described(self, attribute: type) -> "_DescribedClass":
        return _DescribedClass(
            attribute,
            lambda *args, **kwargs: self._calls.append(_call_text(self._name, args, kwargs)),
        )

    def _watched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if self._describe_calls:
                self._calls.append(_call_text(self._name, args, kwargs))
            if not self._watches_arguments:
                return function(*args, **kwargs)
            arguments = {**dict(zip(self._names(function, args), args, strict=True)), **kwargs}
            before = {
                name: Snapshot(argument)
                for name, argument in arguments.items()
                if name not in self._changes
            }
            try:
                return function(*args, **kwargs)
            finally:
                self._changed += [name for name, kept in before.items() if kept.differs()]

        return call

    def _names(self, function: Callable[..., Any], args: tuple[Any, ...]) -> list[str]:
        """Return the names of the parameters that take positional arguments."""
        if function is not self._parameters[0]:
            self._parameters = function, _parameter_names(function)
        names = self._parameters[1][: len(args)]
        return names + [f"argument {i + 1}" for i in range(len(names), len(args))]


class _DescribedClass:
    """Stands for a class whose constructions are noted."""

    def __init__(self, described: type, note: Callable[..., None]) -> None:
        self._class = described
        self._note = note

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self._note(*args, **kwargs)
        return self._class(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._class, name)


def _parameter_names(function: Callable[..., Any]) -> list[str]:
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return []


def _call_text(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    shown = [_argument_text(argument) for argument in args]
    shown += [f"{key}={_argument_text(argument)}" for key, argument in kwargs.items()]
    return f"{name}({', '.join(shown)})"


def _argument_text(argument: object) -> str:
    data = to_data(argument)
    return data.type_name if isinstance(data, Unknown) else show(data, 80)


class Snapshot:
    """The state of one argument, to see later whether it was changed.

    Values are compared by content (a version counter misses writes through `.data` or NumPy), and tensors
    also by version counter, so that a change which was undone shows too. Of a module: parameters, buffers,
    gradients, and the training flag of every submodule.
    """

    def __init__(self, argument: object) -> None:
        self._argument = argument
        self._kept = self._state()

    def differs(self) -> bool:
        """Return whether the argument is in another state than at construction."""
        return self._kept != self._state()

    def _state(self) -> object:
        argument = self._argument
        if isinstance(argument, Tensor):
            return _tensor_state(argument)
        if isinstance(argument, nn.Module):
            named = dict(argument.state_dict(keep_vars=True))
            return (
                {name: _tensor_state(t) for name, t in named.items() if isinstance(t, Tensor)},
                [module.training for module in argument.modules()],
            )
        if isinstance(argument, list | tuple | dict | np.ndarray):
            return msgspec.msgpack.encode(to_data(argument))
        return None


def _tensor_state(tensor: Tensor) -> tuple[object, ...]:
    version = None if tensor.is_inference() else tensor._version
    gradient = None if not tensor.is_leaf or tensor.grad is None else to_data(tensor.grad)
    return to_data(tensor), version, tensor.requires_grad, gradient


# Randomness --------------------------------------------------------------------------------------


_SEED, _OTHER_SEED = 1_618_033_988, 2_718_281_828


class _Randomness:
    """The global generators of torch, Python and NumPy, set to one of two fixed states.

    Nobody should start from these by accident: who seeds with 0 or 42 is to be noticed.
    """

    def __init__(self) -> None:
        self._starts: dict[int, tuple[Any, Any, Any]] = {}

    def start(self, seed: int) -> None:
        # Of each the quicker way, by ten times and more: this is done before every run.
        np.random.seed(seed)
        if seed not in self._starts:
            torch.manual_seed(seed)
            random.seed(seed)
            self._starts[seed] = self.state()
        torch_state, python_state, _ = self._starts[seed]
        torch.set_rng_state(torch_state)
        random.setstate(python_state)

    def state(self) -> tuple[Any, Any, Any]:
        return torch.get_rng_state(), random.getstate(), np.random.get_state(legacy=True)

    def moved_from(self, seed: int) -> list[bool]:
        start, now = self._starts[seed], self.state()
        return [not same for same in _equal_states(start, now)]


def _equal_states(a: tuple[Any, Any, Any], b: tuple[Any, Any, Any]) -> list[bool]:
    numpy_same = a[2][2] == b[2][2] and np.array_equal(a[2][1], b[2][1])
    return [bool(torch.equal(a[0], b[0])), a[1] == b[1], numpy_same]


_randomness = _Randomness()


# Running -----------------------------------------------------------------------------------------

Probe = Callable[..., object]


@cache
def takes_device(probe: Probe) -> bool:
    """Return whether a probe places tensors itself."""
    return "device" in inspect.signature(probe).parameters


def observe(
    probe: Probe,
    implementation: Implementation,
    inputs: Mapping[str, Value],
    *,
    device: str = "cpu",
    look_for_reseeding: bool = False,
    capture: bool = True,
    let_through: tuple[type[BaseException], ...] = (),
) -> Observation:
    """Run `probe(implementation, **inputs)` from a fixed random state and record what happened.

    A probe with a parameter `device` is given it, and places tensors there itself; for any other, those
    among its inputs are on the device. Changed arguments and reseeding are looked for on the CPU alone.

    Args:
        probe: the experiment.
        implementation: what it is made on.
        inputs: plain data; each run gets new objects.
        device: where to run it: see `devices.in_force`.
        look_for_reseeding: run a second time from another random state where the first run moved a
            generator: only code that seeds it ends in the same state twice.
        capture: keep prints and warnings instead of letting them through.
        let_through: exceptions that are not the code's own, such as a debugger's.

    Raises:
        TimeLimitReached, KeyboardInterrupt, any of `let_through`: as the probe raised them.
    """
    _randomness.start(_SEED)
    with in_force(device) as place:
        observation = _run(probe, implementation, inputs, place, capture, let_through)
    if look_for_reseeding and any(moved := _randomness.moved_from(_SEED)):
        first_end = _randomness.state()
        _randomness.start(_OTHER_SEED)
        _run(probe, implementation, inputs, CPU, capture, let_through)
        same_end = _equal_states(first_end, _randomness.state())
        reseeded = any(m and same for m, same in zip(moved, same_end, strict=True))
        observation = msgspec.structs.replace(observation, reseeded=reseeded)
    return observation


def _run(
    probe: Probe,
    implementation: Implementation,
    inputs: Mapping[str, Value],
    device: torch.device,
    capture: bool,
    let_through: tuple[type[BaseException], ...],
) -> Observation:
    if takes_device(probe):
        arguments = {name: to_object(value) for name, value in inputs.items()}
        arguments["device"] = device
    else:
        arguments = {name: to_object(value, device) for name, value in inputs.items()}
    # Calls of a function are watched; a class has none to watch, so the probe's inputs stand in.
    is_class = inspect.isclass(getattr(implementation._module, implementation._name, None))
    watched = {
        name: Snapshot(argument)
        for name, argument in arguments.items()
        if is_class and isinstance(argument, Tensor) and device == CPU
    }
    implementation._changed, implementation._calls = [], []
    implementation._watches_arguments = device == CPU
    value: Value = None
    raised: Raised | None = None
    with _evidence(capture) as (printed, warned), _usual_modes():
        try:
            value = to_data(probe(implementation, **arguments))
        except BaseException as error:
            if isinstance(error, (TimeLimitReached, KeyboardInterrupt, *let_through)):
                raise
            raised = describe_exception(
                error, getattr(implementation._module, "__file__", None) or ""
            )
    changed = [
        *implementation._changed,
        *(name for name, kept in watched.items() if kept.differs()),
    ]
    return Observation(
        value,
        raised,
        tuple(sorted(set(changed))),
        printed=_cut(printed.getvalue(), PRINT_LIMIT),
        warned=tuple(dict.fromkeys(_cut(str(w.message), MESSAGE_LIMIT) for w in warned[:5])),
        call=implementation._calls[-1] if implementation._calls else "",
    )


@contextlib.contextmanager
def _usual_modes() -> Iterator[None]:
    """Undo what a probe leaves behind in torch's switches of the process."""
    dtype, threads = torch.get_default_dtype(), torch.get_num_threads()
    try:
        with torch.enable_grad():
            yield
    finally:
        if torch.get_default_dtype() is not dtype:
            torch.set_default_dtype(dtype)
        if torch.get_num_threads() != threads:
            torch.set_num_threads(threads)
        if not torch.is_grad_enabled():
            torch.set_grad_enabled(True)


class _Printed(io.TextIOBase):
    """Keeps the first characters that are written and forgets the rest."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = PRINT_LIMIT + 1

    def write(self, text: str) -> int:
        if self._room > 0:
            self._parts.append(text[: self._room])
            self._room -= len(text)
        return len(text)

    def getvalue(self) -> str:
        return "".join(self._parts)


@contextlib.contextmanager
def _evidence(capture: bool) -> Iterator[tuple[_Printed, list[warnings.WarningMessage]]]:
    printed = _Printed()
    if not capture:
        yield printed, []
        return
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            yield printed, warned


def describe_exception(error: BaseException, *files: str) -> Raised:
    """Return `error` as data: class names, cleaned message, and the last frames inside `files`."""
    types = [_class_name(c) for c in type(error).__mro__ if c not in (object, BaseException)]
    types = types[:TYPES_LIMIT] or ["BaseException"]
    try:
        message = str(error)
    except BaseException:
        message = "(its message could not be read)"
    # Only the frames that are kept are read: the lines of torch's own files cost milliseconds.
    own = [
        (frame, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename in files
    ]
    frames = [
        Frame(
            frame.filename.replace("\\", "/").rpartition("/")[2],
            frame.lineno or 0,
            frame.name,
            _cut(frame.line or "", MESSAGE_LIMIT),
        )
        for frame in traceback.StackSummary.extract(own)
    ]
    return Raised(tuple(types), clean_message(message), tuple(frames[-4:]))


def _class_name(exception: type) -> str:
    """Return the class's name; one of the submission's own is not to be taken for one of Python's."""
    own = str(exception.__module__).startswith("exercises.")
    name = f"{exception.__module__}.{exception.__name__}" if own else exception.__name__
    return _cut(name, 200)


def clean_message(message: str) -> str:
    """Return `message` on one line, without memory addresses and folders, which differ between runs."""
    message = re.sub(r"0x[0-9a-fA-F]+", "0x…", message)
    message = re.sub(r"(?:[A-Za-z]:)?(?:[\\/][\w.\-+~]+)+[\\/]([\w.\-+~]+)", r"…/\1", message)
    return _cut(re.sub(r"\s+", " ", message), MESSAGE_LIMIT)


def _cut(text: str, limit: int) -> str:
    text = printable(text[: limit + 1])
    return text if len(text) <= limit else text[:limit] + f" … (cut at {limit} characters)"


def under_debugger() -> bool:
    """Return whether a debugger follows this thread, so that time limits should rest."""
    return sys.gettrace() is not None
