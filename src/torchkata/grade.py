"""Grade one submission: compare what its code shows with answer keys, name the mistakes, give points."""

import hashlib
import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import takewhile

import msgspec

from torchkata.devices import SIMULATED, SIMULATED_AS
from torchkata.diagnosis import Pairs, explain
from torchkata.examination import Examination
from torchkata.exercise import DEVICE_CHECK, DEVICE_LAW, Check, Exercise
from torchkata.key import Key, KeyCase, failure
from torchkata.observation import Observation
from torchkata.report import CheckReport, Curve, ExerciseReport, Failure, Named, Status
from torchkata.subjects import Opener, Stopped, Subject
from torchkata.values import DictData, SequenceData, show
from torchkata.wire import Load, Loaded

ANOTHER_ANSWER = (
    "Called in a new process, your code gives another answer to the same question: its answer depends on "
    "what was called before, or on chance that no seed controls."
)


@dataclass
class Attempt:
    """One exercise of one submission, run and not judged yet.

    Attributes:
        on_cpu: what was seen on the CPU, None if nothing was.
        elsewhere: what was seen on other devices.
        verdict: the verdict, where it stands without a check.
        alone: whether nothing was run in that subject before.
    """

    exercise: Exercise
    load: Load
    on_cpu: Examination | None = None
    elsewhere: Sequence[Examination] = ()
    verdict: ExerciseReport | None = None
    alone: bool = False

    def stopped(self) -> Stopped | None:
        """Return what ended the subject, if anything did."""
        runs = (self.on_cpu, *self.elsewhere)
        return next((run.stopped for run in runs if run is not None and run.stopped), None)

    def may_be_spoiled(self) -> bool:
        """Return whether something failed that may pass where no other exercise was run before."""
        if self.alone or self.on_cpu is None or self.stopped() is not None:
            return False
        return not all(run.all_passed() for run in (self.on_cpu, *self.elsewhere))


