"""The commands. Each reads its arguments, calls one thing, and prints what it gave."""

import json
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.syntax import Syntax
from rich.table import Table

import torchkata

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Auto-graded PyTorch exercises whose graders are proved.",
    pretty_exceptions_enable=False,
)
console = Console(highlight=False)
complaints = Console(stderr=True, highlight=False)


class IsolationLevel(StrEnum):
    """See `confinement.Level`."""

    full = "full"
    reduced = "reduced"
    none = "none"


ExerciseId = Annotated[str, typer.Argument(metavar="EXERCISE", help="as `torchkata list` names it")]


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version")] = False) -> None:
    if version:
        console.print(f"torchkata {torchkata.__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; what a person did wrong is a sentence and exit code 2."""
    from torchkata.catalog import UnknownExercise
    from torchkata.confinement import LOST, ConfinementFailed
    from torchkata.devices import UnknownDevice
    from torchkata.exercise import DeclarationError
    from torchkata.key import KeyFailed
    from torchkata.report import UnreadableReport
    from torchkata.submissions import UnusableInput
    from torchkata.workspace import WorkspaceError

    wrong_input = (
        UnknownExercise,
        UnknownDevice,
        UnusableInput,
        UnreadableReport,
        WorkspaceError,
    )
    try:
        app()
    except (*wrong_input, DeclarationError, KeyFailed) as error:
        complaints.print(str(error), markup=False, soft_wrap=True)
        sys.exit(2)
    except ConfinementFailed as error:
        complaints.print(str(error), markup=False, soft_wrap=True)
        complaints.print(
            "A lower level can be asked for by its name. "
            f"`--isolation reduced`: {LOST['reduced']} `--isolation none`: {LOST['none']}",
            markup=False,
            soft_wrap=True,
        )
        sys.exit(2)
    except OSError as error:
        complaints.print(
            f"{error.filename or 'A file'} cannot be used: {error.strerror or error}. Give another path, or see to it that "
            "this one is there and yours.",
            markup=False,
            soft_wrap=True,
        )
        sys.exit(2)
    except KeyboardInterrupt:
        complaints.print("Stopped. What was finished is kept; run the same command to go on.")
        sys.exit(130)


def _complain(sentence: str) -> None:
    complaints.print(sentence, markup=False, soft_wrap=True)


# Learners ----------------------------------------------------------------------------------------


@app.command()
def start(folder: Annotated[Path, typer.Argument(metavar="DIR", help="a new folder")]) -> None:
    """Make a workspace of your own: stubs, graders, data and a README."""
    from torchkata import workspace

    made = workspace.start(folder)
    count = len(list(made.catalog.exercises()))
    console.print(
        f"{folder} is ready, with {count} exercises. Go there, open exercises/norms.py, write l1_norm, "
        "and run `pytest graders`.",
        soft_wrap=True,
    )


@app.command()
def hint(exercise: ExerciseId) -> None:
    """Give the next of an exercise's three hints."""
    from torchkata.workspace import find_workspace

    here = find_workspace(Path.cwd())
    number, text = here.next_hint(here.catalog.find(exercise))
    console.print(f"Hint {number} of 3: {text}", markup=False, soft_wrap=True)


@app.command()
def reset(
    exercise: ExerciseId,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Put an exercise's stub back. Your text is kept in a file beside."""
    from torchkata.workspace import find_workspace

    here = find_workspace(Path.cwd())
    found = here.catalog.find(exercise)
    file = here.file_of(found)
    question = f"Put the stub of {found.name} back into {file.name}? Your text is kept beside it."
    if not yes and file.exists() and not typer.confirm(question):
        raise typer.Exit
    kept = here.reset(found)
    if kept is None:
        console.print(f"{file.name} was missing and has been made again.", markup=False)
    else:
        console.print(
            f"{found.name} is a stub again. What was there is in {kept.name}.", markup=False
        )


@app.command()
def solution(exercise: ExerciseId) -> None:
    """Show the reference solution, once your own passes."""
    from torchkata.single import grade_here
    from torchkata.source import definition_text
    from torchkata.workspace import WorkspaceError, find_workspace

    here = find_workspace(Path.cwd())
    found = here.catalog.find(exercise)
    if here.catalog.sealed is not None:
        raise WorkspaceError("A release holds no solutions: ask whoever gave it to you.")
    report = grade_here(here, found)
    if report.status != "passed":
        console.print(
            f"Not yet: yours has {report.earned} of {report.points} points. The reference is shown once "
            f"yours passes; until then there is `torchkata hint {exercise}`.",
            markup=False,
            soft_wrap=True,
        )
        raise typer.Exit(1)
    text = definition_text(here.catalog.units[found.unit].solution, found.name)
    console.print(Syntax(text, "python", background_color="default"))


# Everybody ---------------------------------------------------------------------------------------


@app.command("list")
def list_exercises(
    as_json: Annotated[bool, typer.Option("--json", help="as data")] = False,
) -> None:
    """Show units, exercises and points."""
    from torchkata.workspace import catalog_at_hand

    exercises = list(catalog_at_hand().exercises())
    if as_json:
        rows = [{"id": e.id, "unit": e.unit, "points": e.points} for e in exercises]
        print(json.dumps(rows, indent=2))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("exercise")
    table.add_column("points", justify="right")
    table.add_column("checks", justify="right")
    for exercise in exercises:
        table.add_row(exercise.id, str(exercise.points), str(len(exercise.checks)))
    table.add_row("total", str(sum(e.points for e in exercises)), "")
    console.print(table)


# Instructors -------------------------------------------------------------------------------------


@app.command()
def grade(
    submissions: Annotated[Path, typer.Argument(help="a folder or an archive of submissions")],
    out: Annotated[Path, typer.Option(help="where reports go")] = Path("grades"),
    only: Annotated[
        list[str] | None, typer.Option(help="an exercise or a unit; may be given again")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="submissions graded at a time")] = os.cpu_count()
    or 1,
    seed: Annotated[int, typer.Option(help="what hidden examples are drawn from")] = 0,
    roster: Annotated[Path | None, typer.Option(help="a CSV file: folder, id, name")] = None,
    force: Annotated[bool, typer.Option("--force", help="grade also what is graded")] = False,
    isolation: Annotated[
        IsolationLevel, typer.Option(help="how submissions are confined; see SECURITY.md")
    ] = IsolationLevel.full,
    device: Annotated[
        str, typer.Option(help="where checks run after the CPU: auto, cpu, simulated, cuda, ...")
    ] = "auto",
    gradebook: Annotated[
        str | None,
        typer.Option(metavar="URL", help="of nbgrader's database, such as sqlite:///gradebook.db"),
    ] = None,
) -> None:
    """Grade submissions: a JSON report each, summary.csv, and a table.

    SUBMISSIONS holds a folder, an archive, a module or a notebook for each learner, or is an nbgrader course, or
    what Moodle, Canvas or Gradescope give in bulk. Archives need not be unpacked. With --gradebook the scores of an
    nbgrader course go where `nbgrader autograde` would write them.
    """
    from collections import deque
    from contextlib import nullcontext

    from torchkata import batch
    from torchkata.catalog import catalog
    from torchkata.devices import devices_for_workers
    from torchkata.key import keys_for
    from torchkata.nbgrader.gradebook import open_gradebook
    from torchkata.report import Report
    from torchkata.reports.terminal import class_table, isolation_lines, standing_out
    from torchkata.subjects.forked import AVAILABLE
    from torchkata.submissions import Submission, UnusableInput, find_submissions

    if not AVAILABLE:
        raise UnusableInput(
            "Grading other people's code needs Linux, where it can be kept in bounds: use a Linux "
            "machine, WSL or a virtual machine. `pytest graders` works everywhere."
        )
    kit = catalog()
    where = nullcontext() if gradebook is None else open_gradebook(submissions, gradebook, kit)
    with where as book:
        if book is not None:
            submissions, only = submissions / "submitted", only or [e.id for e in book.exercises]
        found = find_submissions(submissions, roster, kit=kit, remark=_complain)
        if book is not None:
            found = [book.of_assignments(submission) for submission in found]
        exercises = kit.select(only or [])
        batch.refuse_to_lose(out, exercises)
        devices = devices_for_workers(device, isolation.value)
        if not devices:
            exercises = [exercise.on_the_cpu_alone() for exercise in exercises]
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=complaints) as progress:
            task = progress.add_task("answer keys", total=len(exercises))

            def built(_: str) -> None:
                progress.advance(task)

            keys = keys_for(exercises, kit, seed, jobs=jobs, on_built=built)
            progress.update(task, completed=len(exercises))
            task = progress.add_task("submissions", total=len(found))
            work = batch.Batch(
                found, exercises, keys, kit, out, seed, isolation.value, devices=devices
            )

            graded: dict[str, Report] = {}
            to_write = deque(found if book is not None else ())

            def done(submission: Submission, report: Report) -> None:
                progress.advance(task)
                graded[submission.name] = report
                # While others are graded, and in their order, which nbgrader keeps.
                while book is not None and to_write and to_write[0].name in graded:
                    first = to_write.popleft()
                    book.add(first, graded[first.name], _complain)

            reports = batch.run(work, jobs=jobs, force=force, on_done=done)
        console.print(class_table(reports, console))
        console.print()
        lines = [*standing_out(reports), "", f"Reports and summary.csv are in {out}."]
        if others := batch.left_over(out, found):
            lines.append(
                f"Reports on others are there too, and `torchkata report` and `export` show them: {', '.join(others)}. "
                "Delete those that shall not count."
            )
        for line in [*lines, *isolation_lines(reports)]:
            console.print(line, markup=False, soft_wrap=True)
        if book is not None:
            console.print(book.finish(), markup=False, soft_wrap=True)


