"""What it costs to fill nbgrader's gradebook: `nbgrader autograde` and `torchkata grade --gradebook`, in one run.

Run by `make bench`, or as `python tests/bench/gradebooks.py [COPIES]`; needs the extra `nbgrader`. Both grade the same
notebooks of unit norms, one in three all right, with warm answer keys, nbgrader in one process for the whole class, torchkata
one submission at a time and as it does by default, three times each, of which the medians count. Both are also run on a
class of one, since each starts once for a class: the cost of one more submission is what counts, in wall seconds. A good
part of nbgrader's is the judge that each kernel starts, which imports torch.
"""

import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import CORES, LEARNERS, ROOT
from test_nbgrader import command, hand_in


def seconds(course: Path, arguments: tuple[str, ...], times: int) -> float:
    """Return the wall seconds of a command on a copy of a course, the median of several runs."""
    return statistics.median(once(course, arguments) for _ in range(times))


def once(course: Path, arguments: tuple[str, ...]) -> float:
    """Return the wall seconds of one run."""
    copy = Path(shutil.copytree(course, course.parent / "copy"))
    start = time.perf_counter()
    command(copy, *arguments)
    taken = time.perf_counter() - start
    shutil.rmtree(copy)
    return taken


def main(copies: int) -> None:
    """Print the figures as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        one, many = Path(folder) / "one", Path(folder) / "many"
        command(ROOT, "torchkata", "notebooks", "--to", str(one), "--unit", "norms")
        command(one, "nbgrader", "generate_assignment", "norms")
        shutil.copytree(one, many)
        for course, count in ((one, 1), (many, 1 + copies * len(LEARNERS))):
            for number in range(count):
                learner = ROOT / "examples" / "submissions" / LEARNERS[number % len(LEARNERS)]
                hand_in(course, f"student-{number}", (learner / "norms.py").read_text("utf-8"))
        fast = ("torchkata", "grade", ".", "--gradebook", "sqlite:///gradebook.db", "--out", "out")
        ways = {
            "nbgrader": ("nbgrader", "autograde", "norms"),
            "torchkata, 1 job": (*fast, "--jobs", "1"),
            f"torchkata, {CORES} jobs": fast,
        }
        figures = {}
        for name, arguments in ways.items():
            times = 1 if name == "nbgrader" else 3  # which takes minutes
            alone, all_of_them = seconds(one, arguments, times), seconds(many, arguments, times)
            more = (all_of_them - alone) / (copies * len(LEARNERS))
            figures[name] = {
                "class of one": round(alone, 1),
                f"class of {1 + copies * len(LEARNERS)}": round(all_of_them, 1),
                "one more": round(more, 2),
            }
        for figure in figures.values():
            figure["throughput over nbgrader"] = round(
                figures["nbgrader"]["one more"] / figure["one more"], 1
            )
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 10)