class SharedSubject:
    """A subject that exercises of one submission use one after the other. A context manager.

    A new worker costs some forty milliseconds, another module in one that is there already two.
    """

    def __init__(self, open_subject: Opener) -> None:
        self._open = open_subject
        self._stack = ExitStack()
        self._subject: Subject | None = None

    def __enter__(self) -> "SharedSubject":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the subject."""
        self._subject = None
        self._stack.close()

    def reload(self, exercise: Exercise, load: Load) -> Subject | None:
        """Load a module into the subject that was used before; return None where that cannot be.

        An exercise that may take longer than others needs a subject of its own, made with that limit.
        """
        load_another = getattr(self._subject, "load", None)
        if load_another is None or exercise.cpu_seconds:
            return None
        try:
            load_another(load)
        except Stopped:
            self.close()
        return self._subject

    def renew(self, exercise: Exercise, load: Load) -> Subject:
        """Load a module into a new subject.

        Raises:
            Stopped: the subject ended while it loaded the module.
        """
        self.close()
        self._subject = self._stack.enter_context(self._open(exercise, load))
        return self._subject


def grade_exercise(
    exercise: Exercise,
    key: Key,
    load: Load,
    open_subject: Opener,
    pairs: Pairs | None = None,
    *,
    devices: Sequence[str] = (SIMULATED,),
    replay: bool = False,
) -> ExerciseReport:
    """Grade one exercise of one submission.

    Args:
        exercise: what is graded.
        key: its answer key.
        load: the submission's modules; without the exercise's own module the exercise is missing.
        open_subject: where the code runs.
        pairs: what names two mistakes at once, if that is wanted.
        devices: where it is run after the CPU (see `devices.beside_the_cpu`).
        replay: whether to `ask_again`.
    """
    with SharedSubject(open_subject) as shared:
        attempt = try_exercise(exercise, key, load, shared, devices)
    if replay:
        (attempt,) = ask_again([attempt], open_subject, devices)
    return judge(attempt, pairs)


def try_exercise(
    exercise: Exercise,
    key: Key,
    load: Load,
    shared: SharedSubject,
    devices: Sequence[str] = (SIMULATED,),
) -> Attempt:
    """Run an exercise on its key. See `grade_exercise` for the arguments.

    What ends a subject that has run other exercises is run again in a new one, which alone counts. (But not what takes
    too long: that would take too long twice.)
    """
    if not devices:
        exercise = exercise.on_the_cpu_alone()
    if load.unit not in load.sources:
        sentence = f"There is no {load.unit}.py in the submission."
        missing = without_checks(exercise, "missing", sentence)
        return Attempt(exercise, load, verdict=missing)
    used = shared.reload(exercise, load)
    if used is not None:
        attempt = _run(exercise, key, load, used, devices)
        stopped = attempt.stopped()
        if stopped is None:
            return attempt
        shared.close()
        if stopped.accident == "timed out":
            return attempt
    return _run_alone(exercise, key, load, shared, devices)


def _run_alone(
    exercise: Exercise, key: Key, load: Load, shared: SharedSubject, devices: Sequence[str]
) -> Attempt:
    """Run an exercise in a new subject, which is closed if that ends it."""
    try:
        attempt = _run(exercise, key, load, shared.renew(exercise, load), devices)
    except Stopped as stopped:
        sentence = f"{load.unit}.py cannot be imported. {stopped.sentence}"
        verdict = without_checks(exercise, stopped.accident, sentence)
        return Attempt(exercise, load, verdict=verdict, alone=True)
    attempt.alone = True
    if attempt.stopped() is not None:
        shared.close()
    return attempt


def _run(
    exercise: Exercise, key: Key, load: Load, subject: Subject, devices: Sequence[str]
) -> Attempt:
    attempt = Attempt(exercise, load, verdict=before_checks(exercise, subject.loaded))
    if attempt.verdict is not None:
        return attempt
    attempt.on_cpu = Examination(exercise, key, subject.loaded, key.checks)
    try:
        for check in exercise.checks:
            attempt.on_cpu.examine(check, subject)
        attempt.elsewhere = examine_elsewhere(attempt.on_cpu, devices, subject)
    except Stopped as stopped:
        attempt.on_cpu.stopped = stopped
    return attempt


def judge(attempt: Attempt, pairs: Pairs | None = None) -> ExerciseReport:
    """Return the verdict on what was run."""
    if attempt.on_cpu is None:
        assert attempt.verdict is not None
        return attempt.verdict
    return conclude(attempt.on_cpu, attempt.elsewhere, pairs)


def ask_again(
    attempts: Sequence[Attempt], open_subject: Opener, devices: Sequence[str] = (SIMULATED,)
) -> list[Attempt]:
    """Ask in another subject what was asked, and return the attempts that count.

    One example of each check is run again, the last check of the last exercise first, in one subject: nothing is asked
    after the same things twice.

    - Where a check passed, that shows answers that depend on earlier calls. What fails now is run once more in a new
      subject, which alone counts.
    - An exercise that failed after others shows there whether it fails by itself. If not, it is run in a new subject,
      which alone counts, and asked again from there.
    """
    counting = list(attempts)
    spoiled: list[tuple[int, Examination]] = []
    with SharedSubject(open_subject) as shared:
        for number, attempt in reversed(list(enumerate(attempts))):
            if attempt.on_cpu is None or attempt.on_cpu.stopped is not None:
                continue
            if not attempt.may_be_spoiled():
                _ask_what_passed(attempt, attempt.on_cpu, shared)
            elif not _shows_the_same(attempt, attempt.on_cpu, shared):
                spoiled.append((number, attempt.on_cpu))
    for number, on_cpu in spoiled:
        load = attempts[number].load
        with SharedSubject(open_subject) as shared:
            alone = _run_alone(on_cpu.exercise, on_cpu.key, load, shared, devices)
        (counting[number],) = ask_again([alone], open_subject, devices)
    return counting


def _shows_the_same(attempt: Attempt, on_cpu: Examination, shared: SharedSubject) -> bool:
    """Return whether one example of each check, the first that failed if any did, shows again what it showed."""
    exercise, load = attempt.exercise, attempt.load
    try:
        subject = shared.reload(exercise, load) or shared.renew(exercise, load)
        if subject.loaded.problem is not None:
            return False
        for examination in reversed((on_cpu, *attempt.elsewhere)):
            for name in reversed(examination.seen):
                index = examination.first_failure(name)
                if index is None:
                    index = _example_to_ask(examination, name, load)
                case = examination.cases(name)[index].case
                (again,) = subject.observe(exercise.check_named(name), [case])
                if _shown(again) != _shown(examination.seen[name][index]):
                    return False
    except Stopped:
        shared.close()
        return False
    return True


def _shown(observation: Observation) -> bytes:
    return msgspec.msgpack.encode(observation.compared())  # in which nan is nan


def _ask_what_passed(attempt: Attempt, on_cpu: Examination, shared: SharedSubject) -> None:
    if not any(on_cpu.passed(check.name) for check in on_cpu.exercise.checks):
        return
    used = shared.reload(attempt.exercise, attempt.load)
    if used is not None and _answers_the_same(on_cpu, used, attempt.load):
        return
    try:
        new = shared.renew(attempt.exercise, attempt.load)
        _note_other_answers(on_cpu, new, attempt.load)
    except Stopped as stopped:
        shared.close()
        on_cpu.stopped = stopped


def _answers_the_same(on_cpu: Examination, subject: Subject, load: Load) -> bool:
    """Return whether a subject that has run other exercises gives the same answers."""
    try:
        return not any(_other_answers(on_cpu, subject, load))
    except Stopped:
        return False


def _note_other_answers(on_cpu: Examination, subject: Subject, load: Load) -> None:
    """Let what is answered otherwise in a new subject fail.

    Raises:
        Stopped: the subject ended before it answered; that example fails too.
    """
    for check, index, observed in _other_answers(on_cpu, subject, load):
        on_cpu.differences[check][index] = lambda: ANOTHER_ANSWER
        if isinstance(observed, Stopped):
            raise observed
        on_cpu.seen[check][index] = observed


def _other_answers(
    examination: Examination, subject: Subject, load: Load
) -> Iterator[tuple[str, int, Observation | Stopped]]:
    """Yield what fails now: a check, the number of its example, and what was seen or why nothing was.

    Of each check that passed one example is run; the last check comes first, for which nothing was called yet.

    Raises:
        Stopped: the module cannot be loaded a second time.
    """
    if subject.loaded.problem is not None:
        raise Stopped("crashed", "Your module can be imported once, and not again.")
    passed = [check for check in examination.exercise.checks if examination.passed(check.name)]
    for check in reversed(passed):
        index = _example_to_ask(examination, check.name, load)
        case = examination.cases(check.name)[index]
        try:
            (observed,) = subject.observe(check, [case.case])
        except Stopped as stopped:
            yield check.name, index, stopped
            return
        if failure(check, observed, case) is not None:
            yield check.name, index, observed


def _example_to_ask(examination: Examination, check: str, load: Load) -> int:
    """Return the number of one of a check's examples, another one for other code."""
    text = f"{check}\n{load.sources[load.unit]}"
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:4], "big") % len(examination.cases(check))