@app.command()
def explain(
    report: Annotated[Path, typer.Argument(help="a report, as `torchkata grade` wrote it")],
    exercise: ExerciseId,
) -> None:
    """Show one verdict of a report as its learner would see it."""
    from torchkata.catalog import UnknownExercise
    from torchkata.report import from_json
    from torchkata.reports.terminal import print_exercise

    read = from_json(report.read_text("utf-8"))
    verdict = read.exercise(exercise)
    if verdict is None:
        graded = ", ".join(e.id for e in read.exercises)
        raise UnknownExercise(f"{report} holds no verdict on {exercise}. It holds: {graded}.")
    print_exercise(console, verdict)


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(help="a folder of reports")],
    after: Annotated[Path, typer.Argument(help="another, of the same class")],
) -> None:
    """Show what changed between two gradings."""
    from torchkata.report import read_folder
    from torchkata.reports.changes import changes

    lines = list(changes(read_folder(before), read_folder(after)))
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)
    console.print(f"{len(lines)} verdicts differ." if lines else "Nothing changed.")


@app.command()
def report(
    grades: Annotated[Path, typer.Argument(help="a folder of reports")],
    out: Annotated[
        Path | None, typer.Option(help="where the pages go [default: GRADES/site]")
    ] = None,
) -> None:
    """Write the reports as web pages: one for the class and one for each learner."""
    from torchkata.report import read_folder
    from torchkata.reports.site import write_site

    folder = out or grades / "site"
    write_site(list(read_folder(grades).values()), folder)
    console.print(f"Open {folder / 'index.html'}.", markup=False, soft_wrap=True)


