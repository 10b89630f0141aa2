"""Scores into nbgrader's gradebook: those that `nbgrader autograde` would write, for the same cells.

What people have written stays: manual scores, comments, penalties, due dates. Beside the scores nbgrader wants the
graded notebooks in `autograded/`, which its formgrader and its feedback show; they are written as it writes them, with
the verdicts as the outputs of the graded cells.

All of nbgrader is imported here, and here only where a function needs it: that takes seconds.
"""

import os
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from torchkata.catalog import Catalog
from torchkata.files import write_whole
from torchkata.intake.files import File, Unreadable
from torchkata.intake.modules import is_code
from torchkata.intake.notebooks import NOTEBOOK_LIMIT
from torchkata.nbgrader.cells import check_id, graded_checks, lines_about, solution_id
from torchkata.nbgrader.notebooks import NEEDS_EXTRA
from torchkata.report import CheckReport, ExerciseReport, Report
from torchkata.submissions import Submission, UnusableInput

_TABLES = {"assignment", "base_cell", "submitted_assignment", "student"}
"""Some of those that every gradebook has."""
_TIMESTAMP = "timestamp.txt"
_DEFAULT_COURSE = "default_course"

Remark = Callable[[str], None]


@dataclass(frozen=True)
class _Verdict:
    """What a report says about one cell."""

    exercise: ExerciseReport
    check: CheckReport


