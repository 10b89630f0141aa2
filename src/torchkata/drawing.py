"""Draw examples from a seed, and find the smallest one that meets a condition.

This is the only module that runs hypothesis. Two things keep its draws the same in every process: the seed is
given (`derandomize` takes none), and no constants are drawn, because hypothesis harvests those from
whatever modules happen to be imported. Nothing is left in a database. Budgets are numbers of calls.
"""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import msgspec

from torchkata.exercise import Check
from torchkata.strategies import inputs_strategy
from torchkata.values import Value


class OutOfBudget(BaseException):
    """Ends a search at once. A condition may raise it too."""


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


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="torchkata-hypothesis-")


def _home() -> Path:
    """Return a folder that goes with this process: hypothesis writes there what it harvests anyway."""
    return Path(_folder().name)


def _run_hypothesis(
    check: Check,
    test: Callable[[dict[str, Value]], None],
    seed: int,
    examples: int,
    *,
    shrink: bool = False,
    realistic: bool = False,
) -> None:
    import hypothesis
    from hypothesis.configuration import set_hypothesis_home_dir

    set_hypothesis_home_dir(_home())
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
    given = hypothesis.given(inputs_strategy(check.inputs, realistic=realistic))
    with _no_constants():
        settings(hypothesis.seed(seed)(given(test)))()


def draw(check: Check, seed: int) -> list[dict[str, Value]]:
    """Return `check.examples` different examples, spread over four times as many that hypothesis drew."""
    found: dict[bytes, dict[str, Value]] = {}

    def collect(example: dict[str, Value]) -> None:
        found.setdefault(msgspec.msgpack.encode(example), example)

    _run_hypothesis(check, collect, seed, 4 * check.examples)
    return spread(check, list(found.values()), check.examples)


def draw_realistic(check: Check, seed: int) -> dict[str, Value]:
    """Return one example of the size of a small batch."""
    found: list[dict[str, Value]] = []

    def collect(example: dict[str, Value]) -> None:
        found.append(example)

    # Hypothesis tries the simplest example first, which is all zeros.
    _run_hypothesis(check, collect, seed, 4, realistic=True)
    return found[-1]


def spread(check: Check, drawn: list[dict[str, Value]], count: int) -> list[dict[str, Value]]:
    """Return `count` of the examples, in their order.

    All that bring a value of a `choice` for the first time are taken, even if those are more, and others evenly.
    """
    count = min(count, len(drawn))
    choices = [name for name, one in check.inputs.items() if one.is_choice]
    seen: set[bytes] = set()
    first: list[int] = []
    for index, example in enumerate(drawn):
        values = {msgspec.msgpack.encode((name, example[name])) for name in choices}
        if not values <= seen:
            first.append(index)
            seen |= values
    evenly = [i * len(drawn) // count for i in range(count)]
    taken = list(dict.fromkeys([*first, *evenly]))[: max(count, len(first))]
    return [drawn[index] for index in sorted(taken)]


class _Found(Exception):
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
            raise OutOfBudget
        if condition(example):
            best[:] = [example]
            raise _Found

    with contextlib.suppress(_Found, OutOfBudget):
        _run_hypothesis(check, test, seed, budget, shrink=True)
    return (best[0] if best else None), min(calls, budget)
