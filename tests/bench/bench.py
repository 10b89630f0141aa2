"""What grading costs: torchkata, one pytest process per submission, and the floor.

Run by `make bench`, or as `python tests/bench/bench.py [UNIT or EXERCISE ...]`; without any, for `FIRST`, one exercise or
more of each kind of thing that learners write. All three grade the same submissions with the same checks and warm
answer keys on one machine. torchkata grades once one submission at a time
and once as it does by default, one on each core; pytest and the floor take one at a time. The submissions are right
and half-right ones of the sample class: none ends by an accident, whose time limits would drown everything else.
torchkata starts once for a class, so its cost for one more submission is taken from two class sizes. Ratios are what
counts: seconds differ between machines and runs.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from torchkata.report import Report, from_json

ROOT = Path(__file__).resolve().parents[2]
LEARNERS = ("learner-01", "learner-05", "learner-10")
FIRST = (
    "norms",
    "models.MyLinear",
    "data.CustomDataset",
    "training.train_one_epoch",
    "evaluation.evaluate",
    "persistence.save_weights",
    "persistence.load_weights",
    "persistence.save_checkpoint",
    "persistence.load_checkpoint",
)
ROUNDS = 2
CORES = os.cpu_count() or 1
WORKER_MILLISECONDS = 20


def measured(command: list[str], cwd: Path) -> tuple[float, float, str]:
    """Run a command; return wall seconds, processor seconds of it and all its children, and its output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode not in (0, 1):
        sys.exit(done.stdout + done.stderr)
    return wall, cpu, done.stdout


def make_class(folder: Path, copies: int) -> None:
    """Copy the learners `copies` times."""
    for copy in range(copies):
        for learner in LEARNERS:
            shutil.copytree(
                ROOT / "examples" / "submissions" / learner, folder / f"{learner}-{copy}"
            )


def workers_of(report: Report) -> int:
    """Return how many workers grading started at least: two for each unit."""
    return 2 * len({exercise.unit for exercise in report.exercises})


def pytest_once(folder: Path, learner: str, wanted: Sequence[str]) -> tuple[float, float]:
    """Return wall and processor seconds of one `python -m pytest graders/…` on one submission."""
    workspace = folder / f"workspace-{learner}"
    if not workspace.exists():
        shutil.copytree(ROOT / "examples" / "submissions" / learner, workspace / "exercises")
        shutil.copytree(ROOT / "graders", workspace / "graders")
    parts = [one.split(".") for one in wanted]
    nodes = ["::".join((f"graders/test_{unit}.py", *name)) for unit, *name in parts]
    wall, cpu, _ = measured([sys.executable, "-m", "pytest", "-q", *nodes], workspace)
    return wall, cpu


def main(wanted: Sequence[str], copies: int = 4) -> None:
    """Measure, print, and write bench.json, beside what it holds of other units and exercises."""
    only = [text for one in wanted for text in ("--only", one)]

    def grade(folder: Path, out: Path, jobs: int = 1, *options: str) -> tuple[float, float]:
        """Return wall and processor seconds of grading a class, `jobs` submissions at a time."""
        command = [sys.executable, "-m", "torchkata.cli", "grade", str(folder), "--out", str(out)]
        options = ("--jobs", str(jobs), "--force", *only, *options)
        wall, cpu, _ = measured([*command, *options], folder.parent)
        return wall, cpu

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, large = folder / "small", folder / "large"
        make_class(small, 1)
        make_class(large, 1 + copies)
        extra = copies * len(LEARNERS)
        grade(small, folder / "warm")
        rows = []
        for _ in range(ROUNDS):
            small_wall, small_cpu = grade(small, folder / "out")
            large_wall, large_cpu = grade(large, folder / "out-large")
            small_all, _ = grade(small, folder / "out", CORES)
            large_all, _ = grade(large, folder / "out-large", CORES)
            _, small_bare = grade(small, folder / "out", 1, "--isolation", "none")
            _, large_bare = grade(large, folder / "out-large", 1, "--isolation", "none")
            _, small_on_cpu = grade(small, folder / "out", 1, "--device", "cpu")
            _, large_on_cpu = grade(large, folder / "out-large", 1, "--device", "cpu")
            tests = [pytest_once(folder, learner, wanted) for learner in LEARNERS]
            command = [sys.executable, str(ROOT / "tests/bench/floor.py"), str(small), *wanted]
            output = measured(command, folder)[2]
            files = [folder / "out" / f"{learner}-0.json" for learner in LEARNERS]
            reports = [from_json(file.read_text("utf-8")) for file in files]
            floor = json.loads(output.splitlines()[-1])  # before it stands what learners print
            rows.append(
                {
                    "torchkata wall": (large_wall - small_wall) / extra,
                    "torchkata wall, all cores": (large_all - small_all) / extra,
                    "torchkata cpu": (large_cpu - small_cpu) / extra,
                    "torchkata cpu, unconfined": (large_bare - small_bare) / extra,
                    "torchkata cpu, no device": (large_on_cpu - small_on_cpu) / extra,
                    "torchkata start": small_wall - (large_wall - small_wall) / copies,
                    "pytest wall": statistics.mean(wall for wall, _ in tests),
                    "pytest cpu": statistics.mean(cpu for _, cpu in tests),
                    "floor cpu": floor["seconds"] / len(LEARNERS),
                    "workers": statistics.mean(workers_of(report) for report in reports),
                }
            )
    median = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
    allowed = 1.5 * median["floor cpu"] + WORKER_MILLISECONDS / 1000 * median["workers"]
    figures = {
        "graded": " ".join(wanted),
        **median,
        "throughput over pytest": median["pytest wall"] / median["torchkata wall, all cores"],
        "the same on one core": median["pytest wall"] / median["torchkata wall"],
        "confined over unconfined": median["torchkata cpu"] / median["torchkata cpu, unconfined"],
        "with device over without": median["torchkata cpu"] / median["torchkata cpu, no device"],
        "cpu allowed": allowed,
        "cpu share of allowed": median["torchkata cpu"] / allowed,
        "rounds": ROUNDS,
        "cores": CORES,
    }
    for key, value in figures.items():
        print(f"{key:<28} {value:10.4f}" if isinstance(value, float) else f"{key:<28} {value:>10}")
    print("Seconds are for one submission, medians of the rounds; `start` is once for a class.")
    file = ROOT / "bench.json"
    all_figures = json.loads(file.read_text("utf-8")) if file.exists() else {}
    all_figures[figures["graded"]] = figures
    file.write_text(json.dumps(all_figures, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or FIRST)
