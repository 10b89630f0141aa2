"""`torchkata grade` and what reads its reports, as an instructor meets them."""

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from conftest import Run, a_class, plain_environment, run_torchkata

L1 = "return x.abs().sum()"
NAMES = ("anna", "bert", "cleo", "dora")
ARCHIVES = ("cleo.zip", "dora.zip")
ONLY = ("--only", "norms.l1_norm", "--only", "norms.linf_norm")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a class that has accidents in it, its `grades`, and what the command `said`."""
    folder = tmp_path_factory.mktemp("graded")
    a_class(
        folder / "class",
        anna=(L1, L1),
        bert=(L1, "return x.sum()"),
        cleo=(L1, "while True: pass"),
        dora=(L1, "import os; os.abort()"),
        emil=(L1, "return x.abs().mean()"),
    )
    done = run_torchkata(folder, "grade", "class", "--out", "grades", "--jobs", 1, *ONLY)
    assert done.returncode == 0, done.stderr
    (folder / "said").write_text(done.stdout, "utf-8")
    return folder


@pytest.fixture(scope="module")
def graded_pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a class of two without accidents, and its `grades`."""
    folder = tmp_path_factory.mktemp("pair")
    a_class(folder / "class", anna=(L1, L1), bert=(L1, "return x.sum()"))
    assert run_torchkata(folder, "grade", "class", "--out", "grades", *ONLY).returncode == 0
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def moments(grades: Path) -> dict[str, int]:
    """Return when each report was written."""
    return {file.name: file.stat().st_mtime_ns for file in grades.glob("*.json")}


def mend_bert(folder: Path) -> None:
    file = folder / "class" / "bert" / "norms.py"
    file.write_text(file.read_text().replace("return x.sum()", L1))


def test_a_class_is_graded_into_reports_a_summary_and_a_run_record(graded: Path):
    grades = graded / "grades"
    assert sorted(contents(grades)) == [
        *("anna.json", "bert.json", "cleo.json", "dora.json", "emil.json"),
        *("run.json", "summary.csv"),
    ]
    rows = {row["submission"]: row for row in csv.DictReader((grades / "summary.csv").open())}
    assert rows["anna"]["earned"] == rows["anna"]["points"]
    assert rows["bert"]["norms.l1_norm"] < rows["anna"]["norms.l1_norm"]
    statuses = {
        name: json.loads((grades / f"{name}.json").read_text())["exercises"][0]["status"]
        for name in rows
    }
    assert statuses["anna"] == "passed" and statuses["bert"] == "diagnosed"
    assert statuses["cleo"] == "timed out" and statuses["dora"] == "crashed"
    run = json.loads((grades / "run.json").read_text())
    assert run["run"]["seed"] == 0 and run["run"]["isolation"] == {"level": "full", "through": []}
    assert set(run["keys"]) == {"norms.l1_norm", "norms.linf_norm"}
    assert "cleo: l1_norm timed out" in (graded / "said").read_text("utf-8")


def test_reports_are_byte_identical_for_one_and_four_jobs_and_two_runs(
    torchkata: Run, graded: Path, tmp_path: Path
):
    for out in ("four", "again"):
        torchkata("grade", graded / "class", "--out", out, "--jobs", 4, *ONLY)
    first = contents(graded / "grades")
    assert first == contents(tmp_path / "four") == contents(tmp_path / "again")


def test_only_what_changed_is_graded_again(torchkata: Run, graded_pair: Path, tmp_path: Path):
    folder = shutil.copytree(graded_pair, tmp_path / "pair")
    before = moments(folder / "grades")
    mend_bert(folder)
    torchkata("grade", "class", "--out", "grades", *ONLY, cwd=folder)
    after = moments(folder / "grades")
    changed = {name for name in before if before[name] != after[name]} - {"run.json"}
    assert changed == {"bert.json"}
    report = json.loads((folder / "grades" / "bert.json").read_text())
    assert report["exercises"][0]["status"] == "passed"


def test_force_grades_everything(torchkata: Run, graded_pair: Path, tmp_path: Path):
    folder = shutil.copytree(graded_pair, tmp_path / "pair")
    before = moments(folder / "grades")
    torchkata("grade", "class", "--out", "grades", "--force", *ONLY, cwd=folder)
    after = moments(folder / "grades")
    assert before.keys() == after.keys()
    assert not [name for name in before if before[name] == after[name]]


