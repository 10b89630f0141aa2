"""Grade one submission: compare what its code shows with answer keys, name the mistakes, give points."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from itertools import combinations

from torchkata.catalog import Unit
from torchkata.exercise import Check, DeclarationError, Exercise, Mistake
from torchkata.key import Key, KeyCase, KeyCheck, failure, looks_like
from torchkata.observation import Observation, Raised, show
from torchkata.report import CheckReport, ExerciseReport, Failure, Named, Status
from torchkata.source import mistaken
from torchkata.subjects import Stopped, Subject
from torchkata.wire import Load, Loaded

Opener = Callable[[Exercise, Load], AbstractContextManager[Subject]]


@dataclass
class Examination:
    """What an implementation showed on the cases of a key, and how it compared.

    Attributes:
        seen: observations by check, in the order of the key's cases.
        differences: by check, None or a sentence for each observation.
        stopped: why the subject ended early, if it did; then the last check seen is incomplete.
    """

    exercise: Exercise
    key: Key
    loaded: Loaded
    seen: dict[str, list[Observation]] = field(default_factory=dict)
    differences: dict[str, list[str | None]] = field(default_factory=dict)
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
        return next(c for c in self.key.checks if c.name == check).cases

    def complete(self, check: str) -> bool:
        """Return whether a check has been run on all its cases."""
        return len(self.seen.get(check, ())) == len(self.cases(check))

    def passed(self, check: str) -> bool:
        """Return whether a check was run on all its cases and passed them."""
        return self.complete(check) and not any(self.differences[check])

    def triples(self) -> Iterator[tuple[KeyCase, Observation, bool]]:
        """Yield every case with what was seen and whether it failed."""
        for check in self.key.checks:
            rows = zip(
                check.cases, self.seen[check.name], self.differences[check.name], strict=True
            )
            for case, observation, difference in rows:
                yield case, observation, difference is not None


# Diagnosis ---------------------------------------------------------------------------------------


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
        self._sources = dict(self._compose())
        self._shown: dict[tuple[str, str], dict[tuple[str, int], tuple[Observation, bool]]] = {}
        self._unusable: set[tuple[str, str]] = set()

    def _compose(self) -> Iterator[tuple[tuple[str, str], str]]:
        mistakes = self._unit.mistakes.get(self._exercise.id, ())
        edits: list[Mistake] = [m for m in mistakes if not m.whole and not m.same_as]
        for one, other in combinations(edits, 2):
            for first, second in ((one, other), (other, one)):
                try:
                    source = mistaken(self._unit.solution, self._exercise.name, (first, second))
                except (DeclarationError, SyntaxError):
                    continue
                yield (one.name, other.name), source
                break

    def find(self, examination: Examination) -> tuple[str, str] | None:
        """Return the only two mistakes that explain what was seen, or None if none or several do."""
        if examination.stopped is not None or not self._sources:
            return None
        rows = sorted(self._rows(examination), key=lambda row: not row[4])
        with self._lock, ExitStack() as stack:
            laboratory = _PairLaboratory(self, stack)
            found = [pair for pair in self._sources if self._explains(pair, rows, laboratory)]
        return found[0] if len(found) == 1 else None

    @staticmethod
    def _rows(
        examination: Examination,
    ) -> Iterator[tuple[Check, int, KeyCase, Observation, bool]]:
        for key_check in examination.key.checks:
            check = examination.exercise.check_named(key_check.name)
            for index, case in enumerate(key_check.cases):
                observed = examination.seen[check.name][index]
                failed = examination.differences[check.name][index] is not None
                yield check, index, case, observed, failed

    def _explains(
        self,
        pair: tuple[str, str],
        rows: Sequence[tuple[Check, int, KeyCase, Observation, bool]],
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
        unit, name = self._unit.name, self._exercise.name
        return Load(
            unit, name, {unit: self._sources[pair]}, self._unit.stub, self._exercise.changes
        )


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
        try:
            return next(iter(self._subject.observe(check, [case.case])))
        except Stopped:
            self._subject = None
            raise


# Verdicts ----------------------------------------------------------------------------------------


def grade_exercise(
    exercise: Exercise, key: Key, load: Load, open_subject: Opener, pairs: Pairs | None = None
) -> ExerciseReport:
    """Grade one exercise of one submission.

    Args:
        exercise: what is graded.
        key: its answer key.
        load: the submission's modules; without the exercise's own module the exercise is missing.
        open_subject: where the code runs.
        pairs: what names two mistakes at once, if that is wanted.
    """
    if load.unit not in load.sources:
        return without_checks(exercise, "missing", f"There is no {load.unit}.py in the submission.")
    examination: Examination | None = None
    try:
        with open_subject(exercise, load) as subject:
            verdict = before_checks(exercise, subject.loaded)
            if verdict is not None:
                return verdict
            examination = Examination(exercise, key, subject.loaded)
            for check in exercise.checks:
                examination.examine(check, subject)
    except Stopped as stopped:
        if examination is None:
            return without_checks(exercise, stopped.accident, stopped.sentence)
    return conclude(examination, pairs)


def before_checks(exercise: Exercise, loaded: Loaded) -> ExerciseReport | None:
    """Return the verdict on an exercise whose checks need not be run, else None."""
    if loaded.problem is not None:
        raised = loaded.problem
        where = f" ({raised.frames[0].file}, line {raised.frames[0].line})" if raised.frames else ""
        kind = raised.types[0]
        return without_checks(
            exercise,
            "not importable",
            f"{exercise.unit}.py cannot be imported: {kind}: {raised.message}{where}. "
            "Until it can, none of its exercises is graded.",
        )
    if exercise.name in loaded.untouched:
        return without_checks(exercise, "not started", "The body is still the stub's.")
    return None


def without_checks(exercise: Exercise, status: Status, sentence: str) -> ExerciseReport:
    """Return the verdict on an exercise none of whose checks was run."""
    checks = tuple(
        CheckReport(c.name, c.law, c.points, 0, c.evidence, "not run") for c in exercise.checks
    )
    return ExerciseReport(exercise.id, exercise.points, 0, status, sentence, (), checks)


def conclude(examination: Examination, pairs: Pairs | None) -> ExerciseReport:
    """Return the verdict that an examination supports."""
    exercise = examination.exercise
    checks = tuple(_check_report(examination, check) for check in exercise.checks)
    earned = sum(check.earned for check in checks)

    def report(status: Status, sentence: str, mistakes: tuple[Named, ...] = ()) -> ExerciseReport:
        return ExerciseReport(
            exercise.id, exercise.points, earned, status, sentence, mistakes, checks
        )

    if examination.stopped is not None:
        return report(examination.stopped.accident, examination.stopped.sentence)
    if all(examination.passed(check.name) for check in exercise.checks):
        return report("passed", "Every check passes.")
    needed = _needs(examination)
    if needed:
        return report("needs another exercise", f"This needs your {needed}, which is not finished.")
    mistakes = explain(examination, pairs)
    if mistakes:
        return report("diagnosed", f"Your code {' and '.join(m.name for m in mistakes)}.", mistakes)
    failed = next(c for c in checks if c.failure is not None)
    assert failed.failure is not None
    return report("failed", failed.failure.difference)


def explain(examination: Examination, pairs: Pairs | None) -> tuple[Named, ...]:
    """Return the mistake, or the two mistakes, that the code makes; nothing if none is known to fit."""
    mistakes: Mapping[str, tuple[str, str]] = examination.key.mistakes
    names = list(dict.fromkeys(mistakes[name][0] for name in diagnose(examination)))
    if not names and pairs is not None:
        names = list(pairs.find(examination) or ())
    elif len(names) > 1:
        names = []
    return tuple(Named(name, mistakes[name][1]) for name in names)


def _needs(examination: Examination) -> str | None:
    """Return the learner's own unfinished function that stopped this one."""
    for _, observed, failed in examination.triples():
        raised = observed.raised
        if failed and raised and raised.types[0] == "NotImplementedError" and raised.frames:
            function = raised.frames[-1].function
            if function in examination.loaded.untouched:
                return function
    return None