class CourseGradebook:
    """The gradebook of a course. Made by `open_gradebook`.

    Attributes:
        exercises: those that have cells in it, in their order.
    """

    def __init__(self, course: Path, book: Any, url: str, kit: Catalog) -> None:
        self._course = course
        self._book = book
        self._url = url
        self._kit = kit
        self._exercise_of = {
            check_id(exercise, name): exercise
            for exercise in kit.exercises()
            for name, *_ in graded_checks(exercise)
        }
        self._add_assignments()
        self._refuse_doubles()
        cells = list(self._cells())
        found = {self._exercise_of[cell].id for cell, _ in cells}
        self.exercises = [exercise for exercise in kit.exercises() if exercise.id in found]
        self._assignments = list(dict.fromkeys(assignment for _, assignment in cells))
        self._scores = self._handed_in = 0
        self._penalised: list[str] = []
        self._problem = ""
        self._book.db.rollback()  # grading takes long, and nothing shall wait for it
        # The cells, which each submission needs, are read once: this session forgets nothing at a commit.
        self._book.db().expire_on_commit = False
        self._overwrite = _overwrite_cells(_CellsByName(self._book))

    def _cells(self) -> Iterator[tuple[str, str]]:
        """Yield the graded cells of this kit with their assignments."""
        for assignment in self._book.assignments:
            for notebook in assignment.notebooks:
                for cell in notebook.grade_cells:
                    if cell.name in self._exercise_of:
                        yield cell.name, assignment.name

    def _add_assignments(self) -> None:
        """Add what was released and is not in the gradebook, as `nbgrader generate_assignment` does.

        Raises:
            UnusableInput: there is nothing of this kit in it, and nothing that could be added.
        """
        import nbformat
        from nbgrader.preprocessors import SaveCells

        known = {assignment.name for assignment in self._book.assignments}
        for file in sorted(self._course.glob("release/*/*.ipynb")):
            name = file.parent.name
            if name in known:
                continue
            self._book.update_or_create_assignment(name, course_id=self._book.course_id)
            self._book.db.commit()
            resources = {"assignment": name, "notebook": file.stem, "db_url": self._url}
            SaveCells().preprocess(nbformat.read(file, 4), {"nbgrader": resources})
        self._book.db.expire_all()
        if not any(True for _ in self._cells()):
            raise UnusableInput(
                "No graded cell in the gradebook is one of this kit's. Write the course with `torchkata notebooks`, and "
                "run `nbgrader generate_assignment` for each of its assignments."
            )

    def _refuse_doubles(self) -> None:
        """Refuse exercises that stand in two assignments: of one person's two solutions one would count for both.

        Raises:
            UnusableInput: there are some.
        """
        places: dict[str, set[str]] = {}
        for cell, assignment in self._cells():
            places.setdefault(self._exercise_of[cell].id, set()).add(assignment)
        for id, assignments in places.items():
            if len(assignments) > 1:
                raise UnusableInput(
                    f"{id} stands in several assignments of the gradebook: {', '.join(sorted(assignments))}. Make a course "
                    "of its own of each."
                )

    def of_assignments(self, submission: Submission) -> Submission:
        """Return a submission without what lies in folders of other assignments, which nbgrader would not grade."""
        own: list[File] = []
        said = list(submission.said)
        for file in submission.files:
            if file.parts[0] in self._assignments:
                own.append(file)
            elif is_code(file.name) and not file.passed_over:
                said.append(
                    f"{file.shown} lies in no assignment of the gradebook and does not count."
                )
        return replace(submission, files=tuple(own), said=tuple(said))

    def add(self, submission: Submission, report: Report, remark: Remark = lambda _: None) -> None:
        """Write the scores of one submission, and its graded notebooks. What fails is told by `finish`.

        Args:
            submission: what was handed in.
            report: on it.
            remark: is told in a sentence of what could not be written.
        """
        from nbgrader.api import InvalidEntry, MissingEntry
        from sqlalchemy.exc import SQLAlchemyError

        if self._problem:
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SQLAlchemy's, of objects that nbgrader adds later
            try:
                self._add(submission, report, remark)
                self._book.db.commit()  # what was read since the last one keeps nobody waiting either
            except (SQLAlchemyError, InvalidEntry, MissingEntry) as error:
                self._book.db.rollback()
                self._problem = (
                    f"The gradebook cannot be written ({_first_line(error)}). What stands in it so far is whole; run the "
                    "same command to go on."
                )

    def finish(self) -> str:
        """Return what was written, as a sentence.

        Raises:
            UnusableInput: the gradebook could not be written.
        """
        if self._problem:
            raise UnusableInput(self._problem)
        said = (
            f"{self._scores} scores of {self._handed_in} submitted assignments are in {shown(self._url)}. `nbgrader "
            "generate_feedback --force`, `nbgrader export` and the formgrader go on from there."
        )
        if self._penalised:
            said += (
                f" Late, or with a penalty: {', '.join(self._penalised)}. Penalties stay as they are in the gradebook; "
                "new ones are not computed."
            )
        return said

    def _add(self, submission: Submission, report: Report, remark: Remark) -> None:
        verdicts = self._verdicts(report)
        for assignment in self._assignments:
            files = _files_of(submission, assignment)
            if not files:
                continue
            moment = _moment(files.get(_TIMESTAMP))
            if _TIMESTAMP in files and moment is None:
                remark(
                    f"{submission.name}: {_TIMESTAMP} in {assignment} cannot be read, so that nobody knows whether it is late."
                )
            self._scores += self._write(submission.name, assignment, moment, verdicts)
            self._handed_in += 1
            try:
                self._write_notebooks(submission.name, assignment, files, verdicts, remark)
            except OSError as error:
                remark(
                    f"{error.filename} cannot be written ({error.strerror}); the scores are in the gradebook."
                )

    def _verdicts(self, report: Report) -> dict[str, _Verdict]:
        """Return what a report says, by the id of the cell."""
        found = {}
        for verdict in report.exercises:
            exercise = self._kit.find(verdict.id)
            for check in verdict.checks:
                found[check_id(exercise, check.name)] = _Verdict(verdict, check)
        return found

    def _write(
        self,
        student: str,
        assignment: str,
        moment: datetime | None,
        verdicts: dict[str, _Verdict],
    ) -> int:
        """Write the scores of what one person handed in for one assignment: all or none. Return their number."""
        book = self._book
        book.update_or_create_student(student)
        times = {} if moment is None else {"timestamp": moment}
        submitted = book.update_or_create_submission(assignment, student, **times)
        status = {
            solution_id(self._kit.find(verdict.exercise.id)): verdict.exercise.status
            for verdict in verdicts.values()
        }
        scores = 0
        with book.db().no_autoflush:  # all in one go, at the end
            for notebook in submitted.notebooks:
                for grade in notebook.grades:
                    verdict = verdicts.get(grade.cell.name)
                    if verdict is None:
                        continue
                    if verdict.exercise.status == "not graded":
                        grade.needs_manual_grade = True
                        continue
                    # A score is a share of what the cell is worth: an author may have changed that in the source.
                    share = verdict.check.earned / verdict.check.points
                    score = share * grade.cell.max_score
                    if grade.manual_score is None:
                        grade.needs_manual_grade = False
                    elif score != grade.auto_score:
                        # A person graded another answer than this one, and nbgrader too asks for another look.
                        grade.needs_manual_grade = True
                    grade.auto_score = score
                    scores += 1
                for comment in notebook.comments:
                    if comment.name in status:
                        untouched = status[comment.name] == "not started"
                        comment.auto_comment = "No response." if untouched else None
        book.db.commit()
        penalties = [notebook.late_submission_penalty for notebook in submitted.notebooks]
        if submitted.total_seconds_late > 0 or any(penalties):
            self._penalised.append(f"{student} ({assignment})")
        return scores

    def _write_notebooks(
        self,
        student: str,
        assignment: str,
        files: dict[str, File],
        verdicts: dict[str, _Verdict],
        remark: Remark,
    ) -> None:
        """Write the graded notebooks, and beside them the time stamp, from which nbgrader tells what is newer."""
        folder = self._course / "autograded" / student / assignment
        folder.mkdir(parents=True, exist_ok=True)
        for notebook in self._book.find_assignment(assignment).notebooks:
            file = files.get(f"{notebook.name}.ipynb")
            if file is None:
                remark(
                    f"{student}: there is no {notebook.name}.ipynb in {assignment}, so that nbgrader has no notebook to show. "
                    "The scores are in the gradebook."
                )
                continue
            try:
                content = file.whole(NOTEBOOK_LIMIT)
                text = self._graded(content, assignment, notebook.name, verdicts)
            except Unreadable as error:
                remark(f"{student}: {file.shown} {error}")
            except Exception as error:  # a notebook can be anything
                remark(
                    f"{student}: {file.shown} cannot be shown by nbgrader, since it is no sound notebook "
                    f"({type(error).__name__}). Its scores are in the gradebook."
                )
            else:
                write_whole(folder / f"{notebook.name}.ipynb", text.encode("utf-8", "replace"))
        stamp = files.get(_TIMESTAMP)
        if stamp is not None:
            with suppress(Unreadable):
                write_whole(folder / _TIMESTAMP, stamp.whole(1000))

    def _graded(
        self, content: bytes, assignment: str, notebook: str, verdicts: dict[str, _Verdict]
    ) -> str:
        """Return a notebook as `nbgrader autograde` leaves it: given cells as they were, and what the checks said."""
        import nbformat
        from nbgrader.preprocessors import ClearOutput, DeduplicateIds

        found = nbformat.reads(content.decode("utf-8-sig", "replace"), 4)
        resources = {"assignment": assignment, "notebook": notebook, "db_url": self._url}
        for step in (ClearOutput(), DeduplicateIds(), self._overwrite):
            found, _ = step.preprocess(found, {"nbgrader": resources})
        for cell in found.cells:
            id = cell.metadata.get("nbgrader", {}).get("grade_id")
            if id is None:
                cell.metadata.pop("nbgrader", None)  # nobody's, and nbgrader would look for it
            elif cell.cell_type == "code" and id in verdicts:
                lines = lines_about(verdicts[id].exercise, verdicts[id].check)
                cell.outputs = [_error(lines)] if lines else []
        return str(nbformat.writes(found))


