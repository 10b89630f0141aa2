"""A learner's own folder: stubs, graders and data, what was asked for so far, and how to put things back."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from torchkata.catalog import KIT, Catalog, catalog
from torchkata.exercise import Exercise
from torchkata.intake.modules import decoded
from torchkata.overview import exercises_readme
from torchkata.source import definition_text, replaced

README = """\
# Your Torchkata workspace

Fill in the stubs in `exercises/`, one function at a time, and run

    pytest graders

in this folder. Each failure says what was called, what came back, what was expected and where to look.
To see one unit or one exercise only:

    pytest graders/test_norms.py
    pytest graders -k cosine_similarity

- `torchkata hint norms.cosine_similarity` gives the next of three hints.
- `torchkata reset norms.cosine_similarity` puts the stub back and keeps your text beside it.
- `torchkata solution norms.cosine_similarity` shows the reference, once yours passes.
- `torchkata list` shows all exercises.
- `breakpoint()` in your code and `pytest graders --pdb` work as usual.

`exercises/README.md` shows the path through the units and what is checked everywhere.
The files in `graders/` are there to be read; what they ask is what the docstrings promise.
"""


class WorkspaceError(Exception):
    """Something about the workspace stands in the way. The message says what, and the remedy."""


@dataclass(frozen=True)
class Workspace:
    """A folder with `exercises/` and `graders/` in it."""

    root: Path

    @property
    def catalog(self) -> Catalog:
        """The catalog of the workspace's own graders."""
        return catalog(self.root / "graders")

    def file_of(self, exercise: Exercise) -> Path:
        """Return the file in which an exercise is written."""
        return self.root / "exercises" / f"{exercise.unit}.py"

    def sources(self) -> dict[str, str]:
        """Return the text of the learner's modules by name."""
        return modules_in(self.root / "exercises")

    def next_hint(self, exercise: Exercise) -> tuple[int, str]:
        """Return the number and text of the next hint, and remember that it was given; the last repeats."""
        file = self.root / ".torchkata" / "hints.json"
        try:
            given = json.loads(file.read_text("utf-8"))
        except (OSError, ValueError):
            given = {}
        count = given.get(exercise.id, 0) if isinstance(given, dict) else 0
        number = min(int(count), 2)
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps({**given, exercise.id: number + 1}, indent=2) + "\n", "utf-8")
        return number + 1, exercise.hints[number]

    def reset(self, exercise: Exercise) -> Path | None:
        """Put the stub of an exercise back.

        Returns:
            The file that holds what was there before, or None if nothing was.

        Raises:
            WorkspaceError: the module cannot be parsed or lacks the function, so that there is no place for it.
        """
        stub = self.catalog.units[exercise.unit].stub
        file = self.file_of(exercise)
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            file.write_text(stub, "utf-8")
            return None
        source = file.read_text("utf-8-sig", errors="replace")
        kept = _unused(file.with_suffix(".py.before-reset"))
        try:
            text = replaced(source, exercise.name, definition_text(stub, exercise.name))
        except SyntaxError as error:
            raise WorkspaceError(
                f"{file}, line {error.lineno}: {error.msg}. Mend that first, or delete the file and "
                f"run this again to get the whole unit's stubs."
            ) from None
        except Exception:
            text = source.rstrip("\n") + "\n\n\n" + definition_text(stub, exercise.name)
        shutil.copy2(file, kept)
        file.write_text(text, "utf-8")
        return kept


def _unused(file: Path) -> Path:
    numbered = (file.with_name(f"{file.name}-{n}") for n in range(2, 10_000))
    return file if not file.exists() else next(f for f in numbered if not f.exists())


def modules_in(folder: Path) -> dict[str, str]:
    """Return the text of the modules in a folder by name."""
    files = [file for file in sorted(folder.glob("*.py")) if file.stem.isidentifier()]
    return {file.stem: decoded(file.read_bytes())[0] for file in files}


def catalog_at_hand() -> Catalog:
    """Return the kit's catalog; in a release, whose torchkata has no exercises in it, that of the folder at hand.

    Raises:
        WorkspaceError: there is neither.
    """
    if (KIT / "graders").is_dir():
        return catalog()
    return find_workspace(Path.cwd()).catalog


def find_workspace(start: Path) -> Workspace:
    """Return the workspace that `start` lies in.

    Raises:
        WorkspaceError: it lies in none.
    """
    for folder in (start, *start.parents):
        if (folder / "exercises").is_dir() and (folder / "graders").is_dir():
            return Workspace(folder)
    raise WorkspaceError(
        "There is no workspace here: no folder with `exercises` and `graders` in it. "
        "`torchkata start my-katas` makes one."
    )


def start(folder: Path) -> Workspace:
    """Make a workspace in a new or empty folder.

    Raises:
        WorkspaceError: the folder holds something.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WorkspaceError(f"{folder} is not empty. Give the name of a new folder.")
    (folder / "exercises").mkdir(parents=True)
    (folder / "graders").mkdir()
    for unit in catalog().units.values():
        (folder / "exercises" / f"{unit.name}.py").write_text(unit.stub, "utf-8")
        shutil.copyfile(unit.grader_file, folder / "graders" / unit.grader_file.name)
    (folder / "exercises" / "README.md").write_text(exercises_readme(catalog()), "utf-8")
    shutil.copytree(KIT / "datasets", folder / "datasets")
    (folder / "README.md").write_text(README, "utf-8")
    return Workspace(folder)
