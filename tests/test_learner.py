"""What a learner meets: a workspace, `pytest graders`, hints, reset and the solution."""

import re
from pathlib import Path

import pytest
from conftest import Run, write_body

pytestmark = pytest.mark.slow


def norms(workspace: Path) -> Path:
    return workspace / "exercises" / "norms.py"


def test_untouched_stubs_are_not_started_and_never_an_error(run_graders: Run):
    done = run_graders("graders")
    assert done.returncode == 0, done.stdout
    assert "failed" not in done.stdout and "error" not in done.stdout.lower()
    assert "skipped" in done.stdout


def test_a_wrong_solution_gets_at_most_twelve_lines_with_cause_and_next_step(
    run_graders: Run, workspace
):
    write_body(norms(workspace), "l1_norm", "return x.sum()")
    done = run_graders("graders", "-k", "l1_norm")
    assert done.returncode == 1
    start = done.stdout.index("norms.l1_norm: The L1 norm")
    lines = done.stdout[
        start : done.stdout.index("\n___", start) if "\n___" in done.stdout[start:] else None
    ]
    picture = lines.split("\n===")[0].splitlines()
    assert len(picture) <= 12
    labels = [line.split()[0] for line in picture[1:]]
    assert labels == ["called", "returned", "expected", "cause", "hint", "where", "next"]
    assert "Traceback" not in done.stdout and "torchkata/" not in lines


def test_a_right_solution_passes_and_the_table_shows_it(run_graders: Run, workspace, kit):
    write_body(norms(workspace), "l1_norm", "return x.abs().sum()")
    done = run_graders("graders", "-k", "l1_norm")
    assert done.returncode == 0, done.stdout
    row = next(line for line in done.stdout.splitlines() if line.startswith("norms "))
    points = kit.find("norms.l1_norm").points
    assert row.split() == ["norms", f"{points}/{points}", "1", "0", "0"]


def test_a_learners_exception_shows_the_learners_own_line(run_graders: Run, workspace):
    write_body(norms(workspace), "l1_norm", "return x.absolute().total()")
    done = run_graders("graders/test_norms.py", "-k", "l1_norm", "-x")
    assert "return x.absolute().total()" in done.stdout
    assert "site-packages" not in done.stdout and "observation.py" not in done.stdout
    assert done.stdout.count("next ") == 1


