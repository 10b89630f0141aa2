"""What an instructor hands out: stubs, checks and sealed answer keys, and no solution, mistake or hidden check.

A sealed key holds inputs, what the reference and each listed mistake show on them, and hints, as data. That keeps
learners from seeing a solution by accident. It does not keep a determined reader from the expected values, which are
in there: grades come from another seed, and from hidden checks.

The release holds this package too, without the kit, since an installed kit has the solutions in it.
"""

import importlib.metadata
import platform
import shutil
from pathlib import Path

import msgspec
import torch

import torchkata
from torchkata.catalog import KIT, SEALED, catalog
from torchkata.key import Key, encode, keys_for
from torchkata.overview import exercises_readme
from torchkata.requirements import requirements
from torchkata.source import without_hidden
from torchkata.workspace import WorkspaceError

_README = """\
# Exercises in PyTorch

Make a virtual environment, and install what the checks need into it, once, in this folder:

    python -m venv .venv
    . .venv/bin/activate
    pip install .

Then fill in the stubs in `exercises/`, one function at a time, and run

    pytest graders

Each failure says what was called, what came back, what was expected and where to look.

- `pytest graders/test_{unit}.py` runs one unit, `pytest graders -k {exercise}` one exercise.
- `torchkata hint {unit}.{exercise}` gives the next of three hints.
- `torchkata reset {unit}.{exercise}` puts the stub back and keeps your text beside it.
- `breakpoint()` in your code and `pytest graders --pdb` work as usual.

`exercises/README.md` shows the path through the units and what is checked everywhere.

`graders/sealed/` holds the answers that your code is compared with. They were made and proved with torch {torch} on
Python {python}; torch from 2.6 on may be used, with a GPU or without.
"""

_PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "torchkata"
version = "{version}"
description = "The checks of these exercises."
license = "MIT"
requires-python = "{python}"
dependencies = [
{dependencies}]

[project.scripts]
torchkata = "torchkata.cli:main"

[project.entry-points.pytest11]
torchkata = "torchkata.pytest_plugin"

[tool.hatch.build.targets.wheel]
packages = ["checks/torchkata"]
"""


def make_release(folder: Path, units: list[str], seed: int, *, jobs: int = 1) -> int:
    """Make a release in a new or empty folder. Return the number of its exercises.

    Args:
        folder: gets exercises, graders, datasets, the package and a README.
        units: those to release; all if empty.
        seed: what the examples of its keys are drawn from.
        jobs: how many processes build keys.

    Raises:
        WorkspaceError: the folder holds something.
        UnknownExercise: there is no such unit.
    """
    kit = catalog()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WorkspaceError(f"{folder} is not empty. Give the name of a new folder.")
    chosen = kit.select_units(units)
    exercises = [exercise for unit in chosen for exercise in unit.exercises]
    keys = keys_for(exercises, kit, seed, jobs=jobs)
    sealed = folder / "graders" / SEALED
    sealed.mkdir(parents=True)
    (folder / "exercises").mkdir()
    for unit in chosen:
        grader, hidden = without_hidden(unit.grader_file.read_text("utf-8"))
        (folder / "graders" / unit.grader_file.name).write_text(grader, "utf-8")
        for copy in (folder / "exercises", sealed):
            (copy / f"{unit.name}.py").write_text(unit.stub, "utf-8")
        for exercise in unit.exercises:
            key = _without_checks(keys[exercise.id], hidden)
            (sealed / f"{exercise.id}.key").write_bytes(encode(key))
    overview = exercises_readme(catalog(folder / "graders"))
    (folder / "exercises" / "README.md").write_text(overview, "utf-8")
    shutil.copytree(KIT / "datasets", folder / "datasets")
    _add_package(folder)
    first = exercises[0]
    readme = _README.format(
        unit=first.unit,
        exercise=first.name,
        torch=torch.__version__.partition("+")[0],
        python=platform.python_version(),
    )
    (folder / "README.md").write_text(readme, "utf-8")
    return len(exercises)


def _without_checks(key: Key, names: tuple[str, ...]) -> Key:
    return msgspec.structs.replace(
        key,
        checks=tuple(check for check in key.checks if check.name not in names),
        elsewhere=tuple(check for check in key.elsewhere if check.name not in names),
    )


def _add_package(folder: Path) -> None:
    """Add this package without the kit, ready to be installed."""
    package = Path(__file__).parent
    ignored = shutil.ignore_patterns("__pycache__", "kit")
    shutil.copytree(package, folder / "checks" / "torchkata", ignore=ignored)
    metadata = importlib.metadata.metadata("torchkata")
    # In TOML a string in single quotes holds double ones, which are in the markers.
    dependencies = "".join(f"  '{requirement}',\n" for requirement in requirements())
    python = metadata["Requires-Python"]
    text = _PYPROJECT.format(
        version=torchkata.__version__, python=python, dependencies=dependencies
    )
    (folder / "pyproject.toml").write_text(text, "utf-8")
