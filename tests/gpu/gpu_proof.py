"""Prove the device checks on a real GPU. Run by `make gpu-proof`, after the whole suite.

For each exercise that has a device check: the reference and every correct variant pass on the GPU; every mistake
that shows on the simulated device alone fails there too; and case by case the GPU says what the simulated device says. One GPU forgives a mistake
that two would show: code that moves to "cuda" moves to the only one there is. Such mistakes are counted apart, and
have to show on the CPU of that machine, where their results are on the GPU.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from rich.console import Console
from rich.progress import track
from rich.table import Table

from torchkata.audit import Bench
from torchkata.catalog import catalog
from torchkata.confinement.limits import MEMORY_FOR_CUDA, Limits
from torchkata.devices import SIMULATED, accelerator
from torchkata.exercise import Exercise
from torchkata.key import KeyCheck, failure, keys_for
from torchkata.source import mistaken
from torchkata.subjects import Stopped, Subject
from torchkata.subjects.forked import Zygote
from torchkata.wire import Load

ROOMY = Limits(cpu_seconds=1200, wall_seconds=1200, memory_bytes=MEMORY_FOR_CUDA)

Verdicts = list[bool]
"""Whether each case passes, in the order of the key."""


@dataclass
class Agreement:
    """What one exercise showed on the simulated device and on the real one."""

    exercise: str
    right: int = 0
    right_passed: int = 0
    mistakes: int = 0
    mistakes_failed: int = 0
    forgiven: int = 0
    cases: int = 0
    agreeing: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against the device check."""
        return (
            self.right_passed == self.right
            and self.mistakes_failed == self.mistakes
            and self.agreeing == self.cases
        )


def verdicts(
    subject: Subject, exercise: Exercise, checks: Sequence[KeyCheck], device: str
) -> Verdicts:
    """Return the verdict on each case; what ends the subject fails there and on all that remain."""
    cases = [(c.name, case) for c in checks for case in c.on(device).cases]
    passed: Verdicts = []
    try:
        for name, case in cases:
            check = exercise.check_named(name)
            (observed,) = subject.observe(check, [case.case])
            passed.append(failure(check, observed, case) is None)
    except Stopped:
        pass
    return passed + [False] * (len(cases) - len(passed))


def sources(bench: Bench) -> Iterator[tuple[str, bool]]:
    """Yield modules, and whether they are right: the reference, the variants, the device mistakes."""
    yield bench.unit.solution, True
    for file in bench.variants():
        yield file.read_text("utf-8"), True
    on_devices = {
        name for check in bench.key.elsewhere for case in check.cases for name in case.wrong
    }
    for mistake in bench.unit.mistakes.get(bench.exercise.id, ()):
        if mistake.name in on_devices:
            yield mistaken(bench.unit.solution, bench.exercise.name, (mistake,)), False


def prove(bench: Bench, subjects: Iterator[Subject], device: str) -> Agreement:
    """Compare both devices on every module of an exercise.

    Args:
        bench: the exercise.
        subjects: one for each of its `sources`, in their order.
        device: the real one.
    """
    key, exercise = bench.key, bench.exercise
    found = Agreement(exercise.id)
    for (_, right), subject in zip(sources(bench), subjects, strict=True):
        on_cpu = verdicts(subject, exercise, key.checks, "cpu")
        there = verdicts(subject, exercise, key.elsewhere, device)
        simulated = verdicts(subject, exercise, key.elsewhere, SIMULATED)
        if right:
            found.right += 1
            found.right_passed += all(on_cpu) and all(there)
        elif all(there) and not all(simulated) and not all(on_cpu):
            found.forgiven += 1
            continue
        else:
            found.mistakes += 1
            found.mistakes_failed += not all(there)
        found.cases += len(there)
        found.agreeing += sum(a == b for a, b in zip(there, simulated, strict=True))
    return found


def table(agreements: Sequence[Agreement]) -> Table:
    """Return the table of agreement."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    made.add_column("exercise", no_wrap=True)
    for heading in ("right pass", "mistakes fail", "forgiven by one GPU", "cases agree"):
        made.add_column(heading, justify="right")
    for a in agreements:
        made.add_row(
            a.exercise,
            f"{a.right_passed}/{a.right}",
            f"{a.mistakes_failed}/{a.mistakes}",
            str(a.forgiven),
            f"{a.agreeing}/{a.cases}",
        )
    return made


def main() -> bool:
    """Print the table for this machine's GPU; return whether everything agrees."""
    console = Console()
    device = accelerator()
    if device is None:
        console.print("There is no GPU on this machine, and nothing was proved.")
        return False
    kit = catalog()
    exercises = [exercise for exercise in kit.exercises() if exercise.device_points]
    keys = keys_for(exercises, kit, 0, jobs=4)
    agreements = []
    with Zygote(kit.graders, trusted=True, accelerators=True) as zygote:
        for exercise in track(exercises, "exercises", console=Console(stderr=True), transient=True):
            unit = kit.units[exercise.unit]
            bench = Bench(exercise, unit, keys[exercise.id], zygote)
            agreements.append(prove(bench, _subjects(bench), device))
    name = torch.get_device_module(device).get_device_name(device)
    console.print(f"{name} ({device}), torch {torch.__version__}")
    console.print(table(agreements))
    return all(agreement.holds for agreement in agreements)


def _subjects(bench: Bench) -> Iterator[Subject]:
    """Yield a worker of its own for each module, so that none finds what another one left."""
    for source, _ in sources(bench):
        unit, exercise = bench.unit, bench.exercise
        load = Load(unit.name, exercise.name, {unit.name: source}, unit.stub, exercise.changes)
        with bench.zygote.open(exercise, load, ROOMY) as subject:
            yield subject


if __name__ == "__main__":
    sys.exit(not main())
