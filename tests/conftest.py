"""What the tests share: the catalog, answer keys, workers, and the commands as people run them."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from torchkata.audit import Bench
from torchkata.catalog import KIT, Catalog, catalog
from torchkata.exercise import Exercise
from torchkata.key import Key, keys_for
from torchkata.report import ExerciseReport
from torchkata.subjects.forked import Zygote

EXERCISES = list(catalog().exercises())

Run = Callable[..., subprocess.CompletedProcess[str]]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Build the answer keys once where several processes will ask for them."""
    shared = getattr(session.config.option, "numprocesses", None)
    if shared and not hasattr(session.config, "workerinput"):
        keys_for(EXERCISES, catalog(), 0, jobs=os.cpu_count() or 1)


@pytest.fixture(scope="session")
def kit() -> Catalog:
    """The kit's catalog."""
    return catalog()


@pytest.fixture(scope="session")
def keys(kit: Catalog) -> dict[str, Key]:
    """The answer keys of all exercises, seed 0."""
    return keys_for(EXERCISES, kit, 0, jobs=os.cpu_count() or 1)


@pytest.fixture(scope="session")
def zygote(kit: Catalog) -> Iterator[Zygote]:
    """Where workers come from."""
    with Zygote(kit.graders, trusted=True) as shared:
        yield shared


@pytest.fixture(scope="session")
def bench_of(kit: Catalog, keys: dict[str, Key], zygote: Zygote) -> Callable[[Exercise], Bench]:
    """Give what proofs about an exercise work with."""
    benches: dict[str, Bench] = {}

    def give(exercise: Exercise) -> Bench:
        if exercise.id not in benches:
            unit = kit.units[exercise.unit]
            benches[exercise.id] = Bench(exercise, unit, keys[exercise.id], zygote)
        return benches[exercise.id]

    return give


@pytest.fixture(scope="session")
def grade_text(
    bench_of: Callable[[Exercise], Bench], kit: Catalog
) -> Callable[[str, str], ExerciseReport]:
    """Grade the reference module of an exercise after replacing one text in it, or a whole module."""

    def grade(id: str, replace: str = "", by: str = "", module: str = "") -> ExerciseReport:
        exercise = kit.find(id)
        source = module or kit.units[exercise.unit].solution
        assert replace in source
        return bench_of(exercise).grade(source.replace(replace, by) if replace else source)

    return grade


@pytest.fixture
def torchkata(tmp_path: Path) -> Run:
    """Run the `torchkata` command in an empty folder."""

    def run(
        *arguments: object, cwd: Path = tmp_path, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        return run_torchkata(cwd, *arguments, stdin=stdin)

    return run


def run_torchkata(
    cwd: Path, *arguments: object, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the `torchkata` command in a folder."""
    command = [sys.executable, "-P", "-m", "torchkata.cli", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, input=stdin, capture_output=True, text=True, env=plain_environment()
    )


def plain_environment() -> dict[str, str]:
    """The environment of a person's shell: wide, without colours, without this pytest's variables."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    return {**kept, "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}


@pytest.fixture
def workspace(torchkata: Run, tmp_path: Path) -> Path:
    """A learner's new workspace."""
    torchkata("start", "katas")
    return tmp_path / "katas"


@pytest.fixture
def run_graders(workspace: Path) -> Run:
    """Run `pytest graders` in the workspace."""

    def run(
        *arguments: object, stdin: str = "", timeout: float = 300
    ) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *map(str, arguments)]
        return subprocess.run(
            command,
            cwd=workspace,
            input=stdin,
            capture_output=True,
            text=True,
            env=plain_environment(),
            timeout=timeout,
        )

    return run


def write_body(module: Path, name: str, *lines: str) -> None:
    """Replace the stub's placeholder in a function of a learner's module by the given lines."""
    from torchkata.source import PLACEHOLDER, definition_text, replaced

    source = module.read_text("utf-8")
    body = "\n    ".join(lines)
    text = definition_text(source, name).replace(PLACEHOLDER, body)
    module.write_text(replaced(source, name, text), "utf-8")


def a_class(folder: Path, **edits: tuple[str, str]) -> Path:
    """Make a class of submissions of unit norms, each the reference with one text replaced."""
    reference = (KIT / "solutions" / "norms.py").read_text("utf-8")
    for name, (replace, by) in edits.items():
        assert replace in reference
        learner = folder / name
        learner.mkdir(parents=True)
        (learner / "norms.py").write_text(reference.replace(replace, by), "utf-8")
    return folder
