"""Build answer keys: draw examples, observe the reference and every mistake, shrink.

For each mistake the smallest example that tells it from the reference is found; mistakes that look alike on all examples so far are told
apart by one more example if any can be found. Of all these examples those stay that tell something new, and
a few drawn ones. Small examples stand first. Run as
`python -m torchkata.key_builder GRADERS SEED`, it reads ids of exercises, a line each, and prints each as its key is
in the cache. Budgets are numbers of calls, never time.
"""

import contextlib
import hashlib
import random
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path

import msgspec
import torch

from torchkata.catalog import Unit, catalog
from torchkata.compare import Expected, raises
from torchkata.confinement.limits import Limits
from torchkata.coverage import covering, look_alike
from torchkata.devices import SIMULATED
from torchkata.drawing import OutOfBudget, draw, draw_realistic, smallest, spread
from torchkata.exercise import Check, DeclarationError, Exercise, Mistake
from torchkata.files import write_whole
from torchkata.key import (
    SCHEMA,
    Key,
    KeyCase,
    KeyCheck,
    content_hash,
    encode,
    failure,
    file_of,
    looks_like,
)
from torchkata.observation import Observation, Raised
from torchkata.precision import case_of, has_floats, perturbed, rounded, sensitivity
from torchkata.source import mistaken
from torchkata.subjects import Opener, Stopped, Subject
from torchkata.subjects.forked import AVAILABLE, Zygote
from torchkata.subjects.local import open_local
from torchkata.values import (
    Value,
    show,
    to_data,
)
from torchkata.wire import Case, Load

SHRINK_CALLS = 250
"""Probe runs on a mistake that one search for its smallest example may use."""

DRAWN_CASES = 4
"""Drawn examples of a check that stay in its key whatever they tell, and one of them in float32 too.

Mistakes that nobody has listed are met by these. So many, and one for each value of a `choice`.
"""

PERTURBATIONS = 6
MISTAKE_SECONDS = 120.0
"""Wall time for a mistake that does not end. No ordinary one comes near, however busy the machine is."""


# Building ----------------------------------------------------------------------------------------


class _Laboratory:
    """The reference and every mistake of one exercise, each loaded in a subject of its own."""

    def __init__(self, exercise: Exercise, unit: Unit, open_subject: Opener) -> None:
        self._exercise = exercise
        self._unit = unit
        self._open = open_subject
        self._stack = contextlib.ExitStack()
        self._subjects: dict[str, Subject] = {}
        self._seen: dict[tuple[str, str, bytes], Observation] = {}
        self.mistakes: dict[str, Mistake] = {
            mistake.name: mistake for mistake in unit.mistakes.get(exercise.id, ())
        }

    def __enter__(self) -> "_Laboratory":
        return self

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def observe(
        self, who: str, check: Check, cases: Sequence[Case], **how: bool
    ) -> list[Observation]:
        """Return what the reference (`who` is empty) or a mistake shows on each case.

        A mistake that loops or crashes shows so on all the cases that remain. What was seen once is not run again.
        """
        asked = [(who, check.name, msgspec.msgpack.encode((case, how))) for case in cases]
        new = {key: case for key, case in zip(asked, cases, strict=True) if key not in self._seen}
        if new:
            seen = self._run(who, check, list(new.values()), **how)
            self._seen.update(zip(new, seen, strict=True))
        return [self._seen[key] for key in asked]

    def _run(self, who: str, check: Check, cases: Sequence[Case], **how: bool) -> list[Observation]:
        seen: list[Observation] = []
        try:
            subject = self._subject(who)
            if hasattr(subject, "restart_clock"):
                subject.restart_clock(MISTAKE_SECONDS)  # pyright: ignore[reportAttributeAccessIssue]
            seen.extend(_bare(o) for o in subject.observe(check, cases, **how))
        except Stopped as stopped:
            self._subjects.pop(who, None)
            raised = Raised((f"Stopped: {stopped.accident}",), "")
            seen += [Observation(raised=raised)] * (len(cases) - len(seen))
        return seen

    def _subject(self, who: str) -> Subject:
        if who not in self._subjects:
            edits = (self.mistakes[who],) if who else ()
            unit, name = self._unit.name, self._exercise.name
            source = mistaken(self._unit.solution, name, edits)
            load = Load(unit, name, {unit: source}, self._unit.stub, self._exercise.changes)
            subject = self._stack.enter_context(self._open(self._exercise, load))
            problem = subject.loaded.problem
            if problem is not None:
                raise DeclarationError(
                    f"{self._exercise.id} cannot be imported with {who or 'the reference'!r}: "
                    f"{problem.types[0]}: {problem.message}. Mend its source."
                )
            self._subjects[who] = subject
        return self._subjects[who]


