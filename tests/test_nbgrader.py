"""nbgrader: courses out of the kit, run by its own commands, and scores in its gradebook.

One small class is graded both ways, by `nbgrader autograde` and by `torchkata grade --gradebook`. Some of it is real
(examples/submissions), the rest is what nbgrader's own tests get wrong.
"""

import ast
import importlib.util
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from conftest import plain_environment

from torchkata.catalog import KIT, catalog
from torchkata.nbgrader.notebooks import markdown_of, notebook_of, solution_text
from torchkata.source import stub_of, untouched

NORMS = catalog().units["norms"]
REAL = ("learner-10", "learner-12")
L1 = "def l1_norm(x):\n    return x.abs().sum()\n"
SUM = "def l1_norm(x):\n    return x.sum()\n"
ODD = {
    "warns": "import sys, warnings\n\ndef l1_norm(x):\n    warnings.warn('old')\n    print('!', file=sys.stderr)\n"
    "    return x.abs().sum()\n",
    "ends": "import os\n\ndef l1_norm(x):\n    os._exit(0)\n",
    "loops": "def l1_norm(x):\n    while True:\n        pass\n",
    "replaces": "import torch\n\ntorch.testing.assert_close = lambda *a, **k: None\n"
    "torch.allclose = torch.equal = lambda *a, **k: True\ntorch.Tensor.__eq__ = lambda *a: True\n\n"
    + SUM,
    "below": "def l1_norm(x):\n    return further_down(x).sum()\n\ndef further_down(x):\n    return x.abs()\n",
    "started": "",
}
LIMIT = 156
"""Seconds that five cells with an endless loop cost in nbgrader."""

needs_nbgrader = pytest.mark.skipif(
    importlib.util.find_spec("nbgrader") is None,
    reason="nbgrader is not installed: pip install 'torchkata[nbgrader]'",
)


# The notebooks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("unit", catalog().units.values(), ids=lambda unit: unit.name)
def test_a_notebook_has_a_graded_cell_for_each_check_and_its_points(unit) -> None:
    cells = [c["metadata"]["nbgrader"] for c in notebook_of(unit)["cells"] if "outputs" in c]
    ids = [cell["grade_id"] for cell in cells]
    graded = [cell for cell in cells if cell["grade"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]+", id) for id in ids)
    assert all(cell["locked"] and not cell["solution"] for cell in graded)
    assert sum(cell["points"] for cell in graded) == sum(e.points for e in unit.exercises)
    checks = sum(len(e.checks) + (e.device_points > 0) for e in unit.exercises)
    assert len(graded) == checks


@pytest.mark.parametrize("unit", catalog().units.values(), ids=lambda unit: unit.name)
def test_what_nbgrader_leaves_of_a_solution_counts_as_not_started(unit) -> None:
    source = unit.solution_file.read_text("utf-8")
    for exercise in unit.exercises:
        left = stub_of(solution_text(source, exercise.name) + "\n")
        assert exercise.name in untouched(left, unit.stub)
        assert ast.parse(solution_text(source, exercise.name))


def test_a_lesson_keeps_its_words_and_its_example() -> None:
    lesson = markdown_of(ast.get_docstring(ast.parse(NORMS.solution).body[4]) or "")
    assert "- `x`: float32 or float64 tensor of any shape" in lesson
    assert (
        "```python\n>>> l1_norm(torch.tensor([[3.0, -4.0], [0.0, 1.0]]))\ntensor(8.)\n```" in lesson
    )
    assert lesson.endswith("See `torch.linalg.vector_norm` in the PyTorch documentation.")


def test_without_nbgrader_a_sentence_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "submitted").mkdir()
    program = (
        "import sys; sys.modules |= dict.fromkeys(['nbformat', 'nbgrader', 'nbgrader.api']); "
        "from torchkata.cli import main; main()"
    )
    for arguments in (["notebooks", "--to", "c"], ["grade", ".", "--gradebook", "sqlite:///g.db"]):
        command = [sys.executable, "-P", "-c", program, *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, env=plain_environment()
        )
        assert done.returncode == 2
        assert "pip install 'torchkata[nbgrader]'" in done.stderr
        assert not list(tmp_path.glob("*.db"))


# A class, graded both ways -----------------------------------------------------------------------


