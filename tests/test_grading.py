"""Grading one exercise: what is asked twice, and what is kept from learners."""

import dataclasses

import pytest

from torchkata.audit import Bench
from torchkata.catalog import Catalog
from torchkata.exercise import Exercise
from torchkata.grade import ANOTHER_ANSWER, grade_exercise
from torchkata.report import ExerciseReport
from torchkata.wire import Load

pytestmark = pytest.mark.slow

RIGHT = "    return x.abs().sum()"


def graded(bench: Bench, body: str, exercise: Exercise | None = None) -> ExerciseReport:
    """Grade l1_norm with another body, as a batch does."""
    unit = bench.unit
    source = "calls = []\n" + unit.solution.replace(RIGHT, body, 1)
    load = Load("norms", "l1_norm", {"norms": source}, unit.stub)
    return grade_exercise(
        exercise or bench.exercise, bench.key, load, bench._open, bench.pairs, replay=True
    )


@pytest.fixture
def bench(bench_of, kit: Catalog) -> Bench:
    return bench_of(kit.find("norms.l1_norm"))


def test_an_answer_that_depends_on_earlier_calls_earns_nothing(bench: Bench):
    body = (
        "    calls.append(1)\n"
        "    return x.abs().sum() * (2 if len(calls) == 1 and x.requires_grad else 1)"
    )
    report = graded(bench, body)
    failed = [check for check in report.checks if check.failure is not None]
    assert [check.name for check in failed] == ["lets_gradients_flow"]
    assert failed[0].failure is not None and failed[0].failure.difference == ANOTHER_ANSWER
    assert failed[0].earned == 0 and report.status == "failed"


def test_what_an_honest_solution_remembers_does_no_harm(bench: Bench):
    body = "    calls.append(x.shape)\n    return x.abs().sum()"
    assert graded(bench, body).status == "passed"


def test_a_module_that_can_be_imported_once_only_is_not_passed(bench: Bench):
    body = "    return x.abs().sum()\n\n\nimport os\nif os.path.exists('seen'):\n    raise OSError"
    assert graded(bench, body).status == "passed"  # each worker has a folder of its own


def hidden(exercise: Exercise) -> Exercise:
    checks = [dataclasses.replace(check, hidden=True) for check in exercise.checks]
    return dataclasses.replace(exercise, checks=checks)


def test_a_hidden_check_shows_neither_inputs_nor_messages_nor_prints(bench: Bench):
    body = "    print('got', x)\n    raise ValueError(f'got {x}')"
    report = graded(bench, body, hidden(bench.exercise))
    failures = [check.failure for check in report.checks if check.failure is not None]
    assert failures
    for failure in failures:
        assert failure.observed == "ValueError" and failure.line > 0
        assert not (failure.call or failure.inputs or failure.printed or failure.expected)
        assert not failure.frames
    assert "got" not in str(report)


def test_a_hidden_check_that_times_out_shows_nothing_of_its_input(bench: Bench):
    report = graded(bench, "    import os\n    os._exit(3)", hidden(bench.exercise))
    failed = next(check.failure for check in report.checks if check.failure is not None)
    assert failed.call == failed.inputs == failed.expected == ""
