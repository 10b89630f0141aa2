"""The process behind the checks of a notebook: gets code, runs it in workers, answers with lines for people.

Started as `python -m torchkata.nbgrader.judge` by a notebook's kernel. Each line of its input is a request as JSON, each
line of its output an answer. Code is graded as `torchkata grade` does it, by the same rule for what of a notebook counts.
It protects the grading from accidents. Who writes code into a notebook can also replace what the kernel calls, as with
all that nbgrader runs: for grades `torchkata grade --gradebook` is there, in which no kernel takes part.
"""

import json
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any

from torchkata.catalog import Catalog, UnknownExercise
from torchkata.confinement import ConfinementFailed
from torchkata.diagnosis import Pairs
from torchkata.exercise import Exercise
from torchkata.grade import grade_exercise
from torchkata.intake.files import Unreadable
from torchkata.intake.notebooks import code_of, module_of
from torchkata.key import Key, KeyFailed, keys_for
from torchkata.nbgrader.cells import lines_about
from torchkata.report import ExerciseReport
from torchkata.single import can_try_pairs
from torchkata.subjects import Subject
from torchkata.subjects.forked import AVAILABLE, Zygote
from torchkata.subjects.local import open_local
from torchkata.submissions import submission_in
from torchkata.vision import make_torchvision_importable
from torchkata.wire import Load
from torchkata.workspace import WorkspaceError, catalog_at_hand, modules_in


class Judge:
    """Grades exercises, each once for each version of the code. A context manager.

    Args:
        kit: whose exercises.
    """

    def __init__(self, kit: Catalog) -> None:
        self._kit = kit
        self._stack = ExitStack()
        self._keys: dict[str, Key] = {}
        self._known: dict[tuple[str, tuple[tuple[str, str], ...]], ExerciseReport] = {}

    def __enter__(self) -> "Judge":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @cached_property
    def _zygote(self) -> Zygote:
        # The code runs in the notebook's kernel already, where nothing confines it.
        return self._stack.enter_context(Zygote(self._kit.graders, trusted=True))

    def _open(self, exercise: Exercise, load: Load) -> AbstractContextManager[Subject]:
        return self._zygote.open(exercise, load) if AVAILABLE else open_local(exercise, load)

    def report(self, id: str, folder: Path, cells: Sequence[str] | None) -> ExerciseReport:
        """Return the verdict on an exercise.

        Args:
            id: the exercise's.
            folder: the notebook's.
            cells: the text of the notebook's cells; the files in its folder are read if it is None.

        Raises:
            UnknownExercise: there is no such exercise.
            Unreadable: the notebook is too long.
            KeyFailed: the answer key cannot be built.
        """
        exercise = self._kit.find(id)
        unit = self._kit.units[exercise.unit]
        if cells is None:
            sources = submission_in(folder, unit.name, self._kit).sources
        else:
            sources = modules_in(folder)
            sources[unit.name] = _module(cells, {e.name for e in unit.exercises})
        known = (id, tuple(sorted(sources.items())))
        if known not in self._known:
            if id not in self._keys:
                self._keys |= keys_for(unit.exercises, self._kit, 0, jobs=os.cpu_count() or 1)
            load = Load(unit.name, exercise.name, sources, unit.stub, exercise.changes)
            pairs = Pairs(unit, exercise, self._open) if can_try_pairs(unit) else None
            self._known[known] = grade_exercise(
                exercise, self._keys[id], load, self._open, pairs, replay=AVAILABLE
            )
        return self._known[known]

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return lines about each check of an exercise, none for those that pass, or a problem."""
        try:
            report = self.report(request["exercise"], Path(request["folder"]), request["cells"])
        except (UnknownExercise, KeyFailed, ConfinementFailed) as error:
            return {"problem": str(error)}
        except Unreadable as error:
            return {"problem": f"The notebook {error}"}
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            return {
                "problem": f"The grader itself failed ({type(error).__name__} in {Path(where.filename).name}, line "
                f"{where.lineno}). Nothing was given or taken; please report it."
            }
        return {"checks": {check.name: lines_about(report, check) for check in report.checks}}


def _module(cells: Sequence[str], wanted: set[str]) -> str:
    code = [{"cell_type": "code", "source": text} for text in cells]
    return module_of(code_of(json.dumps({"cells": code}).encode(), wanted))


def main() -> None:
    """Answer requests until there are no more."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what anything prints is no answer
    make_torchvision_importable()
    try:
        kit = catalog_at_hand()
    except WorkspaceError as error:
        for _ in sys.stdin:
            print(json.dumps({"problem": str(error)}), file=answers, flush=True)
        return
    with Judge(kit) as judge:
        for line in sys.stdin:
            print(json.dumps(judge.answer(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