@app.command()
def release(
    to: Annotated[Path, typer.Option(metavar="DIR", help="a new folder")],
    units: Annotated[
        list[str] | None,
        typer.Option("--unit", "--units", help="a unit; may be given again [default: all]"),
    ] = None,
    seed: Annotated[int, typer.Option(help="what its examples are drawn from")] = 0,
) -> None:
    """Make what learners get: stubs, checks and answer keys, and no solution or mistake."""
    from torchkata.release import make_release

    count = make_release(to, units or [], seed, jobs=os.cpu_count() or 1)
    console.print(
        f"{to} holds {count} exercises. Hand the whole folder out; its README says how to start. Grade with another "
        "--seed than this one.",
        soft_wrap=True,
    )


@app.command()
def notebooks(
    to: Annotated[Path, typer.Option(metavar="COURSE", help="the folder of the course")],
    units: Annotated[
        list[str] | None,
        typer.Option("--unit", "--units", help="a unit; may be given again [default: all]"),
    ] = None,
) -> None:
    """Write a course for nbgrader: a notebook for each unit, with a graded cell for each check."""
    from torchkata.catalog import catalog
    from torchkata.key import keys_for
    from torchkata.nbgrader.notebooks import missing_settings, write_course

    kit = catalog()
    written = write_course(to, units or [], kit)
    if missing := missing_settings(to):
        _complain(
            f"{to / 'nbgrader_config.py'} is your own and stays. Add to it what these assignments need:"
        )
        for line in missing:
            _complain(f"  {line}")
    exercises = [exercise for unit in written for exercise in unit.exercises]
    # Now, so that no cell waits for them: one key takes seconds.
    keys_for(exercises, kit, 0, jobs=os.cpu_count() or 1)
    console.print(
        f"{to / 'source'} holds {len(exercises)} exercises in {len(written)} assignments. Go to {to} and run "
        f"`nbgrader generate_assignment {written[0].name}`, which cuts the solutions.",
        markup=False,
        soft_wrap=True,
    )