def test_a_killed_run_is_resumed_to_the_same_reports(torchkata: Run, tmp_path):
    learners = {f"l{n:02}": (L1, L1 if n % 3 else "return x.sum()") for n in range(24)}
    folder = a_class(tmp_path / "class", **learners)
    torchkata("grade", folder, "--out", "whole", *ONLY)
    command = [
        sys.executable,
        "-m",
        "torchkata.cli",
        "grade",
        str(folder),
        "--out",
        "killed",
        *ONLY,
    ]
    chance = random.Random(7)
    partly = 0
    for _ in range(4):
        process = subprocess.Popen(
            command,
            cwd=tmp_path,
            env=plain_environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wanted = len(list((tmp_path / "killed").glob("*.json"))) + chance.randint(1, 5)
        while process.poll() is None and len(list((tmp_path / "killed").glob("*.json"))) < wanted:
            time.sleep(0.001)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        partly += 0 < len(list((tmp_path / "killed").glob("l*.json"))) < 24
    assert partly, "No kill came while reports were being written."
    torchkata("grade", folder, "--out", "killed", *ONLY)
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")


def test_a_roster_puts_names_on_reports_and_lists_who_handed_in_nothing(torchkata: Run, tmp_path):
    folder = a_class(tmp_path / "class", anna=(L1, L1))
    roster = tmp_path / "roster.csv"
    roster.write_text("folder,id,name\nanna,s1,Anna\nzoe,s2,=Zoe\n", "utf-8")
    done = torchkata("grade", folder, "--out", "grades", "--roster", roster, *ONLY)
    rows = list(csv.DictReader((tmp_path / "grades" / "summary.csv").open()))
    assert [(r["submission"], r["id"]) for r in rows] == [("anna", "s1"), ("zoe", "s2")]
    assert rows[1]["name"] == "'=Zoe" and rows[1]["earned"] == "0"
    assert "nothing handed in" in done.stdout


def test_notebooks_and_archives_are_graded_and_a_hostile_one_costs_only_its_own(
    torchkata: Run, tmp_path, kit
):
    head, _, rest = kit.units["norms"].solution.partition("def l1_norm")
    cells = ["%matplotlib inline\n" + head, "def broken(:", "def l1_norm" + rest, "1 / 0"]
    code = [{"cell_type": "code", "source": cell} for cell in cells]
    notebook = json.dumps({"nbformat": 4, "metadata": {}, "cells": code})
    folder = tmp_path / "class"
    for learner in ("anna", "bert"):
        (folder / learner).mkdir(parents=True)
    (folder / "anna" / "homework.ipynb").write_text(notebook, "utf-8")
    a_notebook_of_stubs = [{"cell_type": "code", "source": kit.units["norms"].stub}]
    (folder / "bert" / "norms.ipynb").write_text(json.dumps({"cells": a_notebook_of_stubs}))
    (folder / "eve").mkdir()
    a_wrong_one = ["import torch", "# mine\n\ndef l1_norm(x):\n    return x.sum()\n"]
    code = [{"cell_type": "code", "source": cell} for cell in a_wrong_one]
    (folder / "eve" / "mine.ipynb").write_text(json.dumps({"cells": code}), "utf-8")
    with zipfile.ZipFile(folder / "cleo.zip", "w") as archive:
        archive.writestr("exercises/norms.py", kit.units["norms"].solution)
    with zipfile.ZipFile(folder / "dora.zip", "w") as archive:
        archive.writestr("../anna/norms.py", "raise SystemExit")
        archive.writestr("/norms.py", "raise SystemExit")
    done = torchkata("grade", "class", "--out", "grades", "--only", "norms.l1_norm")
    assert done.returncode == 0, done.stderr
    reports = {n: json.loads((tmp_path / "grades" / f"{n}.json").read_text()) for n in NAMES}
    statuses = [reports[name]["exercises"][0]["status"] for name in NAMES]
    assert statuses == ["passed", "not started", "passed", "missing"]
    assert reports["cleo"]["notes"] == [] and len(reports["anna"]["notes"]) == 3
    assert len(reports["dora"]["notes"]) == 2
    assert "dora: dora.zip: anna/norms.py has a path that leads out of the archive" in done.stdout
    assert "anna: homework.ipynb: cell 2 is no Python and is left out" in done.stdout
    assert sorted(child.name for child in folder.iterdir()) == ["anna", "bert", *ARCHIVES, "eve"]
    shown = torchkata("explain", tmp_path / "grades" / "eve.json", "norms.l1_norm").stdout
    assert "where    mine.ipynb, cell 2, line 3" in shown


def test_what_a_broken_cell_was_to_define_is_missing_in_the_notebook_and_it_is_said_why(
    torchkata: Run, tmp_path: Path
):
    (tmp_path / "class" / "fay").mkdir(parents=True)
    cells = [{"cell_type": "code", "source": text} for text in ("import torch", "def l1_norm(x:")]
    notebook = json.dumps({"nbformat": 4, "metadata": {}, "cells": cells})
    (tmp_path / "class" / "fay" / "norms.ipynb").write_text(notebook, "utf-8")
    torchkata("grade", "class", "--only", "norms.l1_norm")
    shown = torchkata("explain", "grades/fay.json", "norms.l1_norm").stdout
    assert "norms.ipynb defines no l1_norm. norms.ipynb: cell 2 is no Python" in shown
    assert "norms.py" not in shown


def test_explain_shows_a_verdict_as_its_learner_would_see_it(torchkata: Run, graded_pair: Path):
    done = torchkata("explain", graded_pair / "grades" / "bert.json", "norms.l1_norm")
    for part in ("called", "returned", "expected", "cause", "hint", "norms.py:"):
        assert part in done.stdout


def test_diff_shows_what_changed_between_two_gradings(
    torchkata: Run, graded_pair: Path, tmp_path: Path
):
    folder = shutil.copytree(graded_pair, tmp_path / "pair")
    mend_bert(folder)
    torchkata("grade", "class", "--out", "after", *ONLY, cwd=folder)
    done = torchkata("diff", "grades", "after", cwd=folder)
    assert "bert  norms.l1_norm:" in done.stdout and "diagnosed → passed" in done.stdout
    assert "anna" not in done.stdout
    assert "Nothing changed." in torchkata("diff", "after", "after", cwd=folder).stdout


def test_verdicts_on_other_exercises_are_not_dropped(
    torchkata: Run, graded_pair: Path, tmp_path: Path
):
    folder = shutil.copytree(graded_pair, tmp_path / "pair")
    before = contents(folder / "grades")
    done = torchkata("grade", "class", "--out", "grades", "--only", "models.MyLinear", cwd=folder)
    assert done.returncode == 2
    assert "would drop (norms.l1_norm, norms.linf_norm)" in " ".join(done.stderr.split())
    assert contents(folder / "grades") == before


def test_reports_on_who_is_gone_stay_and_are_told(
    torchkata: Run, graded_pair: Path, tmp_path: Path
):
    folder = shutil.copytree(graded_pair, tmp_path / "pair")
    shutil.rmtree(folder / "class" / "bert")
    done = torchkata("grade", "class", "--out", "grades", *ONLY, cwd=folder)
    assert (folder / "grades" / "bert.json").exists()
    assert "Reports on others are there too" in done.stdout and "bert" in done.stdout


def test_a_module_that_cannot_be_imported_costs_its_unit_only(torchkata: Run, tmp_path, kit):
    learner = tmp_path / "class" / "fred"
    learner.mkdir(parents=True)
    (learner / "norms.py").write_text("def l1_norm(x:\n", "utf-8")
    (learner / "models.py").write_text(kit.units["models"].solution, "utf-8")
    torchkata("grade", "class", "--out", "grades", "--only", "norms.l1_norm", "--only", "models")
    report = json.loads((tmp_path / "grades" / "fred.json").read_text())
    by_id = {e["id"]: e for e in report["exercises"]}
    assert by_id["norms.l1_norm"]["status"] == "not importable"
    assert "line 1" in by_id["norms.l1_norm"]["sentence"]
    assert by_id["models.MyLinear"]["status"] == "passed"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("grade", "nowhere"), "is not a folder"),
        (("grade", "empty"), "holds no submissions"),
        (("grade", "class", "--only", "norms.cosine_sim"), "Did you mean norms.cosine_similarity"),
        (("grade", "class", "--only", "norm"), "Did you mean norms "),
        (("grade", "class", "--out", "class"), "holds other things than reports"),
        (("grade", "class", "--out", "bad.csv"), "is a file"),
        (("export", "grades", "--to", "nowhere/points.csv"), "nowhere/points.csv cannot be used"),
        (("grade", "class", "--roster", "no.csv"), "roster"),
        (("grade", "class", "--roster", "bad.csv"), "line 1"),
        (("grade", "class", "--roster", "twice.csv"), "line 3"),
        (("explain", "no.json", "norms.l1_norm"), "no.json"),
        (("explain", "bad.csv", "norms.l1_norm"), "not a report"),
        (("diff", "empty", "empty"), "holds no reports"),
        (("hint", "norms.l1_norm"), "torchkata start"),
        (("audit", "norms.nothing"), "no exercise"),
        (("new", "norms.l1_norm"), "exists already"),
        (("new", "cooking.soup"), "units"),
        (("grade",), "Missing argument"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_input_is_a_sentence_and_exit_code_2(
    torchkata: Run, graded_pair: Path, tmp_path, arguments, sentence
):
    (tmp_path / "empty").mkdir()
    shutil.copytree(graded_pair / "grades", tmp_path / "grades")
    a_class(tmp_path / "class", anna=(L1, L1))
    (tmp_path / "bad.csv").write_text("who,what\n1,2\n")
    (tmp_path / "twice.csv").write_text("folder,id,name\nanna,1,A\nanna,2,B\n")
    done = torchkata(*arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert sentence in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_list_shows_units_exercises_and_points(torchkata: Run, kit):
    listed = json.loads(torchkata("list", "--json").stdout)
    assert [row["id"] for row in listed] == [e.id for e in kit.exercises()]
    assert "norms.cosine_similarity" in torchkata("list").stdout
