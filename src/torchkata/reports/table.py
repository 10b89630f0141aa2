"""The class as a table: a row a submission or a learner, a column an exercise."""

import csv
import io
from collections.abc import Sequence

from torchkata.report import Report


def summary_csv(reports: Sequence[Report]) -> str:
    """Return the table as CSV: who, total, points possible, then the points earned in each exercise.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    ids = [exercise.id for exercise in reports[0].exercises] if reports else []
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["submission", "id", "name", "earned", "points", *ids])
    for report in reports:
        earned = {exercise.id: exercise.earned for exercise in report.exercises}
        who = (report.submission, report.student_id, report.student_name)
        writer.writerow(
            [*map(_plain, who), report.earned, report.points, *(earned[id] for id in ids)]
        )
    return buffer.getvalue()


def points_csv(reports: Sequence[Report]) -> str:
    """Return ids and points as CSV: id, the points earned in each exercise, total. A group has a row for each id.

    Who has no id is left out.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    ids = [exercise.id for exercise in reports[0].exercises] if reports else []
    writer.writerow(["id", *ids, "total"])
    for report in reports:
        points = [exercise.earned for exercise in report.exercises]
        for id in filter(None, report.student_id.split(", ")):
            writer.writerow([_plain(id), *points, report.earned])
    return buffer.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
