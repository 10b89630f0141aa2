"""An autograder for Gradescope: an archive to upload, and what runs in it.

Gradescope unpacks the archive into /autograder/source, runs setup.sh once, and for each submission runs
/autograder/run_autograder, which reads /autograder/submission and writes /autograder/results/results.json ("Autograder
Specifications" in Gradescope's documentation). The archive holds the kit and this package as they are installed here,
and the versions they were proved with; answer keys are built by setup.sh.

Run as `python -m torchkata.gradescope prepare|grade ROOT`.
"""

import importlib.metadata
import io
import json
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from torchkata.catalog import KIT, catalog
from torchkata.confinement import ConfinementFailed, Level
from torchkata.files import write_whole
from torchkata.report import ExerciseReport, Report
from torchkata.requirements import requirements

RESULTS_LIMIT = 20_000
"""Characters of one test's output."""

Visibility = Literal["visible", "after_due_date", "after_published", "hidden"]


class Settings(msgspec.Struct, frozen=True):
    """What an archive was built for.

    Attributes:
        only: exercises and units to grade; all if empty.
        seed: what hidden examples are drawn from.
        isolation: how submissions are confined; the strongest level that holds if it is empty.
    """

    only: tuple[str, ...] = ()
    seed: int = 0
    isolation: Literal["", "full", "reduced", "none"] = ""


# The archive -------------------------------------------------------------------------------------

_SETUP = """\
#!/usr/bin/env bash
# Run once by Gradescope: installs what grading needs, and builds the answer keys.
# Set PYTHON to an interpreter that has everything (in an image of your own), and nothing is installed.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
if [ -z "${PYTHON:-}" ]; then
  apt-get update
  apt-get install -y --no-install-recommends python3 python3-venv
  python=python3
  if ! "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'; then
    python=python3.11  # which Ubuntu 22.04, whose python3 is older, has beside it
    apt-get install -y --no-install-recommends "$python" "$python-venv" || {
      echo "Grading needs Python 3.11, 3.12 or 3.13: choose an image of Gradescope's that has one." >&2
      exit 1
    }
  fi
  "$python" -m venv "$root/venv"
  "$root/venv/bin/python" -m pip install --no-cache-dir --requirement "$root/source/requirements.txt"
  PYTHON="$root/venv/bin/python"
fi
echo "$PYTHON" > "$root/python"
cp "$root/source/run_autograder" "$root/run_autograder"
chmod +x "$root/run_autograder"
export PYTHONPATH="$root/source" TORCHKATA_CACHE="$root/cache"
exec "$PYTHON" -P -m torchkata.gradescope prepare "$root"
"""

_RUN = """\
#!/usr/bin/env bash
# Run by Gradescope for each submission: reads submission/, writes results/results.json.
set -euo pipefail
root=$(cd "$(dirname "$0")" && pwd)
export PYTHONPATH="$root/source" TORCHKATA_CACHE="$root/cache"
exec "$(cat "$root/python")" -P -m torchkata.gradescope grade "$root"
"""


def write_archive(file: Path, settings: Settings) -> None:
    """Write the archive to upload.

    The same kit and settings give the same bytes.

    Raises:
        UnknownExercise: the settings name one that there is not.
    """
    catalog().select(list(settings.only))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(_members(settings)):
            member = zipfile.ZipInfo(name)  # of 1980: the time of building is no part of it
            executable = name in ("setup.sh", "run_autograder")
            member.external_attr = (0o755 if executable else 0o644) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, buffer.getvalue())


def _members(settings: Settings) -> Iterator[tuple[str, bytes]]:
    yield "setup.sh", _SETUP.encode()
    yield "run_autograder", _RUN.encode()
    yield "settings.json", msgspec.json.encode(settings)
    yield "requirements.txt", "".join(f"{line}\n" for line in _requirements()).encode()
    package = Path(__file__).parent
    for file in _files(package):
        if (relative := file.relative_to(package)).parts[0] != "kit":
            yield f"torchkata/{relative.as_posix()}", file.read_bytes()
    for folder in ("exercises", "solutions", "graders", "datasets"):
        for file in _files(KIT / folder):
            yield f"torchkata/kit/{file.relative_to(KIT).as_posix()}", file.read_bytes()


