"""Grade one exercise of a learner's own workspace, in this process."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from torchkata.catalog import KIT, Unit
from torchkata.diagnosis import Pairs
from torchkata.exercise import Exercise
from torchkata.grade import grade_exercise
from torchkata.key import keys_for
from torchkata.report import ExerciseReport
from torchkata.subjects import Subject
from torchkata.subjects.forked import AVAILABLE, Zygote
from torchkata.subjects.local import open_local
from torchkata.vision import make_torchvision_importable
from torchkata.wire import Load
from torchkata.workspace import Workspace


def grade_here(workspace: Workspace, exercise: Exercise) -> ExerciseReport:
    """Return the verdict on one exercise as it stands in the workspace."""
    kit = workspace.catalog
    unit = kit.units[exercise.unit]
    make_torchvision_importable()
    key = keys_for([exercise], kit, seed=0, jobs=os.cpu_count() or 1)[exercise.id]
    load = Load(unit.name, exercise.name, workspace.sources(), unit.stub, exercise.changes)
    return grade_exercise(exercise, key, load, open_local)


def can_try_pairs(unit: Unit) -> bool:
    """Return whether workers can run a reference with two mistakes at once: a release has no references."""
    return AVAILABLE and unit.solution_file.exists()


@contextmanager
def pairs_here(unit: Unit, exercise: Exercise) -> Iterator[Pairs | None]:
    """Yield what names two mistakes at once, or None where no worker can be forked or no reference is there.

    The worker's process is started only if a pair is really tried.
    """
    if not can_try_pairs(unit):
        yield None
        return
    with ExitStack() as stack:
        zygotes: list[Zygote] = []

        def open_subject(exercise: Exercise, load: Load) -> AbstractContextManager[Subject]:
            if not zygotes:
                zygotes.append(stack.enter_context(Zygote(KIT / "graders", trusted=True)))
            return zygotes[0].open(exercise, load)

        yield Pairs(unit, exercise, open_subject)
