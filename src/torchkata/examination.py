"""What an implementation showed on the cases of an answer key, and how that compared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from torchkata.compare import Difference
from torchkata.exercise import Check, Exercise
from torchkata.key import Key, KeyCase, KeyCheck, failure, not_judged
from torchkata.observation import Observation
from torchkata.subjects import Stopped, Subject
from torchkata.wire import Loaded


@dataclass
class Examination:
    """What an implementation showed on the cases of a key, and how it compared.

    Attributes:
        key_checks: the checks and cases that it was examined on.
        seen: observations by check, in the order of the key's cases.
        differences: by check, None or what differs first for each observation.
        stopped: why the subject ended early, if it did; then the last check seen is incomplete.
    """

    exercise: Exercise
    key: Key
    loaded: Loaded
    key_checks: Sequence[KeyCheck]
    seen: dict[str, list[Observation]] = field(default_factory=dict)
    differences: dict[str, list[Difference | None]] = field(default_factory=dict)
    stopped: Stopped | None = None

    def examine(self, check: Check, subject: Subject) -> None:
        """Run one check on all its cases.

        Raises:
            Stopped: the subject ended; what was seen before is kept.
        """
        cases = self.cases(check.name)
        self.seen[check.name], self.differences[check.name] = [], []
        observations = subject.observe(check, [case.case for case in cases])
        try:
            for case, observation in zip(cases, observations, strict=True):
                self.seen[check.name].append(observation)
                self.differences[check.name].append(failure(check, observation, case))
        except Stopped as stopped:
            self.stopped = stopped
            raise

    def cases(self, check: str) -> tuple[KeyCase, ...]:
        """Return the key's cases of a check."""
        return next(c for c in self.key_checks if c.name == check).cases

    def complete(self, check: str) -> bool:
        """Return whether a check has been run on all its cases."""
        return len(self.seen.get(check, ())) == len(self.cases(check))

    def passed(self, check: str) -> bool:
        """Return whether a check was run on all its cases and passed them."""
        return self.complete(check) and not any(self.differences[check])

    def first_failure(self, check: str) -> int | None:
        """Return the number of the first example of a check that failed."""
        differences = self.differences.get(check, ())
        return next((i for i, difference in enumerate(differences) if difference), None)

    def all_passed(self) -> bool:
        """Return whether everything that was begun was run to its end and passed."""
        return self.stopped is None and all(self.passed(check) for check in self.seen)

    def not_judged(self) -> Iterator[str]:
        """Yield why something could not be judged on a device."""
        for case, observed, _ in self.triples():
            if not_judged(observed, case) and observed.raised is not None:
                yield observed.raised.message

    def triples(self) -> Iterator[tuple[KeyCase, Observation, bool]]:
        """Yield every case with what was seen and whether it failed."""
        for check in self.key_checks:
            if check.name not in self.seen:
                continue
            rows = zip(
                check.cases, self.seen[check.name], self.differences[check.name], strict=True
            )
            for case, observation, difference in rows:
                yield case, observation, difference is not None