class _CellsByName:
    """What nbgrader's `OverwriteCells` asks of a gradebook, asked of the database once and not for each submission."""

    def __init__(self, book: Any) -> None:
        self.find_notebook = cache(book.find_notebook)
        self.find_source_cell = cache(book.find_source_cell)
        self.find_graded_cell = cache(book.find_graded_cell)


def _overwrite_cells(cells: _CellsByName) -> Any:
    """Return nbgrader's step that puts given cells back, made to ask `cells` instead of a new connection."""
    from nbgrader.preprocessors import NbGraderPreprocessor, OverwriteCells

    class OverwriteKnownCells(OverwriteCells):
        def preprocess(self, nb: Any, resources: Any) -> Any:
            self.gradebook = cells
            self.notebook_id = resources["nbgrader"]["notebook"]
            self.assignment_id = resources["nbgrader"]["assignment"]
            found = NbGraderPreprocessor.preprocess(self, nb, resources)
            for add_missing in (self.add_missing_grade_cells, self.add_missing_task_cells):
                found = add_missing(*found)
            return found

    step = OverwriteKnownCells()
    step.log.setLevel("ERROR")
    return step


def _error(lines: list[str]) -> Any:
    import nbformat

    return nbformat.v4.new_output(
        "error", ename="CheckFailed", evalue="\n".join(lines), traceback=lines
    )


def _files_of(submission: Submission, assignment: str) -> dict[str, File]:
    """Return the regular files at the top of an assignment's folder by name."""
    return {
        file.name: file
        for file in submission.files
        if file.parts[:-1] == (assignment,) and not file.problem
    }


def _moment(file: File | None) -> datetime | None:
    """Return when something was handed in, as nbgrader reads it, or None if that is not told."""
    from nbgrader.utils import parse_utc

    if file is None:
        return None
    try:
        moment = parse_utc(file.whole(1000).decode().strip())
    except Exception:  # the file is the learner's to write
        return None
    return moment if isinstance(moment, datetime) else None


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


# Opening -----------------------------------------------------------------------------------------