def _bare(observation: Observation) -> Observation:
    """Drop evidence other than the call, and lines: keys hold what is compared."""
    raised = observation.raised
    if raised is not None:
        raised = msgspec.structs.replace(raised, frames=())
    return msgspec.structs.replace(observation, raised=raised, printed="", warned=())


class _Builder:
    """Builds one key."""

    def __init__(self, laboratory: _Laboratory, exercise: Exercise, seed: int) -> None:
        self._laboratory = laboratory
        self._exercise = exercise
        self._seed = seed
        self._calls = 0

    def build(self, content: str) -> Key:
        exercise = self._exercise
        cases: dict[str, list[KeyCase]] = {}
        always: dict[str, list[Case]] = {}
        for check in exercise.checks:
            drawn, always[check.name] = self._drawn(check)
            cases[check.name] = self._key_cases(check, drawn)

        elsewhere = self._elsewhere(always, cases)
        noticed_elsewhere = _noticed(elsewhere)
        small: dict[str, list[Case]] = {c.name: [] for c in exercise.checks}
        for name in self._laboratory.mistakes:
            if name in noticed_elsewhere:
                continue
            found = self._smallest_for(name, cases)
            if found is not None and found[1] not in small[found[0].name]:
                small[found[0].name].append(found[1])
        for check in exercise.checks:
            first = sorted(small[check.name], key=_size)
            both = self._with_precisions(first, count=1)
            cases[check.name] = self._key_cases(check, both) + cases[check.name]

        alike = self._separate(cases, elsewhere)
        noticed = _noticed(cases) | noticed_elsewhere
        mistakes = self._laboratory.mistakes
        return Key(
            SCHEMA,
            exercise.id,
            self._seed,
            content,
            tuple(KeyCheck(name, kept) for name, kept in covering(cases, always).items()),
            tuple(KeyCheck(name, there) for name, there in elsewhere.items()),
            {name: (m.public_name, m.hint) for name, m in mistakes.items()},
            tuple(alike),
            tuple(name for name in mistakes if name not in noticed),
            SHRINK_CALLS,
            self._calls,
        )

    def _drawn(self, check: Check) -> tuple[list[Case], list[Case]]:
        """Return the drawn cases of a check, and those of them that stay whatever they tell."""
        examples = draw(check, self._seed_of(check.name))
        stay = spread(check, examples, DRAWN_CASES)
        cases = self._with_precisions([case_of(e, "float64") for e in examples])
        always = [case_of(e, "float64") for e in stay]
        last = msgspec.structs.replace(always[-1], look_for_reseeding=True)
        cases[cases.index(always[-1])] = always[-1] = last
        single = case_of(stay[-1], "float32")
        if has_floats(stay[-1]):
            always.append(single)
            if single not in cases:
                cases.insert(cases.index(last) + 1, single)
        return cases, always

    def _elsewhere(
        self, always: Mapping[str, Sequence[Case]], cases: Mapping[str, Sequence[KeyCase]]
    ) -> dict[str, tuple[KeyCase, ...]]:
        """Return the cases of the simulated device, in float32, as GPUs are used.

        Of each check the smallest of the drawn examples is run there, one of realistic size, and those others
        on which a mistake shows that shows nowhere on the CPU.
        """
        noticed = _noticed(cases)
        unseen = [name for name in self._laboratory.mistakes if name not in noticed]
        keyed: dict[str, list[KeyCase]] = {}
        chosen: dict[str, list[Case]] = {}
        for check in self._exercise.checks_elsewhere:
            drawn = {msgspec.msgpack.encode(case.inputs): case for case in always[check.name]}
            examples = sorted((case_of(c.inputs, "float32") for c in drawn.values()), key=_size)
            realistic = draw_realistic(check, self._seed_of(f"{check.name} realistic"))
            examples.append(case_of(realistic, "float32"))
            there = [msgspec.structs.replace(case, device=SIMULATED) for case in examples]
            keyed[check.name] = self._key_cases(check, there, unseen)
            chosen[check.name] = [there[0], there[-1]]
        return covering(keyed, chosen)

    def _seed_of(self, name: str) -> int:
        text = f"{self._seed} {self._exercise.id} {name}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

    @staticmethod
    def _with_precisions(cases: list[Case], count: int = 2) -> list[Case]:
        """Return the cases, the first and the last `count` of them with float inputs in float32 too."""
        again = range(len(cases))
        chosen = {*again[:count], *again[len(cases) - count :]}
        result: list[Case] = []
        for index, case in enumerate(cases):
            result.append(case)
            if index in chosen and case.precision == "float64" and has_floats(case.inputs):
                result.append(case_of(case.inputs, "float32"))
        return result

    def _key_cases(
        self, check: Check, cases: Sequence[Case], mistakes: Sequence[str] | None = None
    ) -> list[KeyCase]:
        """Observe the reference and every mistake, or those named, on each case."""
        keyed = [self._expected(check, case) for case in cases]
        for name in self._laboratory.mistakes if mistakes is None else mistakes:
            observed = self._laboratory.observe(name, check, cases)
            keyed = [
                msgspec.structs.replace(
                    k, wrong={**k.wrong, name: msgspec.structs.replace(o, call="")}
                )
                if failure(check, o, k)
                else k
                for k, o in zip(keyed, observed, strict=True)
            ]
        return keyed

    def _expected(self, check: Check, case: Case) -> KeyCase:
        observed = self._laboratory.observe("", check, [case], describe_calls=True)[0]
        exact = case
        if case.precision != "float64":
            exact = case_of(case.inputs, "float64")
            precise = self._laboratory.observe("", check, [exact])[0]
            observed = msgspec.structs.replace(
                observed, value=rounded(precise.value, observed.value)
            )
        self._refuse_surprises(check, observed)
        call, observed = observed.call, msgspec.structs.replace(observed, call="")
        sensitivity = self._sensitivity(check, exact)
        expected = Expected(observed, sensitivity)
        return KeyCase(
            case.inputs, case.precision, case.look_for_reseeding, call, expected, {}, case.device
        )

    def _refuse_surprises(self, check: Check, observed: Observation) -> None:
        """A reference that raises where no exception is asked for is a fault of the probe."""
        if observed.raised is not None and not isinstance(check.compare, raises):
            raised = observed.raised
            raise DeclarationError(
                f"The reference raised {raised.types[0]} in the check {check.name}: {raised.message}. "
                "Mend the probe, or say `compare=raises(...)`."
            )

    def _sensitivity(self, check: Check, case: Case) -> tuple[float, ...]:
        generator = random.Random(0)
        runs = [case, *(perturbed(case, generator) for _ in range(PERTURBATIONS))]
        base, *others = self._laboratory.observe("", check, runs)
        return sensitivity(base.value, [other.value for other in others])

    def _told_apart(
        self, check: Check, name: str, precision: str, example: dict[str, Value]
    ) -> bool:
        case = case_of(example, precision)
        reference, mistake = (self._laboratory.observe(who, check, [case])[0] for who in ("", name))
        expected = Expected(msgspec.structs.replace(reference, call=""), ())
        self._stop_if_stopped(mistake)
        return (
            failure(check, mistake, KeyCase(case.inputs, precision, False, "", expected, {}))
            is not None
        )

    @staticmethod
    def _stop_if_stopped(observation: Observation) -> None:
        """A search that kills a worker with each call would take hours."""
        if observation.raised is not None and observation.raised.types[0].startswith("Stopped"):
            raise OutOfBudget

    def _smallest_for(
        self, name: str, cases: Mapping[str, list[KeyCase]]
    ) -> tuple[Check, Case] | None:
        """Return the smallest example on which a mistake shows, from the first check that notices it."""
        noticing = [
            (check, precision)
            for precision in ("float64", "float32")
            for check in self._exercise.checks
            if any(name in k.wrong for k in cases[check.name] if k.precision == precision)
        ]
        unseen = [(check, "float64") for check in self._exercise.checks]
        for check, precision in noticing[:1] or unseen:
            example, calls = smallest(
                check,
                partial(self._told_apart, check, name, precision),
                self._seed_of(f"{check.name} {name}"),
                SHRINK_CALLS,
            )
            self._calls += calls
            if example is not None:
                return check, case_of(example, precision)
        return None

    def _separate(
        self, cases: dict[str, list[KeyCase]], elsewhere: Mapping[str, Sequence[KeyCase]]
    ) -> list[tuple[str, str]]:
        """Add an example for each pair of mistakes that look alike so far; return those that still do.

        Those that show on other devices alone have no example to be added: they look alike or not.
        """
        alike: list[tuple[str, str]] = []
        there = _noticed(elsewhere)
        for one, other in combinations(self._laboratory.mistakes.values(), 2):
            if not _look_alike(one.name, other.name, cases):
                continue
            if not _look_alike(one.name, other.name, elsewhere):
                continue
            if one.public_name == other.public_name or {one.name, other.name} <= there:
                alike.append((one.name, other.name))
                continue
            for check in self._exercise.checks:
                example, calls = smallest(
                    check,
                    partial(self._differ, check, one.name, other.name),
                    self._seed_of(f"{check.name} {one.name} {other.name}"),
                    SHRINK_CALLS,
                )
                self._calls += calls
                if example is not None:
                    cases[check.name] += self._key_cases(check, [case_of(example, "float64")])
                    break
            else:
                alike.append((one.name, other.name))
        return alike

    def _differ(self, check: Check, one: str, other: str, example: dict[str, Value]) -> bool:
        case = case_of(example, "float64")
        seen = {who: self._laboratory.observe(who, check, [case])[0] for who in ("", one, other)}
        self._stop_if_stopped(seen[one])
        self._stop_if_stopped(seen[other])
        keyed = KeyCase(case.inputs, "float64", False, "", Expected(seen[""], ()), {})
        wrong = {who: failure(check, seen[who], keyed) is not None for who in (one, other)}
        if wrong[one] != wrong[other]:
            return True
        return wrong[one] and not looks_like(seen[one], seen[other], keyed)


