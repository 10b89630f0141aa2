"""The floor of grading: the same passes with the same recording in one warm process that forks nothing.

For each submission it imports the learner's modules and runs every probe on every case of the answer keys, as a
worker does, and throws the observations away. No comparison, no report, no process started. Prints
the processor seconds of the passes, imports of torch and of graders left out, as JSON.
"""

import json
import sys
import time
from pathlib import Path

import torch

from torchkata.catalog import catalog
from torchkata.key import keys_for
from torchkata.observation import Implementation, observe
from torchkata.subjects.local import loaded_state
from torchkata.subjects.modules import import_submitted
from torchkata.subjects.zygote import warm
from torchkata.submissions import find_submissions


def main(folder: str, *wanted: str) -> None:
    """Run the passes of some units and exercises, or of all, on all submissions in `folder` and print what they took."""
    torch.set_num_threads(1)
    warm()
    kit = catalog()
    exercises = kit.select(list(wanted))
    keys = keys_for(exercises, kit, 0)
    submissions = find_submissions(Path(folder))
    runs = 0
    start = time.process_time()
    for submission in submissions:
        sources = submission.sources
        module, unit = None, None
        for exercise in exercises:
            if unit is not kit.units[exercise.unit]:
                unit = kit.units[exercise.unit]
                module = import_submitted(unit.name, sources)
            assert module is not None
            source = sources[unit.name]
            state = loaded_state(module, source, unit.stub, exercise.name)
            if exercise.name in state.untouched:
                continue
            implementation = Implementation(module, exercise.name, exercise.changes)
            for key_check in (*keys[exercise.id].checks, *keys[exercise.id].elsewhere):
                probe = exercise.check_named(key_check.name).probe
                for case in (key_case.case for key_case in key_check.cases):
                    look = case.look_for_reseeding
                    how = {"device": case.device, "look_for_reseeding": look}
                    observe(probe, implementation, case.inputs, **how)
                    runs += 1
    seconds = time.process_time() - start
    print(json.dumps({"seconds": seconds, "runs": runs}))


if __name__ == "__main__":
    main(*sys.argv[1:])
