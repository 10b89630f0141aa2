"""Where an implementation runs: in this process (`local`), or in a forked worker (`forked`).

A subject has loaded one module for one exercise and runs probes on it. Whoever asks it gets observations
as data and cannot tell where they come from.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Literal, Protocol

from torchkata.exercise import Check, Exercise
from torchkata.observation import Observation
from torchkata.wire import Case, Load, Loaded

Accident = Literal["timed out", "out of memory", "crashed", "nonsense"]


class Stopped(Exception):
    """The subject ended before it answered.

    Attributes:
        accident: what happened, in the words of a verdict.
        sentence: the same for people.
    """

    def __init__(self, accident: Accident, sentence: str) -> None:
        super().__init__(sentence)
        self.accident: Accident = accident
        self.sentence = sentence


class Subject(Protocol):
    """One module, loaded for one exercise."""

    @property
    def loaded(self) -> Loaded:
        """What loading found out."""
        ...

    def observe(
        self,
        check: Check,
        cases: Sequence[Case],
        *,
        describe_calls: bool = False,
    ) -> Iterator[Observation]:
        """Run the check's probe on each case and yield what happened, in order.

        Raises:
            Stopped: the subject ended before it answered for the case at hand.
        """
        ...


Opener = Callable[[Exercise, Load], AbstractContextManager[Subject]]
"""Where code runs: loads modules for an exercise and gives the subject."""
