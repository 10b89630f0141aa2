"""Build answer keys: draw examples, observe the reference and every mistake, shrink.

Hypothesis runs here and nowhere else. It draws examples from a seed, and shrinks for each mistake the
smallest example that tells it from the reference; mistakes that look alike on all examples so far are told
apart by one more example if any can be found. Small examples stand first. Run as
`python -m torchkata.key_builder GRADERS SEED EXERCISE ...`, it prints the id of each key it has put into
the cache. Budgets are numbers of calls, never time.
"""

import contextlib
import hashlib
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

import msgspec
import torch

from torchkata.catalog import Unit, catalog
from torchkata.compare import ROUNDING_UNIT, Expected, is_floating, leaves
from torchkata.exercise import Check, DeclarationError, Exercise, Mistake
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
from torchkata.observation import (
    DTYPES,
    DictData,
    Observation,
    Raised,
    SequenceData,
    TensorData,
    Value,
    show,
    to_data,
    to_object,
)
from torchkata.source import mistaken
from torchkata.strategies import inputs_strategy
from torchkata.subjects import Stopped, Subject
from torchkata.subjects.forked import AVAILABLE, Zygote
from torchkata.subjects.local import open_local
from torchkata.subjects.zygote import Limits
from torchkata.wire import Case, Load

SHRINK_CALLS = 250
"""Probe runs on a mistake that one search for its smallest example may use."""

PERTURBATIONS = 6
JUMP = 1e-7
"""A result that moves more than this when inputs are rounded has jumped: no tolerance covers it."""

MISTAKE_SECONDS = 5.0


# Drawing -----------------------------------------------------------------------------------------


@contextlib.contextmanager
def _no_constants() -> Iterator[None]:
    """Keep hypothesis from drawing constants: it harvests them from whatever modules are imported."""
    from hypothesis.internal.conjecture import providers

    class WithoutConstants(providers.HypothesisProvider):
        def _maybe_draw_constant(self, *_: object, **__: object) -> None:
            return None

    kept = providers.AVAILABLE_PROVIDERS["hypothesis"]
    providers.AVAILABLE_PROVIDERS["hypothesis"] = WithoutConstants
    try:
        yield
    finally:
        providers.AVAILABLE_PROVIDERS["hypothesis"] = kept


def _run_hypothesis(
    check: Check, test: Callable[[dict[str, Value]], None], seed: int, examples: int, shrink: bool
) -> None:
    import hypothesis

    phases = [hypothesis.Phase.generate] + [hypothesis.Phase.shrink] * shrink
    settings = hypothesis.settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=list(hypothesis.HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=hypothesis.Verbosity.quiet,
    )
    given = hypothesis.given(inputs_strategy(check.inputs))
    with _no_constants():
        settings(hypothesis.seed(seed)(given(test)))()