def examine_elsewhere(
    on_cpu: Examination, devices: Sequence[str], subject: Subject
) -> list[Examination]:
    """Run what passes on the CPU on other devices, once it earns half of the points there.

    What ends the subject on another device takes none of the points of the CPU.
    """
    exercise = on_cpu.exercise
    there = [check for check in exercise.checks_elsewhere if on_cpu.passed(check.name)]
    examinations: list[Examination] = []
    if not there or not _earns_half(on_cpu):
        return []
    for device in devices:
        cases = tuple(c.on(device) for c in on_cpu.key.elsewhere)
        examinations.append(Examination(exercise, on_cpu.key, on_cpu.loaded, cases))
        try:
            for check in there:
                examinations[-1].examine(check, subject)
        except Stopped:
            break
    return examinations


def _earns_half(on_cpu: Examination) -> bool:
    checks = on_cpu.exercise.checks
    return 2 * sum(c.points for c in checks if on_cpu.passed(c.name)) >= sum(
        c.points for c in checks
    )


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
    checks = [
        CheckReport(c.name, c.law, c.points, 0, c.evidence, "not run") for c in exercise.checks
    ]
    if exercise.device_points:
        checks.append(_device_report(exercise, []))
    return ExerciseReport(exercise.id, exercise.points, 0, status, sentence, (), tuple(checks))


