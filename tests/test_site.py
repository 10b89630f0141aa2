"""The pages of a class: what they say, that they are safe, and how they look at two widths."""

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import Run

from torchkata.report import (
    SCHEMA,
    CheckReport,
    Curve,
    ExerciseReport,
    Failure,
    Isolation,
    Named,
    Report,
    to_json,
)
from torchkata.report import (
    Run as RunOfReport,
)
from torchkata.reports.items import commonest_mistakes, items
from torchkata.reports.site import write_site

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
HOSTILE = "<script>alert('owned')</script>"
WIDTHS = (1280, 390)


def report(name: str, *passed: bool, missing: bool = False, student_name: str = "") -> Report:
    """Return a report on exercises of one check of one point each."""
    exercises = []
    for number, good in enumerate(passed):
        failure = None if good else Failure("f(1)", "", HOSTILE, "1", "It differs.", "norms.py", 3)
        outcome = "passed" if good else "failed"
        check = CheckReport(
            "returns_it", "It is returned.", 1, int(good), "behaviour", outcome, failure
        )
        status = "missing" if missing else ("passed" if good else "diagnosed")
        mistakes = () if good or missing else (Named("forgets it", "What is forgotten?"),)
        exercises.append(
            ExerciseReport(
                f"norms.e{number}", 1, int(good), status, "So it is.", mistakes, (check,)
            )
        )
    run = RunOfReport("1", "2.13", "3.11", 0, ("cpu",), Isolation("full", ()))
    earned = sum(passed)
    return Report(
        SCHEMA, name, "", student_name, "", (), earned, len(passed), tuple(exercises), run
    )


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [v for k, v in attrs if k in ("href", "src") and v]


def addresses(page: Path) -> list[str]:
    links = _Links()
    links.feed(page.read_text("utf-8"))
    return links.addresses


# Figures -------------------------------------------------------------------------------------------


def test_difficulty_is_the_share_of_those_who_handed_in_that_pass():
    found = items([report("a", True), report("b", False), report("c", False, missing=True)])
    assert (found[0].learners, found[0].failing, found[0].difficulty) == (2, 1, 0.5)


def test_discrimination_is_the_correlation_with_the_points_of_all_else():
    strong, weak = report("a", True, True, True, False), report("b", False, False, False, True)
    first, *_, last = items([strong, strong, weak])
    assert first.discrimination == pytest.approx(1.0)
    assert last.discrimination == pytest.approx(-1.0)


def test_a_check_that_all_pass_has_no_discrimination():
    assert items([report("a", True, True), report("b", True, False)])[0].discrimination is None


def test_the_commonest_mistake_comes_first_with_who_made_it():
    rows = commonest_mistakes([report("a", True, False), report("b", False, False)])
    assert [(row.exercise, row.made_by) for row in rows] == [
        ("norms.e1", ("a", "b")),
        ("norms.e0", ("b",)),
    ]


# Pages ---------------------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path) -> Path:
    reports = [
        report("anna", True, False, student_name=f"Anna {HOSTILE}"),
        report(f"bert {HOSTILE.replace('/', '')} #1", False, False),
        report("cleo", False, False, missing=True),
    ]
    write_site(reports, tmp_path / "site")
    return tmp_path / "site"


def test_text_of_a_submission_is_escaped_everywhere(site: Path):
    for page in site.rglob("*.html"):
        assert "<script" not in page.read_text("utf-8"), page


def test_pages_need_nothing_from_the_network(site: Path):
    for page in site.rglob("*.html"):
        assert not [a for a in addresses(page) if re.match(r"[a-z]+:|//", a)]


def test_every_link_leads_to_a_page_that_is_there(site: Path):
    from urllib.parse import unquote

    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        for address in addresses(page):
            path, _, anchor = (
                unquote(address).partition("#")
                if "%23" not in address
                else (unquote(address), "", "")
            )
            assert not path or (page.parent / path).is_file(), address
            assert not anchor or f'id="{anchor}"' in text


def test_a_second_site_leaves_no_page_of_the_first(site: Path):
    write_site([report("dora", True)], site)
    assert [page.name for page in (site / "learners").iterdir()] == ["dora.html"]