def _check_report(examination: Examination, check: Check) -> CheckReport:
    common = (check.name, check.law, check.points)
    if examination.passed(check.name):
        return CheckReport(*common, check.points, check.evidence, "passed")
    differences = examination.differences.get(check.name, [])
    index = next((i for i, sentence in enumerate(differences) if sentence), None)
    if index is not None:
        described = describe_failure(examination, check, index)
        return CheckReport(*common, 0, check.evidence, "failed", described)
    if examination.stopped is not None and check.name in examination.seen:
        case = examination.cases(check.name)[len(differences)]
        described = _stopped_failure(examination, case)
        return CheckReport(*common, 0, check.evidence, "failed", described)
    return CheckReport(*common, 0, check.evidence, "not run")


def describe_failure(examination: Examination, check: Check, index: int) -> Failure:
    """Return what happened on one case, for people."""
    case = examination.cases(check.name)[index]
    observed = examination.seen[check.name][index]
    sentence = examination.differences[check.name][index]
    assert sentence is not None
    frames = observed.raised.frames if observed.raised else ()
    return Failure(
        case.call,
        _inputs(case),
        _outcome(observed),
        _outcome(case.expected.observation),
        sentence,
        f"{examination.exercise.unit}.py",
        frames[-1].line if frames else examination.loaded.line,
        frames,
        observed.printed,
    )


def _stopped_failure(examination: Examination, case: KeyCase) -> Failure:
    assert examination.stopped is not None
    return Failure(
        case.call,
        _inputs(case),
        "nothing: " + examination.stopped.accident,
        _outcome(case.expected.observation),
        examination.stopped.sentence,
        f"{examination.exercise.unit}.py",
        examination.loaded.line,
    )


def _inputs(case: KeyCase) -> str:
    """Return the inputs that the call does not show."""
    hidden = [(name, show(value, 80)) for name, value in case.inputs.items()]
    return ", ".join(f"{name} = {text}" for name, text in hidden if text not in case.call)


def _outcome(observation: Observation) -> str:
    if observation.raised is None:
        return show(observation.value)
    message = observation.raised.message
    return f"{observation.raised.types[0]}: {message}" if message else observation.raised.types[0]


__all__ = ["Examination", "KeyCheck", "Pairs", "conclude", "diagnose", "grade_exercise"]
