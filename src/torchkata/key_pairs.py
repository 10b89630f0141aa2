"""Pairs of mistakes for a single learner: composed and run on this machine when a failure is explained."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from torchkata.catalog import KIT, Unit
from torchkata.exercise import Exercise
from torchkata.grade import Pairs
from torchkata.subjects.forked import AVAILABLE, Zygote


@contextmanager
def pairs_here(unit: Unit, exercise: Exercise) -> Iterator[Pairs | None]:
    """Yield what names two mistakes at once, or None where no worker can be forked.

    The worker's process is started only if a pair is really tried.
    """
    if not AVAILABLE:
        yield None
        return
    with ExitStack() as stack:
        zygotes: list[Zygote] = []

        def open_subject(exercise: Exercise, load):
            if not zygotes:
                zygotes.append(stack.enter_context(Zygote(KIT / "graders")))
            return zygotes[0].open(exercise, load)

        yield Pairs(unit, exercise, open_subject)