def test_a_failure_is_told_once_in_continuous_integration_too(
    run_graders: Run, workspace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CI", "true")
    write_body(norms(workspace), "l1_norm", "return x.sum()")
    done = run_graders("graders/test_norms.py", "-k", "l1_norm", "-x")
    assert done.stdout.count("  next ") == 1
    assert "FAILED graders/test_norms.py::l1_norm::" in done.stdout


def test_what_the_code_prints_is_shown_with_its_failure(run_graders: Run, workspace):
    write_body(norms(workspace), "l1_norm", "print('x is', x.shape)", "return x.sum()")
    done = run_graders("graders", "-k", "l1_norm")
    assert "printed  x is torch.Size" in done.stdout


def test_a_syntax_error_leaves_the_other_units_graded(run_graders: Run, workspace, kit):
    norms(workspace).write_text("def l1_norm(x:\n", "utf-8")
    models = workspace / "exercises" / "models.py"
    models.write_text(kit.units["models"].solution, "utf-8")
    done = run_graders("graders/test_norms.py", "graders/test_models.py")
    assert "norms.py cannot be imported: SyntaxError: line 1" in done.stdout
    assert done.stdout.split("short test summary")[0].count("cannot be imported") == 1
    assert "1 failed" in done.stdout
    row = next(line for line in done.stdout.splitlines() if line.startswith("models "))
    assert row.split()[2] == str(len(kit.units["models"].exercises))


def test_a_missing_file_says_how_to_bring_it_back(run_graders: Run, workspace):
    norms(workspace).unlink()
    done = run_graders("graders/test_norms.py")
    assert "torchkata reset norms.l1_norm" in done.stdout and "1 failed" in done.stdout


@pytest.mark.parametrize(
    "body",
    [
        ["while True: pass"],
        ["while True:", "    try:", "        while True: pass", "    except Exception: pass"],
    ],
    ids=["plain", "swallows exceptions"],
)
def test_an_endless_loop_ends_with_its_own_message(run_graders: Run, workspace, body):
    write_body(norms(workspace), "l1_norm", *body)
    write_body(norms(workspace), "linf_norm", "return x.abs().max()")
    done = run_graders("graders", "-k", "l1_norm or linf_norm", "--time-limit", "1")
    assert "Your code was still running after 1 seconds, in line" in done.stdout
    assert "linf_norm" not in done.stdout.split("short test summary")[-1]


def test_code_that_cannot_be_interrupted_ends_the_run_with_what_is_known(
    run_graders: Run, workspace
):
    write_body(norms(workspace), "l2_norm", "import time", "time.sleep(10**6)")
    write_body(norms(workspace), "l1_norm", "return x.abs().sum()")
    done = run_graders("graders", "-k", "l1_norm or l2_norm", "--time-limit", "1")
    assert done.returncode == 1
    assert "does not end and cannot be interrupted" in done.stderr
    assert re.search(r"Until now: \d passed", done.stderr)


def test_pdb_stops_in_the_learners_own_frame(run_graders: Run, workspace):
    write_body(norms(workspace), "l1_norm", "secret = 41 + 1", "raise ValueError('no')")
    done = run_graders("graders", "-k", "l1_norm", "-x", "--pdb", stdin="p secret\nq\n")
    assert "42" in done.stdout
    assert "norms.py" in done.stdout


def test_breakpoint_stops_in_the_code_and_time_rests(run_graders: Run, workspace):
    write_body(
        norms(workspace), "l1_norm", "secret = 41 + 1", "breakpoint()", "return x.abs().sum()"
    )
    stdin = "p secret\nimport time; time.sleep(3)\np secret + 1\nq\n"
    done = run_graders("graders", "-k", "l1_norm", "--time-limit", "1", stdin=stdin)
    assert "42" in done.stdout and "43" in done.stdout
    assert "still running" not in done.stdout


def test_one_check_can_be_named_as_pytest_names_tests(run_graders: Run, workspace):
    write_body(norms(workspace), "linf_norm", "return x.abs().max()")
    done = run_graders("graders/test_norms.py::linf_norm::is_the_largest_absolute_value")
    assert "1 passed" in done.stdout


def test_nothing_is_left_in_the_workspace(run_graders: Run, workspace):
    write_body(norms(workspace), "linf_norm", "return x.max()")
    before = {p for p in workspace.rglob("*") if "__pycache__" not in p.parts}
    run_graders("graders", "-k", "linf_norm")
    after = {p for p in workspace.rglob("*") if "__pycache__" not in p.parts}
    assert after == before


def test_three_hints_come_one_after_the_other(torchkata: Run, workspace, kit):
    hints = kit.find("norms.p_norm").hints
    for number, text in zip((1, 2, 3, 3), (*hints, hints[2]), strict=True):
        done = torchkata("hint", "norms.p_norm", cwd=workspace)
        assert done.stdout.strip() == f"Hint {number} of 3: {text}"


def test_reset_asks_first_and_keeps_the_old_text_beside(torchkata: Run, workspace):
    stub = norms(workspace).read_text()
    write_body(norms(workspace), "l1_norm", "return 17")
    mine = norms(workspace).read_text()
    torchkata("reset", "norms.l1_norm", cwd=workspace, stdin="n\n")
    assert norms(workspace).read_text() == mine
    torchkata("reset", "norms.l1_norm", cwd=workspace, stdin="y\n")
    assert norms(workspace).read_text() == stub
    assert (workspace / "exercises" / "norms.py.before-reset").read_text() == mine


def test_the_solution_is_shown_once_the_exercise_passes(torchkata: Run, workspace):
    done = torchkata("solution", "norms.linf_norm", cwd=workspace)
    assert done.returncode == 1 and "abs().max()" not in done.stdout
    write_body(norms(workspace), "linf_norm", "return max(x.max(), -x.min())")
    done = torchkata("solution", "norms.linf_norm", cwd=workspace)
    assert done.returncode == 0 and "x.abs().max()" in done.stdout


def test_start_never_writes_into_a_folder_that_holds_something(torchkata: Run, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "work.py").write_text("mine")
    done = torchkata("start", "full")
    assert done.returncode == 2 and "not empty" in done.stderr
    assert [p.name for p in (tmp_path / "full").iterdir()] == ["work.py"]


def test_a_workspace_holds_no_solution_and_no_mistake(workspace):
    names = {p.name for p in workspace.rglob("*")}
    assert "misconceptions" not in names and "solutions" not in names
    text = "".join(p.read_text() for p in (workspace / "exercises").glob("*.py"))
    assert "SOLUTION" not in text


def test_torchvision_can_be_imported_by_a_learner(run_graders: Run, workspace):
    write_body(norms(workspace), "linf_norm", "import torchvision", "return x.abs().max()")
    done = run_graders("graders", "-k", "linf_norm")
    assert "failed" not in done.stdout, done.stdout


def test_the_doctor_tries_every_level_and_names_what_gets_through(torchkata: Run):
    done = torchkata("doctor")
    assert done.returncode == 0 and "torch " in done.stdout
    for level in ("full", "reduced", "none"):
        assert f"isolation {level}: " in done.stdout
    none = done.stdout.partition("isolation none: ")[2]
    assert "connects to a port" in none


def test_the_readme_of_the_exercises_has_a_line_for_each(workspace, kit):
    text = (workspace / "exercises" / "README.md").read_text("utf-8")
    for exercise in kit.exercises():
        assert re.search(rf"^\| `{exercise.name}` \| {exercise.points} \| .+ \|$", text, re.M)