@contextmanager
def open_gradebook(course: Path, url: str, kit: Catalog) -> Iterator[CourseGradebook]:
    """Open a gradebook, a new one as well, whose assignments are those of the course.

    Args:
        course: the folder with `submitted` in it.
        url: the database's, as SQLAlchemy reads it.
        kit: whose cells count.

    Raises:
        UnusableInput: nbgrader is not installed, the folder is no course, or the database is no gradebook.
    """
    if not (course / "submitted").is_dir():
        raise UnusableInput(
            f"{course} is no nbgrader course: a gradebook takes scores of notebooks in a folder `submitted`."
        )
    try:
        import nbgrader.api
        import sqlalchemy.exc
    except ImportError:
        raise UnusableInput(NEEDS_EXTRA) from None
    with warnings.catch_warnings(), _scripts_on_path():
        warnings.simplefilter("ignore")
        try:
            name = _course_id(url, course)
            book = nbgrader.api.Gradebook(url, course_id=name)
        except sqlalchemy.exc.ArgumentError:
            raise UnusableInput(
                f"{url} is no URL of a database. One is sqlite:///gradebook.db, another "
                "postgresql+psycopg2://user:password@host/name."
            ) from None
        except ModuleNotFoundError as error:
            raise UnusableInput(
                f"The database of the gradebook needs the package {error.name}, which is not installed: `pip install "
                f"{error.name}` installs it. (postgresql:// means psycopg; for psycopg2 write postgresql+psycopg2://.)"
            ) from None
        except sqlalchemy.exc.SQLAlchemyError as error:
            raise UnusableInput(_unusable(url, error)) from None
    try:
        with book, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                opened = CourseGradebook(course, book, url, kit)
            except sqlalchemy.exc.SQLAlchemyError as error:
                raise UnusableInput(_unusable(url, error)) from None
            yield opened
    finally:
        book.close()


def _unusable(url: str, error: Exception) -> str:
    if "locked" in str(error):
        return f"{shown(url)} is in use by another program. Run the same command again when that is done."
    return (
        f"{shown(url)} cannot be read as a gradebook ({_first_line(error)}). Give the URL of nbgrader's database, such as "
        "sqlite:///gradebook.db; one of an older nbgrader is brought up to date by `nbgrader db upgrade`."
    )


def shown(url: str) -> str:
    """Return a database's URL without the password."""
    from sqlalchemy.engine import make_url

    return str(make_url(url).render_as_string(hide_password=True))


def _course_id(url: str, course: Path) -> str:
    """Return the id of the course that a database is of, without changing anything in it.

    Raises:
        UnusableInput: it is something else than a gradebook, or is new and cannot be made.
        SQLAlchemyError: it cannot be read.
    """
    from sqlalchemy import create_engine, inspect, text
    from sqlalchemy.engine import make_url

    where = make_url(url)
    database = where.database or ""
    on_disk = where.get_backend_name() == "sqlite" and database not in ("", ":memory:")
    if where.get_backend_name() == "sqlite" and not on_disk:
        raise UnusableInput(
            f"{url} is a database in memory, which nobody could read. Name a file: sqlite:///gradebook.db."
        )
    elsewhere = course / database
    if on_disk and not Path(database).exists() and elsewhere.exists():
        raise UnusableInput(
            f"There is no {database} here, and one in {course}. Run the command in the course, or give "
            f"sqlite:///{elsewhere}."
        )
    if on_disk and not Path(database).parent.is_dir():
        raise UnusableInput(
            f"{database} cannot be made: there is no folder {Path(database).parent}."
        )
    tables: set[str] = set()
    courses: list[str] = []
    if not on_disk or Path(database).exists():  # looking at one that is not there would make it
        engine = create_engine(url)
        try:
            tables = set(inspect(engine).get_table_names())
            if "course" in tables and tables >= _TABLES:
                with engine.connect() as connection:
                    courses = [row[0] for row in connection.execute(text("SELECT id FROM course"))]
        finally:
            engine.dispose()
    if tables and not tables >= _TABLES:
        raise UnusableInput(
            f"{shown(url)} is a database of something else ({', '.join(sorted(tables)[:3])}) and is left alone. Give "
            "the URL of nbgrader's, such as sqlite:///gradebook.db."
        )
    if not tables and not any(course.glob("release/*/*.ipynb")):
        raise UnusableInput(
            f"There is no gradebook at {shown(url)}, and nothing in {course / 'release'} to make one from: run "
            "`nbgrader generate_assignment` in the course, or give the URL of its gradebook."
        )
    if not tables and shutil.which("alembic") is None:
        raise UnusableInput(
            "A new gradebook is made with the command `alembic`, which is not on PATH: `pip install alembic` "
            "installs it."
        )
    return _DEFAULT_COURSE if _DEFAULT_COURSE in courses or not courses else min(courses)


@contextmanager
def _scripts_on_path() -> Iterator[None]:
    """Let nbgrader find `alembic`, which lies beside this Python, also where no environment is activated."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before
