"""Where everything lies: units in their order, and for each exercise its stub, solution and graders.

Three roots give the files. The *kit* holds solutions, graders and datasets: in a clone the repository, in an
installed wheel a folder inside the package. A *workspace* holds what a learner edits, `exercises/`.
Loading a unit imports its grader file once, by path, and has no other effect.
"""

import hashlib
import importlib.util
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType

from torchkata.exercise import DeclarationError, Exercise, Misconceptions, Mistake
from torchkata.source import stub_of, without_markers

UNITS = [
    "tensors",
    "shapes",
    "arithmetic",
    "norms",
    "data",
    "models",
    "losses",
    "training",
    "evaluation",
    "persistence",
    "monitoring",
    "capstones",
]
"""The curriculum's order."""


class UnknownExercise(Exception):
    """No exercise has this id. The message lists the nearest ones."""


def _kit_root() -> Path:
    package = Path(__file__).resolve().parent
    inside = package / "kit"
    return inside if inside.is_dir() else package.parents[1]


KIT = _kit_root()

SEALED = "sealed"
"""The folder in `graders/` of a release; see `release`."""


def sealed_folder(graders: Path) -> Path | None:
    """Return the folder of stubs and answer keys that stands for solutions in a release, or None."""
    folder = graders / SEALED
    return folder if folder.is_dir() else None


@dataclass(frozen=True)
class Unit:
    """One module of exercises.

    Attributes:
        name: the module's name.
        graders: the folder with `test_<unit>.py` and `misconceptions/`.
    """

    name: str
    graders: Path

    @property
    def grader_file(self) -> Path:
        """The file that declares exercises and checks."""
        return self.graders / f"test_{self.name}.py"

    @property
    def solution_file(self) -> Path:
        """The file that holds the references."""
        return KIT / "solutions" / f"{self.name}.py"

    @property
    def misconceptions_file(self) -> Path:
        """The file that holds the mistakes."""
        return KIT / "graders" / "misconceptions" / f"{self.name}.py"

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """The exercises in the order of their declaration."""
        module = import_by_path(f"torchkata_graders.test_{self.name}", self.grader_file)
        return tuple(value for value in vars(module).values() if isinstance(value, Exercise))

    @cached_property
    def solution(self) -> str:
        """The reference module's source without markers."""
        return without_markers(self.solution_file.read_text("utf-8"))

    @cached_property
    def stub(self) -> str:
        """The module that a learner starts from."""
        sealed = sealed_folder(self.graders)
        if sealed is not None:
            return (sealed / f"{self.name}.py").read_text("utf-8")
        return stub_of(self.solution_file.read_text("utf-8"))

    @cached_property
    def mistakes(self) -> dict[str, tuple[Mistake, ...]]:
        """The mistakes of each exercise of the unit, by exercise id."""
        if not self.misconceptions_file.exists():
            return {}
        name = f"torchkata_graders.misconceptions.{self.name}"
        module = import_by_path(name, self.misconceptions_file)
        catalogues = [v for v in vars(module).values() if isinstance(v, Misconceptions)]
        known = {exercise.id for exercise in self.exercises}
        for catalogue in catalogues:
            if catalogue.exercise not in known:
                raise DeclarationError(
                    f"{self.misconceptions_file.name} lists mistakes of {catalogue.exercise}, which "
                    f"{self.grader_file.name} does not declare: mend one of the names."
                )
        return {c.exercise: tuple(c.mistakes) for c in catalogues}

    def content_hash(self) -> str:
        """Return a hash of all that decides this unit's answer keys, line endings aside."""
        digest = hashlib.sha256()
        for file in (self.solution_file, self.grader_file, self.misconceptions_file):
            text = file.read_text("utf-8") if file.exists() else ""
            digest.update(hashlib.sha256(text.encode()).digest())
        return digest.hexdigest()


@dataclass(frozen=True)
class Catalog:
    """The units of one folder of graders."""

    graders: Path

    @property
    def sealed(self) -> Path | None:
        """See `sealed_folder`."""
        return sealed_folder(self.graders)

    @cached_property
    def units(self) -> dict[str, Unit]:
        """The units that have a grader file, in the curriculum's order."""
        names = sorted(
            (file.stem.removeprefix("test_") for file in self.graders.glob("test_*.py")),
            key=lambda name: (UNITS.index(name) if name in UNITS else len(UNITS), name),
        )
        return {name: Unit(name, self.graders) for name in names}

    def exercises(self) -> Iterator[Exercise]:
        """Yield every exercise in order."""
        for unit in self.units.values():
            yield from unit.exercises

    def find(self, id: str) -> Exercise:
        """Return the exercise called `id`.

        Raises:
            UnknownExercise: there is none.
        """
        found = next((exercise for exercise in self.exercises() if exercise.id == id), None)
        if found is None:
            import difflib

            known = [*self.units, *(exercise.id for exercise in self.exercises())]
            near = difflib.get_close_matches(id, known, n=3, cutoff=0.4)
            advice = (
                f"Did you mean {' or '.join(near)}?" if near else "`torchkata list` shows them all."
            )
            raise UnknownExercise(f"There is no exercise {id}. {advice}")
        return found

    def select_units(self, names: Sequence[str]) -> list[Unit]:
        """Return the units of these names, in order; all for no names.

        Raises:
            UnknownExercise: there is no such unit.
        """
        for name in names:
            if name not in self.units:
                raise UnknownExercise(
                    f"There is no unit {name}. There are: {', '.join(self.units)}."
                )
        return [unit for unit in self.units.values() if not names or unit.name in names]

    def select(self, ids: list[str]) -> list[Exercise]:
        """Return the exercises that `ids` name (exercises, or whole units), in order; all for no ids."""
        wanted: set[str] = set()
        for id in ids:
            in_unit = self.units[id].exercises if id in self.units else (self.find(id),)
            wanted.update(exercise.id for exercise in in_unit)
        return [e for e in self.exercises() if not ids or e.id in wanted]


@cache
def catalog(graders: Path = KIT / "graders") -> Catalog:
    """Return the catalog of a folder of graders; the kit's own unless another is given."""
    return Catalog(graders.resolve())


def import_by_path(name: str, file: Path) -> ModuleType:
    """Import `file` once as the module `name`."""
    loaded = sys.modules.get(name)
    if loaded is not None and getattr(loaded, "__file__", None) == str(file):
        return loaded
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise DeclarationError(f"{file} is not a Python file.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