def command(
    course: Path, *arguments: object, package: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of this Python's environment in a course; with the torchkata of a folder, where one is named."""
    program, *rest = map(str, arguments)
    environment = plain_environment()
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    if package is not None:
        environment["PYTHONPATH"] = str(package)
    done = subprocess.run(
        [program, *rest], cwd=course, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def grade(
    course: Path, *more: object, url: str = "sqlite:///gradebook.db"
) -> subprocess.CompletedProcess[str]:
    how = ("--gradebook", url, "--out", course.parent / f"{course.name}-out", "--jobs", 2)
    return command(course, "torchkata", "grade", ".", *how, *more)


def hand_in(course: Path, student: str, module: str, unit: str = "norms") -> Path:
    """Put a module's text into the cells of the release: exercises into theirs, the rest before them."""
    released = course / "release" / unit / f"{unit}.ipynb"
    notebook = json.loads(released.read_text("utf-8"))
    cells = {c["metadata"].get("nbgrader", {}).get("grade_id"): c for c in notebook["cells"]}
    lines, rest = module.splitlines(), []
    for node in ast.parse(module).body:
        text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
        cell = cells.get(f"{unit}-{getattr(node, 'name', '')}")
        if cell is not None:
            cell["source"] = text
        elif getattr(node, "name", "") == "further_down":
            notebook["cells"].append(a_cell(text))
        else:
            rest.append(text)
    notebook["cells"].insert(2, a_cell("\n".join(rest)))
    file = course / "submitted" / student / unit / f"{unit}.ipynb"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(notebook), "utf-8")
    return file


def a_cell(text: str) -> dict[str, object]:
    kind = {"cell_type": "code", "outputs": [], "execution_count": None}
    return {**kind, "id": f"own-{abs(hash(text))}", "metadata": {}, "source": text}


def rows(course: Path, url: str = "") -> list[tuple[object, ...]]:
    """Return what a gradebook holds: student, assignment, notebook, cell, score, possible, whether a person must look."""
    from sqlalchemy import create_engine, text

    query = (
        "SELECT sa.student_id, a.name, n.name, c.name, g.auto_score, gc.max_score, g.needs_manual_grade "
        "FROM grade g JOIN grade_cells gc ON g.cell_id = gc.id JOIN base_cell c ON c.id = gc.id "
        "JOIN submitted_notebook sn ON g.notebook_id = sn.id JOIN notebook n ON sn.notebook_id = n.id "
        "JOIN submitted_assignment sa ON sn.assignment_id = sa.id JOIN assignment a ON sa.assignment_id = a.id"
    )
    engine = create_engine(url or f"sqlite:///{course / 'gradebook.db'}")
    with engine.connect() as connection:
        found = [(*row[:6], bool(row[6])) for row in connection.execute(text(query))]
    engine.dispose()
    return sorted(found, key=str)


def scores(course: Path, student: str, exercise: str = "") -> dict[str, float]:
    return {
        cell: score
        for who, _, _, cell, score, *_ in rows(course)
        if who == student and cell.startswith(f"norms-{exercise}")
    }


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that is released and handed in."""
    folder = tmp_path_factory.mktemp("nbgrader") / "course"
    command(Path.cwd(), "torchkata", "notebooks", "--to", folder, "--unit", "norms")
    command(folder, "nbgrader", "generate_assignment", "norms")
    for name in REAL:
        module = KIT / "examples" / "submissions" / name / "norms.py"
        hand_in(folder, name, module.read_text("utf-8"))
    for name, text in ODD.items():
        hand_in(folder, name, text)
    return folder


@pytest.fixture(scope="module")
def slow_course(course: Path) -> Path:
    """The class, graded by nbgrader."""
    copy = shutil.copytree(course, course.parent / "slow")
    command(copy, "nbgrader", "autograde", "norms")
    return copy


@pytest.fixture(scope="module")
def fast_course(course: Path) -> Path:
    """The class, graded by torchkata."""
    copy = shutil.copytree(course, course.parent / "fast")
    begun = time.monotonic()
    grade(copy)
    assert time.monotonic() - begun < LIMIT
    return copy


@pytest.mark.slow
@needs_nbgrader
def test_a_release_holds_no_solution(course: Path) -> None:
    text = (course / "release" / "norms" / "norms.ipynb").read_text("utf-8")
    assert "raise NotImplementedError  # Replace this line with your code." in text
    assert "SOLUTION" not in text
    assert "x.abs().sum()" not in text


@pytest.mark.slow
@needs_nbgrader
def test_both_ways_give_the_same_scores_cell_by_cell(slow_course: Path, fast_course: Path) -> None:
    assert rows(fast_course) == rows(slow_course)
    assert len(rows(fast_course)) == (len(REAL) + len(ODD)) * 46


@pytest.mark.slow
@needs_nbgrader
@pytest.mark.parametrize("unit", ["training", "persistence"])
def test_units_that_train_and_write_files_get_the_same_scores_too(
    unit: str, tmp_path: Path
) -> None:
    slow = tmp_path / "slow"
    command(tmp_path, "torchkata", "notebooks", "--to", slow, "--unit", unit)
    command(slow, "nbgrader", "generate_assignment", unit)
    module = KIT / "examples" / "submissions" / "learner-05" / f"{unit}.py"
    hand_in(slow, "learner-05", module.read_text("utf-8"), unit)
    fast = Path(shutil.copytree(slow, tmp_path / "fast"))
    command(slow, "nbgrader", "autograde", unit)
    grade(fast)
    found = rows(fast)
    assert found == rows(slow)
    assert {score > 0 for *_, score, _, _ in found} == {True, False}


@pytest.mark.slow
@needs_nbgrader
def test_feedback_and_export_go_on_from_either(slow_course: Path, fast_course: Path) -> None:
    for folder in (slow_course, fast_course):
        command(folder, "nbgrader", "generate_feedback", "norms")
        command(folder, "nbgrader", "export", "--to", "grades.csv")
        page = (folder / "feedback" / "learner-12" / "norms" / "norms.html").read_text("utf-8")
        assert "The maximum norm of a vector is the largest absolute value" in page
        assert "called   linf_norm" in page
    tables = [(f / "grades.csv").read_text("utf-8") for f in (slow_course, fast_course)]
    assert tables[0] == tables[1]


@contextmanager
def formgrader(course: Path) -> Iterator[Callable[[str], str]]:
    """Start nbgrader's formgrader in a course; yield what fetches one of its pages."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("jupyter-server")
    how = (f"--port={port}", "--ServerApp.token=open", "--no-browser", "--allow-root")
    log = course / "server.log"

    def fetch(path: str) -> str:
        url = f"http://127.0.0.1:{port}/formgrader/{path}"
        request = urllib.request.Request(url, headers={"Authorization": "token open"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(answer.read().decode())

    with log.open("w") as written:
        server = subprocess.Popen(
            [program, *how], cwd=course, env=plain_environment(), stdout=written, stderr=written
        )
    try:
        for _ in range(600):
            with suppress(OSError):
                fetch("api/assignments")
                break
            assert server.poll() is None, log.read_text()
            time.sleep(0.2)
        yield fetch
    finally:
        server.terminate()
        server.wait()


@pytest.mark.slow
@needs_nbgrader
def test_the_formgrader_shows_the_scores_and_the_verdicts(fast_course: Path) -> None:
    copy = Path(shutil.copytree(fast_course, fast_course.parent / "formgraded"))
    with formgrader(copy) as fetch:
        submitted = json.loads(fetch("api/submitted_notebooks/norms/norms"))
        shown = {notebook["student"]: notebook["score"] for notebook in submitted}
        assert shown == {name: sum(scores(copy, name).values()) for name in (*REAL, *ODD)}
        (id,) = [n["id"] for n in submitted if n["student"] == "learner-12"]
        assert "called   linf_norm" in fetch(f"submissions/{id}/")


# What nbgrader gets wrong ------------------------------------------------------------------------


@pytest.mark.slow
@needs_nbgrader
@pytest.mark.parametrize("way", ["slow_course", "fast_course"])
def test_a_warning_costs_no_points(way: str, request: pytest.FixtureRequest) -> None:
    assert sum(scores(request.getfixturevalue(way), "warns").values()) == 5


@pytest.mark.slow
@needs_nbgrader
@pytest.mark.parametrize("way", ["slow_course", "fast_course"])
def test_replaced_functions_of_the_library_earn_nothing(
    way: str, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(way)
    assert scores(folder, "replaces")["norms-l1_norm-adds_up_absolute_values"] == 0
    assert sum(scores(folder, "replaces").values()) < 5


@pytest.mark.slow
@needs_nbgrader
@pytest.mark.parametrize("way", ["slow_course", "fast_course"])
@pytest.mark.parametrize("student", ["ends", "loops"])
def test_code_that_ends_or_never_ends_costs_its_own_points_alone(
    student: str, way: str, request: pytest.FixtureRequest
) -> None:
    found = scores(request.getfixturevalue(way), student, "l1_norm")
    assert found
    assert set(found.values()) == {0.0}


@pytest.mark.slow
@needs_nbgrader
def test_reports_say_what_ended_it(fast_course: Path) -> None:
    status = {}
    for student in ("ends", "loops"):
        report = fast_course.parent / f"{fast_course.name}-out" / f"{student}.json"
        status[student] = json.loads(report.read_text("utf-8"))["exercises"][0]["status"]
    assert status == {"ends": "crashed", "loops": "timed out"}


@pytest.mark.slow
@needs_nbgrader
def test_what_changed_is_graded_again_and_what_people_wrote_stays(fast_course: Path) -> None:
    copy = shutil.copytree(fast_course, fast_course.parent / "again")
    shutil.copytree(fast_course.parent / "fast-out", fast_course.parent / "again-out")
    manual = "norms-l2_norm-is_the_euclidean_length"
    with sqlite3.connect(copy / "gradebook.db") as database:
        database.execute("UPDATE grade SET manual_score = 0.5, extra_credit = 0.25")
        database.execute("UPDATE submitted_notebook SET late_submission_penalty = 1.5")
    database.close()
    file = hand_in(copy, "replaces", L1)
    (file.parent / "timestamp.txt").write_text("1999-12-31 12:00:00 UTC\n")
    before = scores(copy, "learner-10")
    assert "Late, or with a penalty: below (norms), ends (norms)" in grade(copy).stdout
    assert sum(scores(copy, "replaces", "l1_norm").values()) == 5
    assert scores(copy, "replaces")[manual] == 0
    assert scores(copy, "learner-10") == before
    with sqlite3.connect(copy / "gradebook.db") as database:
        kept = database.execute("SELECT DISTINCT manual_score, extra_credit FROM grade").fetchall()
        late = database.execute(
            "SELECT DISTINCT late_submission_penalty FROM submitted_notebook"
        ).fetchall()
        ids = database.execute("SELECT count(*) FROM submitted_assignment").fetchall()
    assert (kept, late, ids) == ([(0.5, 0.25)], [(1.5,)], [(len(REAL) + len(ODD),)])
    asked = {who for who, *_, look in rows(copy) if look}
    assert asked == {"replaces"}, "who has other scores now than those that a person saw"


# A learner's own kernel --------------------------------------------------------------------------


@pytest.mark.slow
@needs_nbgrader
@pytest.mark.parametrize("released", [False, True], ids=["with the sources", "in a release"])
def test_in_a_learners_kernel_the_definition_that_was_run_last_counts(
    tmp_path: Path, released: bool
) -> None:
    folder = tmp_path / "katas"
    if released:
        command(tmp_path, "torchkata", "release", "--to", folder, "--unit", "norms")
    else:
        folder.mkdir()
    ask = "from torchkata.nbgrader import check\ncheck('norms.l1_norm', 'adds_up_absolute_values')"
    nonsense = ask.replace("adds_up", "subtracts")
    cells = [a_cell(text) for text in (SUM, ask, L1, ask, nonsense)]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}}
    (folder / "mine.ipynb").write_text(json.dumps({**notebook, "cells": cells}), "utf-8")
    how = ("--to", "notebook", "--execute", "--allow-errors", "--output", "run.ipynb")
    package = folder / "checks" if released else None
    command(folder, "jupyter", "nbconvert", *how, "mine.ipynb", package=package)
    run = json.loads((folder / "run.ipynb").read_text("utf-8"))
    outputs = [cell["outputs"] for cell in run["cells"]]
    assert [output[0]["ename"] if output else "" for output in outputs] == [
        *("", "CheckFailed", "", "", "NotJudged")
    ]
    assert "Your code adds up the elements without taking absolute values." in str(outputs[1])


# The gradebook -----------------------------------------------------------------------------------


@pytest.mark.slow
@needs_nbgrader
def test_a_new_gradebook_is_made_from_the_release(fast_course: Path) -> None:
    copy = shutil.copytree(fast_course, fast_course.parent / "new")
    shutil.copytree(fast_course.parent / "fast-out", fast_course.parent / "new-out")
    (copy / "gradebook.db").unlink()
    grade(copy)
    assert rows(copy) == rows(fast_course)
    command(copy, "nbgrader", "db", "upgrade")


@pytest.fixture
def postgresql() -> Iterator[str]:
    """Yield the URL of a new database on a server of its own, which listens to one socket file."""
    pytest.importorskip("psycopg2")
    found = shutil.which("pg_ctl") or next(
        map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))), None
    )
    if found is None:
        pytest.skip("PostgreSQL is not installed.")
    # A socket's path may have a hundred characters, and the server refuses to run as root.
    user = "nobody" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o777)
        data, where = Path(folder) / "data", f"-k {folder} -c listen_addresses=''"
        start = (found, "-D", data, "-o", where, "-l", data.parent / "log", "-w", "start")
        make = (Path(found).with_name("initdb"), "-D", data, "-A", "trust", "-U", "grader", "-N")
        try:
            for step in (make, start):
                subprocess.run(step, user=user, cwd=folder, check=True, capture_output=True)
            yield f"postgresql+psycopg2://grader@/postgres?host={folder}"
        finally:
            stop = (found, "-D", data, "-m", "immediate", "stop")
            subprocess.run(stop, user=user, cwd=folder, capture_output=True)