def _noticed(cases: Mapping[str, Sequence[KeyCase]]) -> set[str]:
    """Return the mistakes that show on some case."""
    return {name for some in cases.values() for case in some for name in case.wrong}


def _look_alike(one: str, other: str, cases: Mapping[str, Sequence[KeyCase]]) -> bool:
    return all(look_alike(one, other, case) for some in cases.values() for case in some)


def _size(case: Case) -> tuple[int, str]:
    return len(msgspec.msgpack.encode(case.inputs)), show(to_data(dict(case.inputs)), 10_000)


def build(exercise: Exercise, unit: Unit, seed: int, open_subject: Opener) -> Key:
    """Build a key and put it into the cache. Call it in a process of its own: see `key.keys_for`."""
    exercise.validate()
    with _Laboratory(exercise, unit, open_subject) as laboratory:
        key = _Builder(laboratory, exercise, seed).build(content_hash(exercise, unit, seed))
    file = file_of(exercise.id, key.content)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, encode(key))
    return key


def opener(stack: contextlib.ExitStack, graders: Path) -> Opener:
    """Return how subjects are opened for trusted code here: in workers where there is fork."""
    if not AVAILABLE:
        return open_local
    zygote = stack.enter_context(Zygote(graders, trusted=True))
    roomy = Limits(cpu_seconds=600)
    return lambda exercise, load: zygote.open(exercise, load, roomy)


def _main(graders: str, seed: str) -> int:
    kit = catalog(Path(graders))
    with contextlib.ExitStack() as stack:
        open_subject = opener(stack, kit.graders)
        for id in map(str.strip, sys.stdin):
            exercise = kit.find(id)
            try:
                build(exercise, kit.units[exercise.unit], int(seed), open_subject)
            except DeclarationError as error:
                print(f"{id}: {error}", file=sys.stderr)
                return 1
            print(id, flush=True)
    return 0


if __name__ == "__main__":
    torch.set_num_threads(1)
    sys.exit(_main(*sys.argv[1:]))