def conclude(
    examination: Examination, elsewhere: Sequence[Examination], pairs: Pairs | None
) -> ExerciseReport:
    """Return the verdict that an examination on the CPU, and those on other devices, support."""
    exercise = examination.exercise
    checks = [_check_report(examination, check) for check in exercise.checks]
    if not _earns_half(examination):  # any more, where it was asked again
        elsewhere = ()
    if exercise.device_points:
        checks.append(_device_report(exercise, elsewhere))
    earned = sum(check.earned for check in checks)

    def report(status: Status, sentence: str, mistakes: tuple[Named, ...] = ()) -> ExerciseReport:
        return ExerciseReport(
            exercise.id, exercise.points, earned, status, sentence, mistakes, tuple(checks)
        )

    for stopped in (some.stopped for some in (examination, *elsewhere)):
        if stopped is not None:
            return report(stopped.accident, stopped.sentence)
    if all(check.outcome == "passed" for check in checks):
        return report("passed", "Every check passes.")
    needed = _needs(examination)
    if needed:
        return report("needs another exercise", f"This needs your {needed}, which is not finished.")
    mistakes = explain(examination, elsewhere, pairs)
    if mistakes:
        return report("diagnosed", f"Your code {' and '.join(m.name for m in mistakes)}.", mistakes)
    failed = next(c for c in checks if c.failure is not None)
    assert failed.failure is not None
    return report("failed", failed.failure.difference)


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
    curve = _curve(examination, check) if check.curve and not check.hidden else None
    if examination.passed(check.name):
        return CheckReport(*common, check.points, check.evidence, "passed", curve=curve)
    index = examination.first_failure(check.name)
    if index is not None:
        described = describe_failure(examination, check, index)
        return CheckReport(*common, 0, check.evidence, "failed", described, curve=curve)
    if examination.stopped is not None and check.name in examination.seen:
        case = examination.cases(check.name)[len(examination.seen[check.name])]
        described = _stopped_failure(examination, case, hidden=check.hidden)
        return CheckReport(*common, 0, check.evidence, "failed", described)
    return CheckReport(*common, 0, check.evidence, "not run")


def _curve(examination: Examination, check: Check) -> Curve | None:
    """Return the losses of the longest training that a check has seen."""
    seen = zip(examination.seen.get(check.name, ()), examination.cases(check.name), strict=False)
    curves = [
        Curve(_losses(observed, check.curve), _losses(case.expected.observation, check.curve))
        for observed, case in seen
    ]
    drawn = [curve for curve in curves if curve.yours and curve.reference]
    return max(drawn, key=lambda curve: len(curve.reference), default=None)


def _losses(observation: Observation, key: str) -> tuple[float, ...]:
    """Return the numbers in the list under a key, up to the first that is not finite."""
    if not isinstance(observation.value, DictData):
        return ()
    losses = dict(observation.value.items).get(key)
    numbers = losses.items if isinstance(losses, SequenceData) else ()
    finite = takewhile(lambda loss: isinstance(loss, float) and math.isfinite(loss), numbers)
    return tuple(loss for loss in finite if isinstance(loss, float))


def _device_report(exercise: Exercise, elsewhere: Sequence[Examination]) -> CheckReport:
    """Return the verdict on what was run on other devices."""
    common = (DEVICE_CHECK, DEVICE_LAW, exercise.device_points)
    runs = [(there, exercise.check_named(name)) for there in elsewhere for name in there.seen]
    for there, check in runs:
        report = _check_report(there, check)
        if report.outcome == "failed":
            return CheckReport(*common, 0, "behaviour", "failed", report.failure)
    if not runs:
        return CheckReport(*common, 0, "behaviour", "not run")
    left_out = [note for there in elsewhere for note in there.not_judged()]
    return CheckReport(
        *common, exercise.device_points, "behaviour", "passed", note=next(iter(left_out), "")
    )


def describe_failure(examination: Examination, check: Check, index: int) -> Failure:
    """Return what happened on one case, for people."""
    case = examination.cases(check.name)[index]
    observed = examination.seen[check.name][index]
    difference = examination.differences[check.name][index]
    assert difference is not None
    frames = observed.raised.frames if observed.raised else ()
    if check.hidden:
        line = frames[-1].line if frames else examination.loaded.line
        outcome = observed.raised.types[0] if observed.raised else "another result"
        file = f"{examination.exercise.unit}.py"
        sentence = "It fails on an input that is not shown."
        return Failure("", "", outcome, "", sentence, file, line, device=_device_shown(case))
    return Failure(
        case.call,
        _inputs(case),
        _outcome(observed),
        _outcome(case.expected.observation),
        difference(),
        f"{examination.exercise.unit}.py",
        frames[-1].line if frames else examination.loaded.line,
        frames,
        observed.printed,
        _device_shown(case),
    )


def _device_shown(case: KeyCase) -> str:
    """Return the device that a case was run on, for people; nothing for the CPU."""
    if case.device == "cpu":
        return ""
    return f"{SIMULATED_AS} (simulated)" if case.device == SIMULATED else case.device


def _stopped_failure(examination: Examination, case: KeyCase, *, hidden: bool) -> Failure:
    assert examination.stopped is not None
    return Failure(
        "" if hidden else case.call,
        "" if hidden else _inputs(case),
        "nothing: " + examination.stopped.accident,
        "" if hidden else _outcome(case.expected.observation),
        examination.stopped.sentence,
        f"{examination.exercise.unit}.py",
        examination.loaded.line,
        device=_device_shown(case),
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
