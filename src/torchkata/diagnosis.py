"""Name the mistake, or the two mistakes, that an implementation makes.

Nothing here guesses: a mistake is named if it shows exactly what was seen, on every case of the exercise.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import combinations

from torchkata.catalog import Unit
from torchkata.examination import Examination
from torchkata.exercise import Check, DeclarationError, Exercise, Mistake
from torchkata.key import KeyCase, failure, looks_like
from torchkata.observation import Observation, Raised
from torchkata.report import Named
from torchkata.source import mistaken
from torchkata.subjects import Opener, Stopped, Subject
from torchkata.wire import Load

_Row = tuple[Check, int, KeyCase, Observation, bool]
"""A check, the number and the case of an example, what was seen, and whether it failed."""


def explain(
    on_cpu: Examination, elsewhere: Sequence[Examination], pairs: "Pairs | None"
) -> tuple[Named, ...]:
    """Return the mistakes that the code makes; nothing if none is known to fit.

    What fails on other devices is looked at only where all is well on the CPU: a mistake that shows here may
    show there as well.
    """
    mistakes: Mapping[str, tuple[str, str]] = on_cpu.key.mistakes
    fails_on_cpu = any(failed for *_, failed in on_cpu.triples())
    examinations = [on_cpu] if fails_on_cpu else elsewhere
    found = ({mistakes[name][0]: None for name in diagnose(some)} for some in examinations)
    names = next((list(some) for some in found if some), [])
    if not names and fails_on_cpu and pairs is not None:
        names = list(pairs.find(on_cpu) or ())
    elif len(names) > 1:
        names = []
    return tuple(Named(name, mistakes[name][1]) for name in names)


def diagnose(examination: Examination) -> list[str]:
    """Return the names of the known mistakes that show exactly what was seen.

    A mistake must agree on every case of the exercise, those where it is harmless included; and on at
    least one case that tells, by more than the type of an exception.
    """
    if examination.stopped is not None:
        return []
    triples = list(examination.triples())
    return [name for name in examination.key.mistakes if _agrees(name, triples)]


def _agrees(name: str, triples: Sequence[tuple[KeyCase, Observation, bool]]) -> bool:
    telling = False
    for case, observed, failed in triples:
        wrong = case.wrong.get(name)
        if failed != (wrong is not None):
            return False
        if wrong is not None:
            if not looks_like(observed, wrong, case):
                return False
            telling = telling or _more_than_a_type(observed.raised, wrong.raised)
    return telling


def _more_than_a_type(mine: Raised | None, theirs: Raised | None) -> bool:
    return mine is None or theirs is None or mine.message == theirs.message


class Pairs:
    """Finds two mistakes that together show what was seen. Threads may share it.

    The edits of two mistakes are composed and run when a failure is to be explained; what a pair showed is
    kept for the next submission.
    """

    def __init__(self, unit: Unit, exercise: Exercise, open_subject: Opener) -> None:
        self._unit = unit
        self._exercise = exercise
        self._open = open_subject
        self._lock = threading.Lock()
        mistakes = unit.mistakes.get(exercise.id, ())
        self._edits = [m for m in mistakes if not m.whole and not m.same_as]
        self._sources: dict[tuple[str, str], str | None] = {}
        self._shown: dict[tuple[str, str], dict[tuple[str, int], tuple[Observation, bool]]] = {}
        self._unusable: set[tuple[str, str]] = set()

    def _source(self, one: Mistake, other: Mistake) -> str | None:
        """Return the reference with both edits, or None if they do not compose in either order."""
        pair = (one.name, other.name)
        if pair not in self._sources:
            self._sources[pair] = None
            for order in ((one, other), (other, one)):
                try:
                    text = mistaken(self._unit.solution, self._exercise.name, order)
                except (DeclarationError, SyntaxError):
                    continue
                self._sources[pair] = text
                break
        return self._sources[pair]

    def find(self, examination: Examination) -> tuple[str, str] | None:
        """Return the only two mistakes that explain what was seen, or None if none or several do."""
        if examination.stopped is not None:
            return None
        rows = sorted(self._rows(examination), key=lambda row: not row[4])
        pairs = [pair for pair in combinations(self._edits, 2) if _plausible(pair, rows)]
        with self._lock, ExitStack() as stack:
            laboratory = _PairLaboratory(self, stack)
            composed = [(one.name, other.name) for one, other in pairs if self._source(one, other)]
            found = [pair for pair in composed if self._explains(pair, rows, laboratory)]
        return found[0] if len(found) == 1 else None

    @staticmethod
    def _rows(
        examination: Examination,
    ) -> Iterator[_Row]:
        for key_check in examination.key_checks:
            check = examination.exercise.check_named(key_check.name)
            for index, case in enumerate(key_check.cases):
                observed = examination.seen[check.name][index]
                failed = examination.differences[check.name][index] is not None
                yield check, index, case, observed, failed

    def _explains(
        self,
        pair: tuple[str, str],
        rows: Sequence[_Row],
        laboratory: "_PairLaboratory",
    ) -> bool:
        telling = False
        for check, index, case, observed, failed in rows:
            shown = self._shown.setdefault(pair, {})
            if (check.name, index) not in shown:
                try:
                    seen = laboratory.observe(pair, check, case)
                except Stopped:
                    self._unusable.add(pair)
                    return False
                shown[check.name, index] = seen, failure(check, seen, case) is not None
            wrong, wrong_failed = shown[check.name, index]
            if failed != wrong_failed or (failed and not looks_like(observed, wrong, case)):
                return False
            telling = telling or (failed and _more_than_a_type(observed.raised, wrong.raised))
        return telling

    def load(self, pair: tuple[str, str]) -> Load:
        """Return the request that loads the reference with both mistakes."""
        if pair in self._unusable:
            raise Stopped("crashed", "The two mistakes together end the process.")
        unit, name, source = self._unit.name, self._exercise.name, self._sources[pair]
        assert source is not None
        return Load(unit, name, {unit: source}, self._unit.stub, self._exercise.changes)


def _plausible(pair: tuple[Mistake, Mistake], rows: Sequence["_Row"]) -> bool:
    """Return whether running a pair is worth its time, from what each of the two shows alone.

    Where neither shows, nothing may have failed; where one shows, it must look like that one.
    """
    for _, _, case, observed, failed in rows:
        shown = [case.wrong[m.name] for m in pair if m.name in case.wrong]
        if failed != bool(shown) and len(shown) < 2:
            return False
        if len(shown) == 1 and not looks_like(observed, shown[0], case):
            return False
    return True


class _PairLaboratory:
    """Loads one pair after the other, in one worker where that is possible."""

    def __init__(self, pairs: Pairs, stack: ExitStack) -> None:
        self._pairs = pairs
        self._stack = stack
        self._loaded: tuple[str, str] | None = None
        self._subject: Subject | None = None

    def observe(self, pair: tuple[str, str], check: Check, case: KeyCase) -> Observation:
        if self._subject is None or self._loaded != pair:
            load = self._pairs.load(pair)
            reload = getattr(self._subject, "load", None)
            try:
                if reload is None:
                    opened = self._pairs._open(self._pairs._exercise, load)
                    self._subject = self._stack.enter_context(opened)
                else:
                    reload(load)
            except Stopped:
                self._subject = None
                raise
            self._loaded = pair
        assert self._subject is not None
        try:
            return next(iter(self._subject.observe(check, [case.case])))
        except Stopped:
            self._subject = None
            raise
