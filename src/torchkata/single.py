"""Grade one exercise of the learner's own workspace, in this process."""

import os

from torchkata.exercise import Exercise
from torchkata.grade import grade_exercise
from torchkata.key import keys_for
from torchkata.report import ExerciseReport
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
