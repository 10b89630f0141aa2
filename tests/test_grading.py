"""Grading one exercise: what is asked twice, and what is kept from learners."""

import dataclasses

import pytest
from conftest import a_class

from torchkata import batch
from torchkata.audit import Bench
from torchkata.catalog import Catalog
from torchkata.exercise import Exercise
from torchkata.grade import (
    ANOTHER_ANSWER,
    Attempt,
    SharedSubject,
    ask_again,
    grade_exercise,
    judge,
    try_exercise,
)
from torchkata.key import Key
from torchkata.report import ExerciseReport
from torchkata.submissions import find_submissions
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


# Sharing a process ----------------------------------------------------------------------------------


class Opened:
    """Opens subjects and notes for which exercise."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.names: list[str] = []

    def __call__(self, exercise: Exercise, load: Load):
        self.names.append(exercise.name)
        return self._bench._open(exercise, load)


def attempts_at(kit: Catalog, keys: dict[str, Key], opened: Opened, source: str) -> list[Attempt]:
    """Try l1_norm and l2_norm of a module."""
    unit = kit.units["norms"]
    with SharedSubject(opened) as shared:
        return [
            try_exercise(e, keys[e.id], Load("norms", e.name, {"norms": source}, unit.stub), shared)
            for e in unit.exercises[:2]
        ]


def test_the_exercises_of_a_unit_are_run_in_one_process(kit, keys, bench: Bench):
    opened = Opened(bench)
    attempts = attempts_at(kit, keys, opened, kit.units["norms"].solution)
    assert opened.names == ["l1_norm"]
    assert [judge(attempt).status for attempt in attempts] == ["passed", "passed"]


def test_what_fails_after_others_and_before_others_counts_without_a_process_of_its_own(
    kit, keys, bench: Bench
):
    source = kit.units["norms"].solution.replace("torch.linalg.vector_norm(x)", "x.sum()", 1)
    opened = Opened(bench)
    attempts = ask_again(attempts_at(kit, keys, opened, source), opened)
    assert opened.names == ["l1_norm", "l2_norm"]
    assert [judge(attempt).status for attempt in attempts] == ["passed", "failed"]


def test_what_fails_after_another_exercise_only_is_run_again_in_a_process_of_its_own(
    kit, keys, bench: Bench
):
    source = spoiling(kit, "    return torch.linalg.vector_norm(x)\n", RIGHT)
    attempts = attempts_at(kit, keys, Opened(bench), source)
    assert [judge(attempt).status for attempt in attempts] != ["passed", "passed"]
    opened = Opened(bench)
    attempts = ask_again(attempts, opened)
    assert opened.names == ["l2_norm", "l2_norm", "l2_norm"]  # the last one asks that one again
    assert [judge(attempt).status for attempt in attempts] == ["passed", "passed"]


def test_of_what_fails_after_another_exercise_too_no_answer_may_depend_on_earlier_calls(
    kit, keys, bench: Bench
):
    body = (
        "    calls.append(1)\n"
        "    wrong = len(calls) < 5 or not x.requires_grad\n"
        "    return torch.linalg.vector_norm(x) * (2 if wrong else 1)\n"
    )
    source = kit.units["norms"].solution
    source = "calls = []\n" + source.replace("    return torch.linalg.vector_norm(x)\n", body, 1)
    attempts = attempts_at(kit, keys, Opened(bench), source)
    earned = {check.name: check.earned for check in judge(attempts[1]).checks}
    assert earned["lets_gradients_flow"]
    _, attempt = ask_again(attempts, Opened(bench))
    failures = {check.name: check.failure for check in judge(attempt).checks}
    flows = failures["lets_gradients_flow"]
    assert flows is not None and flows.difference == ANOTHER_ANSWER


def test_what_ends_the_process_ends_it_for_its_own_exercise_alone(kit, keys, bench: Bench):
    source = kit.units["norms"].solution.replace(RIGHT, "    __import__('os')._exit(3)\n", 1)
    attempts = attempts_at(kit, keys, Opened(bench), source)
    assert [judge(attempt).status for attempt in attempts] == ["crashed", "passed"]


def test_the_exercises_of_a_unit_are_asked_again_in_one_process(kit, keys, bench: Bench):
    attempts = attempts_at(kit, keys, Opened(bench), kit.units["norms"].solution)
    opened = Opened(bench)
    attempts = ask_again(attempts, opened)
    assert opened.names == ["l2_norm"]
    assert [judge(attempt).status for attempt in attempts] == ["passed", "passed"]


def test_what_fails_after_another_exercise_is_asked_once_more_in_a_process_of_its_own(
    kit, keys, bench: Bench
):
    source = spoiling(kit, RIGHT, "    return torch.linalg.vector_norm(x)\n")
    attempts = attempts_at(kit, keys, Opened(bench), source)
    opened = Opened(bench)
    attempts = ask_again(attempts, opened)
    assert opened.names == ["l2_norm", "l1_norm"]
    assert [judge(attempt).status for attempt in attempts] == ["passed", "passed"]


def test_what_passes_only_after_another_exercise_fails_where_it_is_asked_again(
    kit, keys, bench: Bench
):
    norm = "    return torch.linalg.vector_norm(x)\n"
    helped = "    if 'HELPED' not in globals():\n        return x.sum() - 1\n"
    source = kit.units["norms"].solution.replace(norm, helped + norm, 1)
    source = source.replace(RIGHT, f"    globals()['HELPED'] = True\n{RIGHT}", 1)
    attempts = attempts_at(kit, keys, Opened(bench), source)
    assert [judge(attempt).status for attempt in attempts] == ["passed", "passed"]
    attempts = ask_again(attempts, Opened(bench))
    assert judge(attempts[0]).status == "passed" and judge(attempts[1]).earned == 0


def spoiling(kit: Catalog, spoiled: str, spoils: str) -> str:
    """Return right norms of which one (with the body `spoiled`) fails after the other (`spoils`) was called."""
    source = kit.units["norms"].solution
    source = source.replace(
        spoiled, f"    if 'SPOILED' in os.environ:\n        return x.sum()\n{spoiled}", 1
    )
    source = source.replace(spoils, f"    os.environ['SPOILED'] = 'yes'\n{spoils}", 1)
    return source.replace("import math\n", "import math\nimport os\n", 1)


def test_a_fault_of_the_grader_costs_no_other_exercise_its_grade(
    kit, keys, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    def faulty(attempt: Attempt, pairs: object) -> ExerciseReport:
        if attempt.exercise.name == "l2_norm":
            raise ZeroDivisionError
        return judge(attempt)

    monkeypatch.setattr(batch, "judge", faulty)
    folder = a_class(tmp_path / "class", anna=(RIGHT, RIGHT))
    exercises = list(kit.units["norms"].exercises[:3])
    work = batch.Batch(
        find_submissions(folder), exercises, keys, kit, tmp_path / "grades", 0, "none"
    )
    (report,) = batch.run(work)
    assert [e.status for e in report.exercises] == ["passed", "not graded", "passed"]
    assert "ZeroDivisionError" in report.exercises[1].sentence and not report.exercises[1].earned
