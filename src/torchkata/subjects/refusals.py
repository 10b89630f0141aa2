"""Say in a sentence what a confined process may not do.

The kernel refuses these things anyway, with "Operation not permitted"; this is for the people who meet it.
"""

import builtins
import multiprocessing.process
import multiprocessing.synchronize
import os
import subprocess
from collections.abc import Callable
from typing import Any, NoReturn

from torchkata.confinement import Level


def explain_refusals(level: Level) -> None:
    """Replace, in this process, what is refused at `level` by functions that say so."""
    builtins.input = _raising(
        EOFError, "Nobody is there to answer input(). Take the value as an argument instead."
    )
    if level == "none":
        return
    no_processes = "Graded code may not start processes. A DataLoader works with num_workers=0."
    for owner, name in (
        (multiprocessing.process.BaseProcess, "start"),
        (multiprocessing.synchronize.SemLock, "__init__"),  # the first that a DataLoader needs
        (subprocess.Popen, "__init__"),
        (os, "fork"),
        (os, "system"),
    ):
        setattr(owner, name, _raising(PermissionError, no_processes))


def _raising(error: type[Exception], sentence: str) -> Callable[..., NoReturn]:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        raise error(sentence)

    return refuse
