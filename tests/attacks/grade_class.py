"""Grade a class as `torchkata grade` does, with short limits: `python grade_class.py SUBMISSIONS OUT`.

Attacks that go after the judge need its process id, which is this one's.
"""

import os
import sys
from pathlib import Path

import torch

from torchkata import batch
from torchkata.catalog import catalog
from torchkata.confinement.limits import Limits
from torchkata.key import keys_for
from torchkata.reports.terminal import class_table, isolation_lines, standing_out
from torchkata.submissions import find_submissions

EXERCISES = [
    "norms.l1_norm",
    "norms.l2_norm",
    "norms.p_norm",
    "norms.cosine_similarity",
    "norms.pairwise_cosine",
    "data.CustomDataset",
    "models.MyLinear",
    "training.train_one_epoch",
    "evaluation.evaluate",
    "persistence.save_weights",
    "persistence.load_weights",
    "persistence.save_checkpoint",
    "persistence.load_checkpoint",
]
"""Those that attacks define; each costs two workers for each attack."""


def main(submissions: Path, out: Path) -> None:
    """Grade, and print what an instructor sees."""
    from rich.console import Console

    torch.set_num_threads(1)
    for module in submissions.glob("*/*.py"):
        if module.is_symlink() or not module.is_file():
            continue
        text = module.read_bytes()
        if b"@JUDGE@" in text:
            module.write_bytes(text.replace(b"@JUDGE@", str(os.getpid()).encode()))
    kit = catalog()
    exercises = kit.select(EXERCISES)
    keys = keys_for(exercises, kit, 0, jobs=2)
    limits = Limits(cpu_seconds=2, wall_seconds=5.0)
    work = batch.Batch(find_submissions(submissions), exercises, keys, kit, out, 0, "full", limits)
    reports = batch.run(work, jobs=4)
    console = Console(width=120)
    console.print(class_table(reports, console))
    for line in (*standing_out(reports), *isolation_lines(reports)):
        console.print(line, markup=False, soft_wrap=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
