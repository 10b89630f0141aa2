"""Say what this machine can do: versions, devices, and which levels of isolation hold."""

import os
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import get_args

import torch
from rich.console import Console
from rich.table import Table

from torchkata.canaries import breaches, must_hold
from torchkata.catalog import Catalog
from torchkata.confinement import LOST, ConfinementFailed, Level
from torchkata.key import cache_folder
from torchkata.subjects.forked import AVAILABLE, Zygote, ZygoteDied

_PACKAGES = ("torchkata", "torch", "torchvision", "numpy", "hypothesis", "pytest")


def examine_machine(console: Console, kit: Catalog) -> None:
    """Print what was found; every level is really tried."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold")
    table.add_column()
    for name, text in _facts():
        table.add_row(name, text)
    console.print(table)
    console.print()
    for level in get_args(Level):
        console.print(f"isolation {level}: {_holds(level, kit)}", markup=False, soft_wrap=True)


def _facts() -> Iterator[tuple[str, str]]:
    yield "system", f"{platform.system()} {platform.release()}, {platform.machine()}"
    yield "python", platform.python_version()
    for name in _PACKAGES:
        yield name, _version(name)
    yield "processor cores", str(os.cpu_count())
    yield "accelerators", ", ".join(_accelerators()) or "none: exercises are graded on the CPU"
    yield "answer keys", str(cache_folder())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _accelerators() -> Iterator[str]:
    for index in range(torch.cuda.device_count()):
        yield f"cuda:{index} {torch.cuda.get_device_name(index)}"
    if torch.backends.mps.is_available():
        yield "mps"


def _holds(level: Level, kit: Catalog) -> str:
    """Return in a sentence or two whether a level can be had here, and what it lacks."""
    if not AVAILABLE:
        return "not available on this system; `pytest graders` works everywhere."
    try:
        with Zygote(kit.graders, level) as zygote:
            zygote.wait_until_ready()
            through = breaches(zygote, kit)
    except (ConfinementFailed, ZygoteDied) as failed:
        return f"not available. {failed}"
    broken = [name for name in through if name in must_hold(level)]
    if broken:
        return f"does not hold: {', '.join(broken)}."
    if through:
        return f"holds. {LOST[level]} Got through here: {', '.join(through)}."
    return f"holds. {LOST[level]}".rstrip()
