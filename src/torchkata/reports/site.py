"""Reports as a static site: a page for the class and one for each learner. No script, no server, no network.

Every text that comes from a submission is escaped by Jinja2.
"""

import shutil
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from torchkata.files import write_whole
from torchkata.report import Curve, ExerciseReport, Report
from torchkata.reports.items import commonest_mistakes, handed_in, items
from torchkata.reports.terminal import isolation_lines, standing_out
from torchkata.submissions import UnusableInput

_MARK = '<meta name="generator" content="Torchkata">'
"""Stands in every page."""

WIDTH, HEIGHT = 320, 140
"""Of a drawing of loss curves, in the units of its view box."""


def write_site(reports: Sequence[Report], folder: Path) -> None:
    """Write the site of a class.

    The pages of an earlier site in the folder are replaced; nothing else in it is touched.

    Args:
        reports: of one class.
        folder: gets index.html, style.css and learners/.

    Raises:
        UnusableInput: the folder has others of these names.
    """
    _refuse_others(folder)
    environment = _environment()
    learners = folder / "learners"
    fresh = folder / ".learners.partial"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    page = environment.get_template("learner.html")
    for report in reports:
        html = page.render(report=report, units=_units(report.exercises))
        write_whole(fresh / f"{report.submission}.html", html.encode())
    shutil.rmtree(learners, ignore_errors=True)
    fresh.rename(learners)
    style = environment.get_template("style.css").render()
    write_whole(folder / "style.css", style.encode())
    write_whole(folder / "index.html", _class_page(environment, reports).encode())


def _refuse_others(folder: Path) -> None:
    """Raise UnusableInput if something stands where pages would go, and is no earlier site."""
    there = [name for name in ("index.html", "style.css", "learners") if (folder / name).exists()]
    try:
        index = (folder / "index.html").read_text("utf-8", errors="replace")
    except OSError:
        index = ""
    if there and _MARK not in index:
        raise UnusableInput(
            f"{folder} has a {there[0]} that `torchkata report` did not write, and it is left alone. Give the name of a new "
            "folder with --out."
        )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("torchkata.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"page": _page, "share": _share, "drawing": Drawing}
    return environment


def _class_page(environment: Environment, reports: Sequence[Report]) -> str:
    totals = [report.earned for report in reports if handed_in(report)]
    found = items(reports)
    return environment.get_template("class.html").render(
        reports=reports,
        units=_units(reports[0].exercises),
        run=reports[0].run,
        present=len(totals),
        possible=reports[0].points,
        mean=statistics.fmean(totals) if totals else 0.0,
        median=statistics.median(totals) if totals else 0,
        mistakes=commonest_mistakes(reports),
        items=[(unit, list(own)) for unit, own in groupby(found, lambda item: item.unit)],
        standing_out=standing_out(reports),
        isolation=list(isolation_lines(reports)),
    )


def _units(exercises: Sequence[ExerciseReport]) -> list[tuple[str, list[ExerciseReport]]]:
    return [(unit, list(own)) for unit, own in groupby(exercises, lambda e: e.unit)]


def _page(submission: str) -> str:
    """Return the address of a learner's page, seen from the page of the class."""
    return f"learners/{quote(submission, safe='')}.html"


def _share(exercise: ExerciseReport) -> str:
    """Return the class of a cell of the heat map: what was not run, or the earned share in quarters."""
    if exercise.status in ("missing", "not started", "not graded"):
        return "idle"
    if exercise.earned == exercise.points:
        return "all"
    return f"share{4 * exercise.earned // max(exercise.points, 1)}"


@dataclass(frozen=True)
class Drawing:
    """Two loss curves in one drawing."""

    curve: Curve

    @property
    def highest(self) -> float:
        """The loss at the upper edge."""
        finite = [y for y in (*self.curve.yours, *self.curve.reference) if abs(y) < 1e30]
        return max(finite, default=0.0)

    @property
    def yours(self) -> str:
        """The points of the learner's polyline."""
        return " ".join(self._points(self.curve.yours))

    @property
    def reference(self) -> str:
        """The points of the reference's polyline."""
        return " ".join(self._points(self.curve.reference))

    def _points(self, losses: Sequence[float]) -> Iterator[str]:
        steps = max(len(self.curve.yours), len(self.curve.reference), 2) - 1
        for step, loss in enumerate(losses):
            if abs(loss) < 1e30:
                height = loss / self.highest if self.highest > 0 else 0.0
                yield f"{step / steps * WIDTH:.1f},{(1 - max(height, 0.0)) * HEIGHT:.1f}"
