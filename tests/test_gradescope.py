"""The autograder archive for Gradescope, run as Gradescope runs it, and the other ways out."""

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest
from conftest import KIT, Run, plain_environment, run_torchkata

L1 = "return x.abs().sum()"

# What Gradescope's documentation ("Autograder Specifications", results.json) allows.
_VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
_FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
RESULTS = {
    "type": "object",
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": _FORMAT,
        "test_output_format": _FORMAT,
        "test_name_format": _FORMAT,
        "visibility": _VISIBILITY,
        "stdout_visibility": _VISIBILITY,
        "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": _FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": _FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": _VISIBILITY,
                    "extra_data": {"type": "object"},
                },
                "additionalProperties": False,
            },
        },
    },
    "anyOf": [{"required": ["score"]}, {"required": ["tests"]}],
    "additionalProperties": False,
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a tree as Gradescope lays it out, after setup.sh has run."""
    folder = tmp_path_factory.mktemp("gradescope")
    only = ("--only", "norms.l1_norm", "--only", "norms.linf_norm")
    assert run_torchkata(folder, "gradescope", "--to", folder, *only).returncode == 0
    root = folder / "autograder"
    with zipfile.ZipFile(folder / "autograder.zip") as archive:
        archive.extractall(root / "source")
    for name in ("submission", "results"):
        (root / name).mkdir()
    done = run(root / "source" / "setup.sh", PYTHON=sys.executable)
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def run(script: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    # Nothing of this clone may be needed: neither its folder nor its installation's path.
    environment = {k: v for k, v in plain_environment().items() if k != "TORCHKATA_CACHE"}
    return subprocess.run(
        ["bash", str(script)],
        cwd="/",
        env={**environment, **variables},
        capture_output=True,
        text=True,
    )


def results(container: Path, source: str | None) -> dict:
    """Hand a module in and return what comes out."""
    shutil.rmtree(container / "submission")
    (container / "submission").mkdir()
    (container / "results" / "results.json").unlink(missing_ok=True)
    if source is not None:
        (container / "submission" / "norms.py").write_text(source, "utf-8")
    done = run(container / "run_autograder")
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads((container / "results" / "results.json").read_text("utf-8"))
    jsonschema.validate(found, RESULTS)
    return found


def reference() -> str:
    return (KIT / "solutions" / "norms.py").read_text("utf-8")


def test_the_code_that_grades_is_that_of_the_archive(container: Path):
    python = (container / "python").read_text().strip()
    script = "import torchkata.catalog as c; print(c.KIT)"
    environment = {**os.environ, "PYTHONPATH": str(container / "source")}
    command = [python, "-P", "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd="/")
    assert done.stdout.strip() == str(container / "source" / "torchkata" / "kit")


def test_a_right_submission_earns_every_point(container: Path):
    found = results(container, reference())
    assert found["score"] == sum(test["max_score"] for test in found["tests"])
    assert [test["status"] for test in found["tests"]] == ["passed", "passed"]


def test_a_mistake_is_named_in_its_tests_output(container: Path):
    found = results(container, reference().replace(L1, "return x.sum()", 1))
    wrong = next(test for test in found["tests"] if test["name"] == "norms.l1_norm")
    assert wrong["status"] == "failed" and "cause" in wrong["output"]
    assert next(t for t in found["tests"] if t["name"] == "norms.linf_norm")["status"] == "passed"


def test_nothing_handed_in_is_a_result_too(container: Path):
    assert results(container, None)["score"] == 0


def test_results_that_the_submission_writes_itself_are_not_the_results(container: Path):
    forged = f"import pathlib\npathlib.Path({str(container)!r}, 'results/results.json').write_text('{{}}')\n"
    found = results(container, forged + reference().replace(L1, "return x.sum()", 1))
    assert found["score"] < sum(test["max_score"] for test in found["tests"])


def test_the_same_kit_gives_the_same_archive(torchkata: Run, tmp_path: Path):
    for name in ("one", "two"):
        torchkata("gradescope", "--to", name, "--only", "norms")
    one, two = (tmp_path / name / "autograder.zip" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


# CSV and schema ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def grades(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("grades")
    for name in ("anna", "bert"):
        (folder / "class" / name).mkdir(parents=True)
        (folder / "class" / name / "norms.py").write_text(reference(), "utf-8")
    (folder / "roster.csv").write_text("folder,id,name\nanna,=7,Anna\n", "utf-8")
    done = run_torchkata(
        folder, "grade", "class", "--roster", "roster.csv", "--only", "norms.l1_norm"
    )
    assert done.returncode == 0, done.stderr
    return folder / "grades"


def test_points_are_exported_by_id_and_who_has_none_is_told(torchkata: Run, grades, tmp_path):
    done = torchkata("export", grades, "--to", "points.csv")
    rows = list(csv.DictReader((tmp_path / "points.csv").open()))
    assert [list(row) for row in rows] == [["id", "norms.l1_norm", "total"]]
    assert rows[0]["id"] == "'=7", "a spreadsheet would take it for a formula"
    assert rows[0]["total"] == rows[0]["norms.l1_norm"]
    assert "bert" in done.stdout and "--roster" in done.stdout


def test_a_group_has_a_row_for_each_of_its_members(torchkata: Run, grades: Path, tmp_path: Path):
    group = shutil.copytree(grades, tmp_path / "group")
    report = json.loads((group / "anna.json").read_text("utf-8"))
    (group / "anna.json").write_text(json.dumps({**report, "student_id": "7, 8"}), "utf-8")
    torchkata("export", group, "--to", "points.csv")
    rows = list(csv.DictReader((tmp_path / "points.csv").open()))
    assert [row["id"] for row in rows] == ["7", "8"] and rows[0]["total"] == rows[1]["total"]


def test_setup_takes_another_python_where_the_systems_is_too_old(container: Path, tmp_path: Path):
    (tmp_path / "autograder" / "source").mkdir(parents=True)
    setup = shutil.copy(container / "source" / "setup.sh", tmp_path / "autograder" / "source")
    for name, does in (("apt-get", "exit 0"), ("python3", "exit 1"), ("python3.11", "exit 7")):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\necho {name} "$@" >> {tmp_path}/called\n{does}\n')
        program.chmod(0o755)
    done = run(Path(setup), PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert done.returncode == 7, done.stderr
    called = (tmp_path / "called").read_text().splitlines()
    assert "apt-get install -y --no-install-recommends python3.11 python3.11-venv" in called
    assert called[-1].startswith("python3.11 -m venv")


def test_reports_follow_the_published_schema(torchkata: Run, grades: Path):
    schema = json.loads(torchkata("schema").stdout)
    for name in ("anna", "bert"):
        report = json.loads((grades / f"{name}.json").read_text("utf-8"))
        jsonschema.validate(report, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**report, "earned": "all"}, schema)