def _files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file


def _requirements() -> Iterator[str]:
    """Yield the packages that grading needs, in the versions that are installed here."""
    for requirement in requirements():
        if requirement.marker is None or requirement.marker.evaluate():
            # What torch calls 2.13.0+cpu is found without the part that says how it was built.
            version = importlib.metadata.version(requirement.name).partition("+")[0]
            yield f"{requirement.name}=={version}"


# In Gradescope's container -----------------------------------------------------------------------


def prepare(root: Path) -> None:
    """Build the answer keys, and refuse where submissions cannot be confined as was asked."""
    report = _graded(_settings(root), root / "nothing handed in")
    print(f"Ready: {len(report.exercises)} exercises, isolation {report.run.isolation.level}.")


def grade(root: Path) -> None:
    """Grade `submission/` and write `results/results.json`, whatever happens."""
    try:
        results = results_of(_graded(_settings(root), root / "submission"))
    except Exception as error:
        sentence = (
            "The grader itself failed; nothing was given or taken. Please tell your instructor."
        )
        # Without a score Gradescope asks the instructor to look; a score of 0 would look like a verdict.
        results = {"output": f"{sentence} ({type(error).__name__}: {error})", "tests": []}
    folder = root / "results"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(results, indent=2, ensure_ascii=False, allow_nan=False)
    write_whole(folder / "results.json", text.encode("utf-8", "replace"))


def _settings(root: Path) -> Settings:
    return msgspec.json.decode((root / "source" / "settings.json").read_bytes(), type=Settings)


def _graded(settings: Settings, folder: Path) -> Report:
    """Grade one folder at the strongest level that holds, or at the one that the settings name."""
    from torchkata import batch
    from torchkata.devices import SIMULATED
    from torchkata.key import keys_for
    from torchkata.submissions import submission_in

    kit = catalog()
    exercises = kit.select(list(settings.only))
    keys = keys_for(exercises, kit, settings.seed)
    submissions = [submission_in(folder, "submission", kit)]
    levels: tuple[Level, ...] = ("full", "reduced")
    if settings.isolation:
        levels = (settings.isolation,)
    with tempfile.TemporaryDirectory() as name:
        out, seed, devices = Path(name), settings.seed, (SIMULATED,)
        for level in levels:
            work = batch.Batch(submissions, exercises, keys, kit, out, seed, level, devices=devices)
            try:
                return batch.run(work)[0]
            except ConfinementFailed as error:
                failed = error
    raise failed


def results_of(report: Report) -> dict[str, Any]:
    """Return a report as Gradescope's results: one test for each exercise."""
    tests = [_test(number, exercise) for number, exercise in enumerate(report.exercises, 1)]
    isolation = report.run.isolation.level
    return {
        "score": report.earned,
        "output": "\n".join([f"{report.earned} of {report.points} points.", *report.notes]),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {"torchkata": report.run.torchkata, "isolation": isolation},
    }


def _test(number: int, exercise: ExerciseReport) -> dict[str, Any]:
    from torchkata.reports.terminal import failure_lines

    passed = exercise.status == "passed"
    lines = [exercise.sentence] if passed else failure_lines(exercise)
    return {
        "name": exercise.id,
        "number": str(number),
        "score": exercise.earned,
        "max_score": exercise.points,
        "status": "passed" if passed else "failed",
        "output": "\n".join(lines)[:RESULTS_LIMIT],
        "output_format": "text",
        "visibility": "visible",
        "tags": [exercise.unit],
    }


if __name__ == "__main__":
    _, what, where = sys.argv
    {"prepare": prepare, "grade": grade}[what](Path(where))