@app.command()
def export(
    grades: Annotated[Path, typer.Argument(help="a folder of reports")],
    to: Annotated[Path, typer.Option(help="the CSV file to write")] = Path("points.csv"),
) -> None:
    """Write ids and points as CSV, as learning management systems import them."""
    from torchkata.files import write_whole
    from torchkata.report import read_folder
    from torchkata.reports.table import points_csv

    reports = list(read_folder(grades).values())
    write_whole(to, points_csv(reports).encode())
    console.print(f"{to} is written.", markup=False, soft_wrap=True)
    without = [report.submission for report in reports if not report.student_id]
    if without:
        console.print(
            f"Left out, since the reports know no id of theirs: {', '.join(without)}. Grade with --roster to "
            "give them one.",
            markup=False,
            soft_wrap=True,
        )


@app.command()
def schema() -> None:
    """Print the JSON schema of reports."""
    import msgspec

    from torchkata.report import Report

    print(json.dumps(msgspec.json.schema(Report), indent=2))


@app.command()
def gradescope(
    to: Annotated[Path, typer.Option(metavar="DIR", help="where the archive goes")],
    only: Annotated[
        list[str] | None, typer.Option(help="an exercise or a unit; may be given again")
    ] = None,
    seed: Annotated[int, typer.Option(help="what hidden examples are drawn from")] = 0,
    isolation: Annotated[
        IsolationLevel | None,
        typer.Option(help="how submissions are confined [default: the strongest level that holds]"),
    ] = None,
) -> None:
    """Build an autograder archive for Gradescope."""
    from torchkata.gradescope import Settings, write_archive

    chosen = tuple(only or ())
    settings = Settings(chosen, seed, isolation.value) if isolation else Settings(chosen, seed)
    write_archive(to / "autograder.zip", settings)
    console.print(
        f"{to / 'autograder.zip'} is ready: upload it under Configure Autograder.", soft_wrap=True
    )


@app.command()
def doctor() -> None:
    """Show versions and devices, and which levels of isolation hold on this machine."""
    from torchkata.catalog import catalog
    from torchkata.doctor import examine_machine

    examine_machine(console, catalog())


# Authors -----------------------------------------------------------------------------------------


@app.command()
def stubs(
    check: Annotated[
        bool, typer.Option("--check", help="only say whether they are in step")
    ] = False,
) -> None:
    """Write the stubs in exercises/ from the solutions, and the README there."""
    from torchkata.catalog import KIT, catalog
    from torchkata.overview import exercises_readme

    texts = {f"{unit.name}.py": unit.stub for unit in catalog().units.values()}
    texts["README.md"] = exercises_readme(catalog())
    stale = []
    for name, text in texts.items():
        file = KIT / "exercises" / name
        if not file.exists() or file.read_text("utf-8") != text:
            stale.append(name)
            if not check:
                file.write_text(text, "utf-8")
    if check and stale:
        console.print(f"Out of step with the solutions: {', '.join(stale)}. Run `torchkata stubs`.")
        raise typer.Exit(1)
    console.print(f"Written: {', '.join(stale)}." if stale else "All stubs are in step.")


@app.command()
def audit(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[EXERCISE]...")] = None,
    seed: Annotated[int, typer.Option(help="what examples are drawn from")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="as data")] = False,
) -> None:
    """Prove the graders of an exercise, a unit or everything; say what is still missing."""
    from torchkata.audit import run_audit

    raise typer.Exit(0 if run_audit(console, ids or [], seed, as_json=as_json) else 1)


@app.command()
def new(id: Annotated[str, typer.Argument(metavar="UNIT.NAME")]) -> None:
    """Lay out the files of a new exercise."""
    from torchkata.layout import lay_out

    for line in lay_out(id):
        console.print(line, markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