@pytest.mark.slow
@needs_nbgrader
def test_a_gradebook_in_postgresql_gets_the_same_scores(fast_course: Path, postgresql: str) -> None:
    copy = shutil.copytree(fast_course, fast_course.parent / "postgresql")
    shutil.copytree(fast_course.parent / "fast-out", fast_course.parent / "postgresql-out")
    grade(copy, url=postgresql)
    assert rows(copy, postgresql) == rows(fast_course)
    how = (f"--CourseDirectory.db_url={postgresql}", "--to", "grades.csv")
    command(copy, "nbgrader", "export", *how)
    assert "learner-10" in (copy / "grades.csv").read_text("utf-8")


@pytest.mark.slow
@needs_nbgrader
@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///text.db", "nbgrader db upgrade"),
        ("sqlite:///foreign.db", "is a database of something else (birds)"),
        ("sqlite:///nowhere/gradebook.db", "there is no folder nowhere"),
        ("sqlite:///new.db", "nbgrader generate_assignment"),
        ("gradebook.db", "is no URL of a database"),
        ("sqlite://", "is a database in memory"),
        ("oracle+nonesuch://host/name", "is no URL of a database"),
    ],
)
def test_what_is_no_gradebook_is_left_alone(torchkata, tmp_path: Path, url: str, said: str) -> None:
    (tmp_path / "submitted" / "anna" / "norms").mkdir(parents=True)
    (tmp_path / "text.db").write_text("no database" * 1000)
    with sqlite3.connect(tmp_path / "foreign.db") as database:
        database.execute("CREATE TABLE birds (name TEXT)")
    before = (tmp_path / "foreign.db").read_bytes()
    done = torchkata("grade", ".", "--gradebook", url)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "new.db").exists()
    assert (tmp_path / "foreign.db").read_bytes() == before