def test_a_loss_curve_is_drawn_beside_the_references(tmp_path: Path):
    one = report("anna", True)
    check = one.exercises[0].checks[0]
    curve = Curve((4.0, 2.0, 1.0), (4.0, 1.0, 0.0))
    check = CheckReport(check.name, check.law, 1, 1, "behaviour", "passed", curve=curve)
    exercise = ExerciseReport("training.fit_line", 1, 1, "passed", "", (), (check,))
    run = one.run
    write_site([Report(SCHEMA, "anna", "", "", "", (), 1, 1, (exercise,), run)], tmp_path)
    page = (tmp_path / "learners" / "anna.html").read_text("utf-8")
    assert 'class="yours" points="0.0,0.0 160.0,70.0 320.0,105.0"' in page
    assert 'class="reference" points="0.0,0.0 160.0,105.0 320.0,140.0"' in page


def test_the_command_writes_the_site_beside_the_reports(torchkata: Run, tmp_path: Path):
    grades = tmp_path / "grades"
    grades.mkdir()
    (grades / "anna.json").write_text(to_json(report("anna", True)))
    done = torchkata("report", "grades")
    assert done.returncode == 0, done.stderr
    assert (grades / "site" / "index.html").exists() and "index.html" in done.stdout
    assert torchkata("report", "grades").returncode == 0


@pytest.mark.parametrize("name", ["learners/anna/norms.py", "index.html", "style.css"])
def test_what_is_no_earlier_site_is_left_alone(torchkata: Run, tmp_path: Path, name: str):
    (tmp_path / "grades").mkdir()
    (tmp_path / "grades" / "anna.json").write_text(to_json(report("anna", True)))
    mine = tmp_path / "course" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    done = torchkata("report", "grades", "--out", "course")
    assert done.returncode == 2 and "--out" in done.stderr
    assert [file for file in (tmp_path / "course").rglob("*") if file.is_file()] == [mine]
    assert mine.read_text() == "mine"


def test_a_folder_without_reports_is_told_with_the_remedy(torchkata: Run, tmp_path: Path):
    done = torchkata("report", tmp_path)
    assert done.returncode == 2 and "torchkata grade" in done.stderr


# In a browser --------------------------------------------------------------------------------------


def browse(*arguments: str) -> str:
    command = [BROWSER or "", "--headless", "--no-sandbox", "--disable-gpu", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120).stdout


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed.")
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_its_window(site: Path, width: int):
    # Chromium's own window is never narrower than 500 pixels: a frame is.
    frames = "".join(
        f'<iframe src="{page.as_uri()}" style="width:{width}px;height:900px"></iframe>'
        for page in (site / "index.html", site / "learners" / "anna.html")
    )
    script = (
        "addEventListener('load', () => document.title = [...document.querySelectorAll('iframe')]"
        ".map(f => f.contentDocument.documentElement.scrollWidth + ' ' + f.contentDocument.title).join(';'))"
    )
    outer = site / "measure.html"
    outer.write_text(f"<body>{frames}<script>{script}</script>", "utf-8")
    page = browse("--allow-file-access-from-files", "--dump-dom", outer.as_uri())
    title = re.search(r"<title>(.*?)</title>", page)
    assert title, page[:500]
    shown = title.group(1).split(";", 1)
    assert "Class report" in title.group(1)
    assert all(int(width_of.split()[0]) <= width for width_of in shown), shown


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed.")
@pytest.mark.parametrize("width", WIDTHS)
def test_pages_have_colours_when_drawn(site: Path, tmp_path: Path, width: int):
    from PIL import Image

    picture = tmp_path / "page.png"
    browse(
        f"--window-size={max(width, 500)},900",
        f"--screenshot={picture}",
        (site / "index.html").as_uri(),
    )
    colours = Image.open(picture).convert("RGB").getcolors(2**24) or []
    found = {colour for _, colour in colours}
    assert (8, 81, 156) in found, "the heat map's cells for all points"
    assert (241, 242, 244) in found, "the heat map's cells for what was not handed in"