def draw(check: Check, seed: int) -> list[dict[str, Value]]:
    """Return `check.examples` different examples, spread over four times as many that hypothesis drew."""
    found: dict[bytes, dict[str, Value]] = {}

    def collect(example: dict[str, Value]) -> None:
        found.setdefault(msgspec.msgpack.encode(example), example)

    _run_hypothesis(check, collect, seed, 4 * check.examples, shrink=False)
    drawn = list(found.values())
    count = min(check.examples, len(drawn))
    return [drawn[i * len(drawn) // count] for i in range(count)]


class _Found(Exception):
    pass


class _OutOfBudget(BaseException):
    pass


def smallest(
    check: Check, condition: Callable[[dict[str, Value]], bool], seed: int, budget: int
) -> tuple[dict[str, Value] | None, int]:
    """Return the smallest example found that meets `condition`, and the calls used."""
    best: list[dict[str, Value]] = []
    calls = 0

    def test(example: dict[str, Value]) -> None:
        nonlocal calls
        calls += 1
        if calls > budget:
            raise _OutOfBudget
        if condition(example):
            best[:] = [example]
            raise _Found

    with contextlib.suppress(_Found, _OutOfBudget):
        _run_hypothesis(check, test, seed, budget, shrink=True)
    return (best[0] if best else None), min(calls, budget)


# Building ----------------------------------------------------------------------------------------

Opener = Callable[[Exercise, Load], contextlib.AbstractContextManager[Subject]]


class _Laboratory:
    """The reference and every mistake of one exercise, each loaded in a subject of its own."""

    def __init__(self, exercise: Exercise, unit: Unit, open_subject: Opener) -> None:
        self._exercise = exercise
        self._unit = unit
        self._open = open_subject
        self._stack = contextlib.ExitStack()
        self._subjects: dict[str, Subject] = {}
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

        A mistake that loops or crashes shows so on all the cases that remain.
        """
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
            self._subjects[who] = self._stack.enter_context(self._open(self._exercise, load))
        return self._subjects[who]


def _bare(observation: Observation) -> Observation:
    """Drop evidence other than the call, and lines: keys hold what is compared."""
    raised = observation.raised
    if raised is not None:
        raised = msgspec.structs.replace(raised, frames=())
    return msgspec.structs.replace(observation, raised=raised, printed="", warned=())


def _case(inputs: Mapping[str, Value], precision: str) -> Case:
    """Return a case whose floating tensors have the given dtype."""
    return Case({name: cast(value, precision) for name, value in inputs.items()}, precision)


def cast(value: Value, precision: str) -> Value:
    """Return `value` with its float64 and float32 tensors in the dtype `precision`."""
    match value:
        case TensorData() if value.dtype in ("float64", "float32"):
            tensor = to_object(msgspec.structs.replace(value, strided=False))
            data = to_data(tensor.to(DTYPES[precision]))
            return msgspec.structs.replace(data, strided=value.strided)  # pyright: ignore
        case SequenceData():
            return SequenceData(value.kind, tuple(cast(item, precision) for item in value.items))
        case DictData():
            return DictData(tuple((key, cast(item, precision)) for key, item in value.items))
        case _:
            return value


def _has_floats(inputs: Mapping[str, Value]) -> bool:
    return any(
        isinstance(leaf, TensorData) and leaf.dtype == "float64"
        for value in inputs.values()
        for _, leaf in leaves(value)
    )


def _perturbed(case: Case, generator: random.Random) -> Case:
    """Return the case with every float64 element moved by one rounding, up or down."""

    def move(value: Value) -> Value:
        if isinstance(value, TensorData) and value.dtype == "float64":
            tensor = to_object(msgspec.structs.replace(value, strided=False))
            signs = torch.tensor([generator.choice((-1.0, 1.0)) for _ in range(tensor.numel())])
            moved = tensor * (
                1 + 2 * ROUNDING_UNIT["float64"] * signs.reshape(tensor.shape).double()
            )
            return msgspec.structs.replace(to_data(moved), strided=value.strided)  # pyright: ignore
        return value

    return Case({name: move(value) for name, value in case.inputs.items()}, case.precision)


class _Builder:
    """Builds one key."""

    def __init__(self, laboratory: _Laboratory, exercise: Exercise, seed: int) -> None:
        self._laboratory = laboratory
        self._exercise = exercise
        self._seed = seed
        self._calls = 0

    def build(self, content: str) -> Key:
        exercise = self._exercise
        drawn = {c.name: draw(c, self._seed_of(c.name)) for c in exercise.checks}
        specimens = {
            c.name: self._with_precisions([_case(e, "float64") for e in drawn[c.name]])
            for c in exercise.checks
        }
        cases = {c.name: self._key_cases(c, specimens[c.name]) for c in exercise.checks}

        small: dict[str, list[Case]] = {c.name: [] for c in exercise.checks}
        for name in self._laboratory.mistakes:
            found = self._smallest_for(name, cases)
            if found is not None and found[1] not in small[found[0].name]:
                small[found[0].name].append(found[1])
        for check in exercise.checks:
            first = sorted(small[check.name], key=_size)
            both = self._with_precisions(first, count=1)
            cases[check.name] = self._key_cases(check, both) + cases[check.name]

        alike = self._separate(cases)
        noticed = {n for all_cases in cases.values() for case in all_cases for n in case.wrong}
        mistakes = self._laboratory.mistakes
        return Key(
            SCHEMA,
            exercise.id,
            self._seed,
            content,
            tuple(KeyCheck(c.name, tuple(cases[c.name])) for c in exercise.checks),
            {name: (m.public_name, m.hint) for name, m in mistakes.items()},
            tuple(alike),
            tuple(name for name in mistakes if name not in noticed),
            SHRINK_CALLS,
            self._calls,
        )

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
            if index in chosen and case.precision == "float64" and _has_floats(case.inputs):
                result.append(_case(case.inputs, "float32"))
        return result

    def _key_cases(self, check: Check, cases: Sequence[Case]) -> list[KeyCase]:
        """Observe the reference and every mistake on each case."""
        keyed = [self._expected(check, case) for case in cases]
        for name in self._laboratory.mistakes:
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
            exact = _case(case.inputs, "float64")
            precise = self._laboratory.observe("", check, [exact])[0]
            observed = msgspec.structs.replace(
                observed, value=_rounded(precise.value, observed.value)
            )
        call, observed = observed.call, msgspec.structs.replace(observed, call="")
        sensitivity = self._sensitivity(check, exact)
        return KeyCase(case.inputs, case.precision, call, Expected(observed, sensitivity), {})

    def _sensitivity(self, check: Check, case: Case) -> tuple[float, ...]:
        generator = random.Random(0)
        runs = [case, *(_perturbed(case, generator) for _ in range(PERTURBATIONS))]
        base, *others = self._laboratory.observe("", check, runs, look_for_reseeding=False)
        start = _floating_leaves(base.value)
        moved = [0.0] * len(start)
        for other in others:
            now = _floating_leaves(other.value)
            if [t.shape for t in now] != [t.shape for t in start]:
                continue
            for index, (a, b) in enumerate(zip(start, now, strict=True)):
                change, size = (a - b).abs().nan_to_num(0, 0, 0), a.abs().nan_to_num(0, 0, 0)
                drift = change[change <= JUMP * size.clamp_min(1)]
                moved[index] = max(moved[index], float(drift.max()) if drift.numel() else 0.0)
        return tuple(moved)

    def _told_apart(
        self, check: Check, name: str, example: dict[str, Value], precision: str
    ) -> bool:
        case = _case(example, precision)
        reference, mistake = (
            self._laboratory.observe(who, check, [case], look_for_reseeding=False)[0]
            for who in ("", name)
        )
        expected = Expected(msgspec.structs.replace(reference, call=""), ())
        self._stop_if_stopped(mistake)
        return (
            failure(check, mistake, KeyCase(case.inputs, precision, "", expected, {})) is not None
        )

    @staticmethod
    def _stop_if_stopped(observation: Observation) -> None:
        """A search that kills a worker with each call would take hours."""
        if observation.raised is not None and observation.raised.types[0].startswith("Stopped"):
            raise _OutOfBudget

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
                lambda e, c=check, p=precision: self._told_apart(c, name, e, p),
                self._seed_of(f"{check.name} {name}"),
                SHRINK_CALLS,
            )
            self._calls += calls
            if example is not None:
                return check, _case(example, precision)
        return None

    def _separate(self, cases: dict[str, list[KeyCase]]) -> list[tuple[str, str]]:
        """Add an example for each pair of mistakes that look alike so far; return those that still do."""
        alike: list[tuple[str, str]] = []
        for one, other in combinations(self._laboratory.mistakes.values(), 2):
            if not _look_alike(one.name, other.name, cases):
                continue
            if one.public_name == other.public_name:
                alike.append((one.name, other.name))
                continue
            for check in self._exercise.checks:
                example, calls = smallest(
                    check,
                    lambda e, c=check, a=one.name, b=other.name: self._differ(c, a, b, e),
                    self._seed_of(f"{check.name} {one.name} {other.name}"),
                    SHRINK_CALLS,
                )
                self._calls += calls
                if example is not None:
                    cases[check.name] += self._key_cases(check, [_case(example, "float64")])
                    break
            else:
                alike.append((one.name, other.name))
        return alike

    def _differ(self, check: Check, one: str, other: str, example: dict[str, Value]) -> bool:
        case = _case(example, "float64")
        seen = {
            who: self._laboratory.observe(who, check, [case], look_for_reseeding=False)[0]
            for who in ("", one, other)
        }
        self._stop_if_stopped(seen[one])
        self._stop_if_stopped(seen[other])
        keyed = KeyCase(case.inputs, "float64", "", Expected(seen[""], ()), {})
        wrong = {who: failure(check, seen[who], keyed) is not None for who in (one, other)}
        if wrong[one] != wrong[other]:
            return True
        return wrong[one] and not looks_like(seen[one], seen[other], keyed)


def _look_alike(one: str, other: str, cases: Mapping[str, list[KeyCase]]) -> bool:
    for case in (case for all_cases in cases.values() for case in all_cases):
        if (one in case.wrong) != (other in case.wrong):
            return False
        if one in case.wrong and not looks_like(case.wrong[one], case.wrong[other], case):
            return False
    return True


def _rounded(precise: Value, observed: Value) -> Value:
    """Return `observed`, its floating leaves replaced by those of the run in float64, rounded."""
    if isinstance(precise, TensorData) and isinstance(observed, TensorData):
        if is_floating(precise) and is_floating(observed) and precise.shape == observed.shape:
            return to_data(to_object(precise).to(DTYPES[observed.dtype]))
    elif type(precise) is float and type(observed) is float:
        return precise
    elif isinstance(precise, SequenceData) and isinstance(observed, SequenceData):
        if len(precise.items) == len(observed.items):
            pairs = zip(precise.items, observed.items, strict=True)
            return SequenceData(observed.kind, tuple(_rounded(p, o) for p, o in pairs))
    elif isinstance(precise, DictData) and isinstance(observed, DictData):
        if len(precise.items) == len(observed.items):
            both = zip(precise.items, observed.items, strict=True)
            return DictData(tuple((k, _rounded(p, o)) for (_, p), (k, o) in both))
    return observed


def _floating_leaves(value: Value) -> list[torch.Tensor]:
    floating = [leaf for _, leaf in leaves(value) if is_floating(leaf)]
    return [torch.as_tensor(to_object(leaf)).to(torch.float64) for leaf in floating]


def _size(case: Case) -> tuple[int, str]:
    return len(msgspec.msgpack.encode(case.inputs)), show(to_data(dict(case.inputs)), 10_000)


def build(exercise: Exercise, unit: Unit, seed: int, open_subject: Opener) -> Key:
    """Build a key and put it into the cache. Call it in a process of its own: see `key.keys_for`."""
    exercise.validate()
    with _Laboratory(exercise, unit, open_subject) as laboratory:
        key = _Builder(laboratory, exercise, seed).build(content_hash(exercise, unit, seed))
    file = file_of(exercise.id, key.content)
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(f".{os.getpid()}.partial")
    partial.write_bytes(encode(key))
    os.replace(partial, file)
    return key


def opener(stack: contextlib.ExitStack, graders: Path) -> Opener:
    """Return how subjects are opened for trusted code here: in workers where there is fork."""
    if not AVAILABLE:
        return open_local
    zygote = stack.enter_context(Zygote(graders))
    roomy = Limits(cpu_seconds=600)
    return lambda exercise, load: zygote.open(exercise, load, roomy)


def _main(graders: str, seed: str, *ids: str) -> int:
    kit = catalog(Path(graders))
    with contextlib.ExitStack() as stack:
        open_subject = opener(stack, kit.graders)
        for id in ids:
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