@pytest.mark.slow
@needs_nbgrader
def test_a_courses_gradebook_is_not_made_a_second_time_outside_it(
    torchkata, tmp_path: Path
) -> None:
    (tmp_path / "course" / "submitted").mkdir(parents=True)
    (tmp_path / "course" / "gradebook.db").touch()
    done = torchkata("grade", "course", "--gradebook", "sqlite:///gradebook.db")
    assert done.returncode == 2
    assert "sqlite:///course/gradebook.db" in done.stderr
    assert not (tmp_path / "gradebook.db").exists()


@pytest.mark.slow
@needs_nbgrader
def test_what_lies_beside_the_assignments_counts_for_none(fast_course: Path) -> None:
    copy = shutil.copytree(fast_course, fast_course.parent / "beside")
    solution = (KIT / "solutions" / "norms.py").read_text("utf-8")
    for student in (copy / "submitted").iterdir():
        if student.name != "learner-12":
            shutil.rmtree(student)
    before = scores(copy, "learner-12")
    aside = hand_in(copy, "somebody", solution)
    aside.parent.rename(copy / "submitted" / "learner-12" / "aa")
    (copy / "submitted" / "somebody").rmdir()
    said = grade(copy).stdout
    assert scores(copy, "learner-12") == before
    assert "aa/norms.ipynb lies in no assignment of the gradebook and does not count." in said


@pytest.mark.slow
@needs_nbgrader
def test_what_is_no_course_has_no_gradebook(torchkata, tmp_path: Path) -> None:
    done = torchkata("grade", ".", "--gradebook", "sqlite:///gradebook.db")
    assert done.returncode == 2
    assert "is no nbgrader course" in done.stderr
    assert not (tmp_path / "gradebook.db").exists()


@pytest.mark.slow
@needs_nbgrader
def test_a_courses_own_settings_stay_and_what_they_lack_is_told(torchkata, tmp_path: Path) -> None:
    own = "c = get_config()\nc.Execute.timeout = 60\n"
    (tmp_path / "nbgrader_config.py").write_text(own)
    done = torchkata("notebooks", "--to", ".", "--unit", "norms")
    assert done.returncode == 0
    assert "c.ClearSolutions.code_stub" in done.stderr and "timeout" not in done.stderr
    assert (tmp_path / "nbgrader_config.py").read_text() == own


@pytest.mark.slow
@needs_nbgrader
def test_a_course_is_not_written_over(course: Path, torchkata) -> None:
    done = torchkata("notebooks", "--to", course, "--unit", "norms")
    assert done.returncode == 2
    assert "is there already" in done.stderr
