"""What an instructor hands out, and what it shows beside the sources."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import KIT, Run, plain_environment, run_torchkata

from torchkata.catalog import SEALED, Catalog, catalog
from torchkata.grade import grade_exercise
from torchkata.key import keys_for
from torchkata.report import ExerciseReport
from torchkata.subjects.forked import Zygote
from torchkata.submissions import Submission, find_submissions
from torchkata.wire import Load

UNITS = ("norms", "models")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release") / "katas"
    units = [text for unit in UNITS for text in ("--unit", unit)]
    assert run_torchkata(folder.parent, "release", "--to", folder, *units).returncode == 0
    return folder


def run_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a release, with the package that it holds."""
    environment = {**plain_environment(), "PYTHONPATH": str(folder / "checks")}
    command = [sys.executable, "-P", "-m", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_no_solution_and_no_mistake_is_in_it(release: Path):
    texts = {
        f: f.read_bytes().decode("utf-8", "replace") for f in release.rglob("*") if f.is_file()
    }
    for unit in UNITS:
        for file in (
            KIT / "solutions" / f"{unit}.py",
            KIT / "graders/misconceptions" / f"{unit}.py",
        ):
            lines = {line.strip() for line in file.read_text("utf-8").splitlines()}
            stub = (release / "exercises" / f"{unit}.py").read_text("utf-8")
            telling = [
                line
                for line in lines
                if len(line) > 40 and "hint=" not in line and line not in stub
            ]
            assert telling
            for name, text in texts.items():
                if name.suffix == ".py":
                    assert not [
                        line for line in telling if line.startswith("return") and line in text
                    ], name
    assert not list(release.rglob("misconceptions")) and not list(release.rglob("solutions"))


def test_the_readme_names_the_torch_that_it_was_proved_on(release: Path):
    import torch

    assert torch.__version__.partition("+")[0] in (release / "README.md").read_text("utf-8")


def verdicts(kit: Catalog, zygote: Zygote, submission: Submission) -> dict[str, ExerciseReport]:
    """Grade a submission with the sources or with a release."""
    found: dict[str, ExerciseReport] = {}
    for unit in (kit.units[name] for name in UNITS):
        keys = keys_for(unit.exercises, kit, 0)
        for exercise in unit.exercises:
            load = Load(unit.name, exercise.name, submission.sources, unit.stub, exercise.changes)
            found[exercise.id] = grade_exercise(exercise, keys[exercise.id], load, zygote.open)
    return found


@pytest.fixture(scope="module")
def released_zygote(release: Path) -> Iterator[Zygote]:
    with Zygote(release / "graders", trusted=True) as zygote:
        yield zygote


_CLASS = find_submissions(KIT / "examples" / "submissions")


@pytest.mark.parametrize("submission", _CLASS, ids=lambda submission: submission.name)
def test_verdicts_and_hints_are_those_of_the_sources(
    release: Path, released_zygote: Zygote, kit: Catalog, zygote: Zygote, submission: Submission
):
    released = verdicts(catalog(release / "graders"), released_zygote, submission)
    assert released == verdicts(kit, zygote, submission)


def test_pytest_says_there_what_it_says_with_the_sources(release: Path, workspace: Path):
    handed_in = KIT / "examples" / "submissions" / "learner-05" / "norms.py"
    outputs = []
    for folder in (workspace, release):
        stub = (folder / "exercises" / "norms.py").read_text("utf-8")
        (folder / "exercises" / "norms.py").write_bytes(handed_in.read_bytes())
        command = (
            "pytest",
            "-p",
            "no:cacheprovider",
            "-q",
            "graders/test_norms.py",
            "-k",
            "l1_norm or l2_norm",
        )
        if folder == release:
            done = run_in(folder, *command)
        else:
            done = subprocess.run(
                [sys.executable, "-m", *command],
                cwd=folder,
                capture_output=True,
                text=True,
                env=plain_environment(),
            )
        (folder / "exercises" / "norms.py").write_text(stub, "utf-8")
        lines = [line for line in done.stdout.splitlines() if " in " not in line or line[-1] != "s"]
        outputs.append([line for line in lines if not line.startswith(("Preparing", "="))])
    assert "cause" in "\n".join(outputs[0])
    assert outputs[0] == outputs[1]


def test_its_own_package_gives_hints_and_lists_its_exercises(release: Path):
    listed = run_in(release, "torchkata.cli", "list")
    assert "norms.l1_norm" in listed.stdout and "tensors" not in listed.stdout
    assert "Hint 1 of 3" in run_in(release, "torchkata.cli", "hint", "norms.l1_norm").stdout


def test_its_solutions_are_not_shown(release: Path):
    done = run_in(release, "torchkata.cli", "solution", "norms.l1_norm")
    assert done.returncode == 2 and "holds no solutions" in done.stderr


def test_a_missing_key_is_told_with_the_remedy(release: Path):
    file = release / "graders" / SEALED / "norms.l1_norm.key"
    kept = file.read_bytes()
    file.unlink()
    handed_in = KIT / "solutions" / "norms.py"
    stub = (release / "exercises" / "norms.py").read_text("utf-8")
    (release / "exercises" / "norms.py").write_bytes(handed_in.read_bytes())
    done = run_in(release, "pytest", "-q", "graders/test_norms.py", "-k", "l1_norm")
    file.write_bytes(kept)
    (release / "exercises" / "norms.py").write_text(stub, "utf-8")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "unpack the release again" in done.stdout + done.stderr


def test_a_folder_that_holds_something_is_left_alone(torchkata: Run, tmp_path: Path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.py").touch()
    done = torchkata("release", "--to", "full", "--unit", "norms")
    assert done.returncode == 2 and "not empty" in done.stderr
    assert [f.name for f in (tmp_path / "full").iterdir()] == ["mine.py"]
