"""Instruments for probes: what torch functions were called, how much work was done, what a model saw.

Each is a context manager or a small wrapper whose results are plain data, so that a probe can return them.
They watch through torch's public hooks. Code that means to hide from them can: what they say is evidence
of kind `claim` unless it shows in results.
"""

import contextlib
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch
from torch import nn
from torch.overrides import TorchFunctionMode, resolve_name
from torch.utils._python_dispatch import TorchDispatchMode


class Calls(TorchFunctionMode):
    """While active, notes the name of every torch function and Tensor method that code calls itself."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.names.append(_name(func))
        return func(*args, **(kwargs or {}))

    def called(self, *names: str) -> list[str]:
        """Return those of `names` that were called: a name stands for every function that ends in it."""
        last = {name.rpartition(".")[2] for name in self.names}
        return [name for name in names if name in last]


@lru_cache(maxsize=1000)  # torch takes longer to find a name than to run most functions
def _name(func: Any) -> str:
    return resolve_name(func) or getattr(func, "__qualname__", str(func))


@contextlib.contextmanager
def module_calls() -> Iterator[list[type[nn.Module]]]:
    """Yield a list that receives the class of every module that is called, registered or not."""
    from torch.nn.modules.module import register_module_forward_pre_hook

    seen: list[type[nn.Module]] = []
    hook = register_module_forward_pre_hook(lambda module, _: seen.append(type(module)))
    try:
        yield seen
    finally:
        hook.remove()


@dataclass(frozen=True)
class Work:
    """How much a call did: exactly repeatable counts, unlike time."""

    operations: int
    torch_calls: int
    lines: int


class _Operations(TorchDispatchMode):
    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.count += 1
        return func(*args, **(kwargs or {}))


def work(function: Callable[..., object], *args: object) -> Work:
    """Return the operations dispatched, the torch functions called and the Python lines run by a call.

    Lines of this kit and of libraries are not counted; those of the submission and of modules like it are.
    """
    lines = 0

    def trace(frame: types.FrameType, event: str, _: object) -> Any:
        nonlocal lines
        # Submitted modules have a file name without a folder; libraries have whole paths.
        name = frame.f_globals.get("__name__", "")
        if not name.startswith("exercises."):
            return None
        lines += event == "line"
        frame.f_trace_opcodes = True
        lines += event == "opcode"
        return trace

    calls = Calls()
    operations = _Operations()
    previous = sys.gettrace()
    with operations, calls:
        sys.settrace(trace)
        try:
            function(*args)
        finally:
            sys.settrace(previous)
    return Work(operations.count, len(calls.names), lines)


def takes_more_steps(
    function: Callable[..., object], small: tuple[Any, ...], large: tuple[Any, ...]
) -> bool:
    """Return whether a call does any more on `large` than on `small`, so that loops over blocks show too."""
    return _does_more(function, small, large, allowed=0)


def grows_with(
    function: Callable[..., object], small: tuple[Any, ...], large: tuple[Any, ...]
) -> bool:
    """Return whether a call does more on `large` than on `small` by more than a quarter count an element.

    The two differ in the size of the first axis of the first argument.
    """
    return _does_more(function, small, large, allowed=0.25 * (len(large[0]) - len(small[0])))


def _does_more(
    function: Callable[..., object],
    small: tuple[Any, ...],
    large: tuple[Any, ...],
    allowed: float,
) -> bool:
    """Return whether one of three counts grows by more than is allowed.

    Counted are operations, torch calls and Python steps: `tolist` and NumPy loops dispatch nothing and show
    in the steps.
    """
    function(*large)
    less, more = work(function, *small), work(function, *large)
    return (
        more.operations - less.operations > allowed
        or more.torch_calls - less.torch_calls > allowed
        or more.lines - less.lines > allowed
    )


class Spy(nn.Module):
    """Wraps a model and notes, for each forward pass, the mode it was in and whether a graph was built."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model
        self.training_flags: list[bool] = []
        self.built_graph: list[bool] = []
        self.batch_sizes: list[int] = []

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Call the model and take notes."""
        outputs = self.model(inputs)
        self.training_flags.append(self.training)
        self.built_graph.append(outputs.requires_grad)
        self.batch_sizes.append(len(inputs))
        return outputs
