"""What instructors hand to `torchkata grade`, and what is made of it. Hostile archives are made here.

Nothing is graded: a submission is its modules and the notes on what was left out.
"""

import io
import json
import os
import re
import stat
import struct
import tarfile
import warnings
import zipfile
from pathlib import Path

import pytest

from torchkata.catalog import catalog
from torchkata.intake import archives
from torchkata.intake.notebooks import place_of
from torchkata.source import untouched
from torchkata.submissions import Submission, UnusableInput, find_submissions
from torchkata.workspace import modules_in

L1 = "def l1_norm(x):\n    return x.abs().sum()\n"
L2 = "def l2_norm(x):\n    return x.pow(2).sum().sqrt()\n"
MSE = "def mse_loss(prediction, target):\n    return (prediction - target).pow(2).mean()\n"


def found(path: Path, **how) -> dict[str, Submission]:
    return {submission.name: submission for submission in find_submissions(path, **how)}


def only(path: Path) -> Submission:
    (submission,) = find_submissions(path)
    return submission


def lay_out(folder: Path, **files: str | bytes) -> Path:
    return lay_out_all(folder, files)


def lay_out_all(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def zipped(files: dict[str, str | bytes], **how) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(*members: tuple[str, bytes | tarfile.TarInfo], mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, content in members:
            if isinstance(content, tarfile.TarInfo):
                content.name = name
                archive.addfile(content)
                continue
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def of_kind(kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo()
    info.type, info.linkname = kind, target
    return info


def notebook(*cells: str, **fields) -> bytes:
    code = [{"cell_type": "code", "source": cell.splitlines(True)} for cell in cells]
    return json.dumps({"nbformat": 4, "metadata": {}, "cells": code, **fields}).encode()


def module(*cells: str, tmp_path: Path) -> dict[str, object]:
    """Return what the module of a notebook `norms.ipynb` defines; it is run here, as a worker would."""
    lay_out_all(tmp_path / "class" / "anna", {"norms.ipynb": notebook(*cells)})
    names: dict[str, object] = {}
    exec(only(tmp_path / "class").sources["norms"], names)
    return names


# Layouts -----------------------------------------------------------------------------------------


def test_a_folder_of_folders_is_a_submission_each(tmp_path):
    lay_out_all(tmp_path, {"anna/norms.py": L1, "bert/losses.py": MSE})
    (tmp_path / "cleo").mkdir()
    assert {n: list(s.sources) for n, s in found(tmp_path).items()} == {
        "anna": ["norms"],
        "bert": ["losses"],
        "cleo": [],
    }


def test_what_is_plain_has_no_notes(tmp_path):
    lay_out_all(tmp_path, {"anna/norms.py": L1, "anna/.DS_Store": b"\0", "anna/README.md": "Hi"})
    lay_out_all(tmp_path, {"anna/__pycache__/norms.py": "", "anna/.ipynb_checkpoints/norms.py": ""})
    lay_out_all(tmp_path, {"__MACOSX/anna/._norms.py": b"\0", ".git/config": ""})
    assert only(tmp_path).notes == ()
    assert only(tmp_path).sources == {"norms": L1}


def test_modules_named_after_units_in_a_folder_are_one_submission(tmp_path):
    lay_out_all(tmp_path / "anna", {"norms.py": L1, "losses.py": MSE, "helpers.py": ""})
    assert only(tmp_path / "anna").name == "anna"
    assert list(only(tmp_path / "anna").sources) == ["helpers", "losses", "norms"]


def test_a_workspace_is_one_submission_and_its_graders_are_not_in_it(tmp_path):
    lay_out_all(tmp_path / "katas", {"exercises/norms.py": L1, "graders/test_norms.py": ""})
    assert only(tmp_path / "katas").sources == {"norms": L1}


def test_a_module_or_a_notebook_by_itself_is_a_submission(tmp_path):
    lay_out_all(tmp_path, {"norms.py": L1, "anna.ipynb": notebook(L1)})
    assert only(tmp_path / "norms.py").sources == {"norms": L1}
    assert list(only(tmp_path / "anna.ipynb").sources) == ["norms"]


def test_files_named_by_learner_and_unit_are_the_learners(tmp_path):
    lay_out_all(tmp_path, {"anna_norms.py": L1, "anna_losses.py": MSE, "bert.ipynb": notebook(L1)})
    assert {n: list(s.sources) for n, s in found(tmp_path).items()} == {
        "anna": ["losses", "norms"],
        "bert": ["norms"],
    }


def test_an_archive_in_a_folder_is_a_submission(tmp_path):
    lay_out_all(tmp_path, {"anna.zip": zipped({"norms.py": L1}), "bert/norms.py": L1})
    lay_out_all(tmp_path, {"cleo.tar.gz": tarred(("norms.py", L1.encode()), mode="w:gz")})
    assert list(found(tmp_path)) == ["anna", "bert", "cleo"]
    assert all(s.sources == {"norms": L1} for s in found(tmp_path).values())


def test_several_archives_are_a_class_whatever_lies_beside_them(tmp_path):
    lay_out_all(tmp_path, {f"{name}.zip": zipped({"norms.py": L1}) for name in ("anna", "bert")})
    lay_out(tmp_path, **{"norms.py": L1})
    remarks: list[str] = []
    assert sorted(found(tmp_path, remark=remarks.append)) == ["anna", "bert"]
    assert remarks == ["norms.py lies beside the submissions and is nobody's; left out."]


def test_an_archive_that_is_not_opened_is_somebodys_and_what_was_code_is_remarked_on(tmp_path):
    lay_out_all(
        tmp_path, {"anna.zip": zipped({"norms.py": L1}), "lea.rar": b"Rar!", "una.py.txt": L1}
    )
    remarks: list[str] = []
    submissions = found(tmp_path, remark=remarks.append)
    assert sorted(submissions) == ["anna", "lea"]
    assert "Ask for a zip archive." in submissions["lea"].notes[0]
    assert [remark.split()[0] for remark in remarks] == ["una.py.txt"]


def test_reports_beside_submissions_are_none(tmp_path):
    record = json.dumps({"schema": 3, "run": {}, "keys": {"norms.l1_norm": ""}})
    lay_out_all(
        tmp_path, {"anna/norms.py": L1, "grades/run.json": record, "grades/anna.json": "{}"}
    )
    remarks: list[str] = []
    assert list(found(tmp_path, remark=remarks.append)) == ["anna"]
    assert remarks == ["grades holds reports, and is no submission."]


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_class_may_be_one_archive_of_any_usual_kind(tmp_path, mode):
    content = tarred(("class/a/norms.py", L1.encode()), ("class/b/norms.py", b""), mode=mode)
    (tmp_path / "class.tar").write_bytes(content)
    assert list(found(tmp_path / "class.tar")) == ["a", "b"]
    assert found(tmp_path / "class.tar")["a"].sources == {"norms": L1}


def test_an_archive_of_one_learner_is_named_after_its_folder(tmp_path):
    (tmp_path / "hw.zip").write_bytes(zipped({"anna/norms.py": L1}))
    assert only(tmp_path / "hw.zip").name == "anna"
    (tmp_path / "bert.zip").write_bytes(zipped({"norms.py": L1}))
    assert only(tmp_path / "bert.zip").name == "bert"


def test_moodle_tells_name_and_id_in_folders_and_in_file_names(tmp_path):
    files = {
        "Ann de Vries_11_assignsubmission_file_/norms.py": L1,
        "Ann de Vries_11_assignsubmission_onlinetext_/onlinetext.html": "Hi",
        "Bert_Jan Bo_12_assignsubmission_file_norms.py": L1,
        "Cleo_13_assignsubmission_file_/work.zip": zipped({"hw/norms.py": L1}),
    }
    (tmp_path / "bulk.zip").write_bytes(zipped(files))
    people = {n: (s.student_id, s.student_name) for n, s in found(tmp_path / "bulk.zip").items()}
    assert people == {
        "Ann de Vries_11": ("11", "Ann de Vries"),
        "Bert_Jan Bo_12": ("12", "Bert_Jan Bo"),
        "Cleo_13": ("13", "Cleo"),
    }
    assert all(s.sources == {"norms": L1} for s in found(tmp_path / "bulk.zip").values())


def test_of_canvas_the_newest_resubmission_counts_and_late_is_said(tmp_path):
    lay_out_all(
        tmp_path,
        {
            "smithanna_LATE_12_100_norms.py": "old",
            "smithanna_LATE_12_200_norms-1.py": L1,
            "doebert_13_150_hw-2.ipynb": notebook(L1),
        },
    )
    anna, bert = found(tmp_path)["smithanna_12"], found(tmp_path)["doebert_13"]
    assert anna.sources == {"norms": L1} and (anna.student_id, bert.student_id) == ("12", "13")
    assert "norms.py is late, says Canvas." in anna.notes
    assert "norms.py is there 2 times; the newest counts." in anna.notes
    assert list(bert.sources) == ["norms"]


def test_gradescopes_metadata_name_the_submitters(tmp_path):
    metadata = """---
submission_1:
  :submitters:
  - :name: "Ann \\"O\\" N\\u00e9ill"
    :sid: '007'
    :email: ann@example.org
  - :name: 'Bo ''B'' Bo'
    :sid: 8
  :created_at: 2026-01-01
  :history:
  - :submitters:
    - :name: Mallory
submission_2:
  :submitters:
  - :name: Cleo
    :sid: null
"""
    files = {f"assignment_9_export/submission_{n}/norms.py": L1 for n in (1, 2, 3)}
    files["assignment_9_export/submission_metadata.yml"] = metadata
    (tmp_path / "export.zip").write_bytes(zipped(files))
    people = [
        (s.name, s.student_id, s.student_name) for s in find_submissions(tmp_path / "export.zip")
    ]
    assert people == [
        ("submission_1", "007, 8", "Ann \"O\" Néill, Bo 'B' Bo"),
        ("submission_2", "", "Cleo"),
        ("submission_3", "", ""),
    ]


def test_of_an_nbgrader_course_what_was_submitted_counts(tmp_path):
    lay_out_all(
        tmp_path,
        {
            "nbgrader_config.py": "",
            "source/ps1/norms.ipynb": notebook(L1),
            "submitted/anna/ps1/norms.ipynb": notebook(L1),
            "submitted/anna/ps1/timestamp.txt": "now",
            "submitted/bert/ps1/hw.ipynb": notebook(L1),
            "gradebook.db": b"",
        },
    )
    for path in (tmp_path, tmp_path / "submitted"):
        assert {n: list(s.sources) for n, s in found(path).items()} == {
            "anna": ["norms"],
            "bert": ["norms"],
        }


def test_a_roster_goes_before_what_a_layout_tells(tmp_path):
    lay_out_all(tmp_path / "c", {"smithanna_1_2_norms.py": L1, "doebert_3_4_norms.py": L1})
    roster = tmp_path / "roster.csv"
    roster.write_text("folder,id,name\nsmithanna_1,s1,Anna Smith\nzoe,s9,Zoe\n", "utf-8")
    people = [(s.name, s.student_id) for s in find_submissions(tmp_path / "c", roster)]
    assert people == [("doebert_3", "3"), ("smithanna_1", "s1"), ("zoe", "s9")]


def test_what_is_nobodys_is_remarked_on(tmp_path):
    lay_out_all(tmp_path, {"anna/norms.py": L1, "norms.py": L1})
    (tmp_path / "bert").symlink_to(tmp_path / "anna")
    remarks: list[str] = []
    assert list(found(tmp_path, remark=remarks.append)) == ["anna"]
    assert len(remarks) == 2 and "symbolic link" in remarks[0] and "nobody's" in remarks[1]


def test_a_name_that_no_report_can_have_costs_nothing_but_the_name(tmp_path):
    names = ["run", "a\nb", "x" * 240, "é", "e\u0301"]
    lay_out_all(tmp_path, {f"{name}/norms.py": L1 for name in names})
    submissions = found(tmp_path)
    assert sorted(submissions) == sorted(["run_", "a_b", "x" * 200, "é", "e\u0301"])
    assert all(s.notes and s.sources == {"norms": L1} for s in submissions.values())


def test_what_holds_no_submission_is_unusable(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.txt").write_text("")
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 no zip")
    for name in ("empty", "text.txt", "bad.zip", "nowhere"):
        with pytest.raises(UnusableInput, match=name):
            find_submissions(tmp_path / name)


# Which file counts -------------------------------------------------------------------------------


def test_modules_count_wherever_they_lie_and_the_nearest_first(tmp_path):
    lay_out_all(tmp_path, {"anna/a/norms.py": "far", "anna/norms.py": L1, "anna/b/losses.py": MSE})
    lay_out_all(tmp_path, {"anna/work.zip": zipped({"norms.py": "", "models.py": "m = 1"})})
    anna = only(tmp_path)
    assert anna.sources == {"losses": MSE, "models": "m = 1", "norms": L1}
    assert "a/norms.py does not count: norms.py does." in anna.notes
    assert "work.zip: norms.py does not count: norms.py does." in anna.notes


@pytest.mark.parametrize("name", ["Norms.py", "norms (1).py", "norms-2.py", "norms.PY"])
def test_a_name_that_is_nearly_a_units_is_taken_for_it(tmp_path, name):
    lay_out_all(tmp_path, {f"anna/{name}": L1})
    assert only(tmp_path).sources == {"norms": L1}


def test_of_names_that_differ_in_case_the_exact_one_counts(tmp_path):
    lay_out_all(tmp_path, {"anna/Norms.py": "wrong", "anna/norms.py": L1})
    assert only(tmp_path).sources == {"norms": L1}
    assert only(tmp_path).notes == ("Norms.py does not count: norms.py does.",)


def test_a_module_named_after_no_unit_counts_by_what_it_defines(tmp_path):
    lay_out_all(tmp_path, {"anna/homework 1.py": L1 + MSE})
    anna = only(tmp_path)
    assert set(anna.sources) == {"norms", "losses"}
    assert anna.notes == ("homework 1.py is taken for norms and losses, by what it defines.",)


def test_a_submission_without_code_says_what_is_in_it(tmp_path):
    lay_out_all(tmp_path, {"anna/report.docx": b"PK", "bert/work.rar": b"Rar!"})
    assert "report.docx" in found(tmp_path)["anna"].notes[0]
    assert "Ask for a zip archive" in found(tmp_path)["bert"].notes[0]


def test_a_declared_encoding_counts_as_in_python(tmp_path):
    text = f"# -*- coding: latin-1 -*-\ngröße = 1\n{L1}"
    lay_out(tmp_path / "class" / "anna", **{"norms.py": text.encode("latin-1")})
    assert only(tmp_path / "class").sources == {"norms": text}
    assert only(tmp_path / "class").notes == ()


def test_what_is_not_utf_8_is_told_once(tmp_path):
    lay_out_all(tmp_path, {"anna.py": f"# größe\n{L1}".encode("latin-1"), "bert.py": L1})
    assert sum("is not UTF-8" in note for note in found(tmp_path)["anna"].notes) == 1


def test_a_learner_called_as_a_folder_of_reports_beside_submitted_counts(tmp_path):
    record = json.dumps({"schema": 3, "run": {}, "keys": {}})
    lay_out_all(tmp_path, {"submitted/grades/norms/norms.py": L1, "grades/run.json": record})
    assert list(found(tmp_path)) == ["grades"]


def test_a_module_in_utf_16_is_read_and_its_learner_told(tmp_path):
    lay_out(tmp_path / "class" / "anna", **{"norms.py": L1.encode("utf-16")})
    assert only(tmp_path / "class").sources == {"norms": L1}
    assert "Save it as UTF-8." in only(tmp_path / "class").notes[0]


def test_links_and_pipes_on_disk_are_never_opened(tmp_path):
    lay_out_all(tmp_path, {"class/anna/losses.py": MSE, "secret.py": "SECRET"})
    (tmp_path / "class/anna/norms.py").symlink_to(tmp_path / "secret.py")
    os.mkfifo(tmp_path / "class/anna/models.py")
    anna = only(tmp_path / "class")
    assert list(anna.sources) == ["losses"]
    assert "norms.py is a symbolic link, and links are not followed." in anna.notes


# Notebooks ---------------------------------------------------------------------------------------


def test_definitions_imports_and_what_they_need_are_kept_and_nothing_else_is_run(tmp_path):
    names = module(
        "import math\nEPS = 1e-8\nunused = math.sqrt(2)\nraise SystemExit",
        "@staticmethod\ndef l1_norm(x):\n    return helper(x) + EPS\n\nprint(l1_norm(3)); 1 / 0",
        "def helper(x):\n    return math.fabs(x)\n\nwhile True: pass\n",
        "l2_norm = lambda x: x\ny = helper(3)\nhelper.y = y",
        tmp_path=tmp_path,
    )
    assert names["l1_norm"](-1) == 1 + 1e-8 and names["l2_norm"](2) == 2
    assert "unused" not in names and "y" not in names


def test_a_statement_that_raises_does_not_lose_the_others(tmp_path):
    names = module(
        "import no_such_package\nfrom math import no_such_name",
        "class A(no_such_package.Base):\n    '''Two\nlines.'''\n",
        "@no_such_decorator\ndef l2_norm(x): pass",
        "def l1_norm(x: NoSuchType = 1):\n    return '''a\nb'''",
        tmp_path=tmp_path,
    )
    assert names["l1_norm"]() == "a\nb" and "A" not in names and "l2_norm" not in names


def test_an_error_in_one_cell_does_not_lose_the_others(tmp_path):
    lay_out_all(
        tmp_path, {"anna/norms.ipynb": notebook("def l2_norm(x:", L1, "def f():\n    break")}
    )
    assert "def l1_norm" in only(tmp_path).sources["norms"]
    first, second = only(tmp_path).notes
    assert first.startswith("norms.ipynb: cell 1 is no Python and is left out (line 1:")
    assert (
        second == "norms.ipynb: a statement of cell 3 is left out (line 2: 'break' outside loop)."
    )


def test_magics_are_left_out_and_reported(tmp_path):
    cells = ["%matplotlib inline\n!pip install \\\n    torch\nfiles = !ls\n" + L1]
    cells += ["%%bash\nrm -rf /\n  x", "%%time\n" + L2, "l1_norm?\nif 1:\n    %time f()"]
    lay_out_all(tmp_path, {"anna/norms.ipynb": notebook(*cells)})
    anna = only(tmp_path)
    assert "def l1_norm" in anna.sources["norms"] and "def l2_norm" in anna.sources["norms"]
    assert anna.notes == (
        "norms.ipynb: 10 lines with magics are left out (cell 1, line 1: %matplotlib inline).",
    )


def test_what_only_looks_like_a_magic_is_kept(tmp_path):
    text = "def l1_norm(x):\n    '''Is it\n!so?\n'''\n    return (x\n% 3)\n"
    assert module("!ls\n" + text, tmp_path=tmp_path)["l1_norm"](4) == 1


def test_of_two_definitions_the_last_counts(tmp_path):
    names = module("def l1_norm(x): return 1", "def l1_norm(x): return 2", tmp_path=tmp_path)
    assert names["l1_norm"](0) == 2


def test_every_kept_statement_says_its_cell_and_line(tmp_path):
    lay_out_all(tmp_path, {"anna/norms.ipynb": notebook("import math", "1 / 0\n\n" + L1)})
    assert "# cell 2, line 3\ndef l1_norm" in only(tmp_path).sources["norms"]


def test_each_line_of_a_module_leads_back_to_its_cell(tmp_path):
    cells = [
        "import math\n\n\nA = 1",
        "def l1_norm(x, a=A):\n    b = a\n    return b",
        "\n\n@staticmethod\ndef l2_norm(x):\n    return x",
        "try:\n    import numpy\nexcept ImportError:\n    numpy = None",
        "# first\ndef linf_norm(x):\n    return x",
    ]
    lay_out_all(tmp_path, {"anna/norms.ipynb": notebook(*cells)})
    text = only(tmp_path).sources["norms"]
    not_the_learners = re.compile(r"try:|except Exception: pass|# cell .*|\s*")
    led_back = 0
    for number, line in enumerate(text.split("\n"), 1):
        if (place := place_of(text, number)) is not None and not not_the_learners.fullmatch(line):
            cell, own = place
            assert cells[cell - 1].split("\n")[own - 1].strip() == line.strip()
            led_back += 1
    assert led_back == 14
    assert place_of("def l1_norm(x):\n    return x\n", 2) is None


def test_stubs_in_a_notebook_are_still_stubs(tmp_path):
    stub = catalog().units["models"].stub
    lay_out_all(tmp_path, {"anna/models.ipynb": notebook(stub)})
    assert untouched(only(tmp_path).sources["models"], stub) == untouched(stub, stub) != ()


def test_a_notebook_named_after_no_unit_counts_for_the_units_whose_exercises_it_defines(tmp_path):
    lay_out_all(tmp_path, {"anna/hw.ipynb": notebook("SCALE = 2", L1, MSE)})
    lay_out_all(tmp_path, {"anna/hw2.ipynb": notebook(L2), "anna/plots.ipynb": notebook("1")})
    anna = only(tmp_path)
    assert set(anna.sources) == {"norms", "losses"}
    assert "def l2_norm" in anna.sources["norms"] and "def mse_loss" in anna.sources["norms"]
    assert "hw.ipynb is taken for norms and losses, by what it defines." in anna.notes
    assert any(note.startswith("plots.ipynb defines no exercise") for note in anna.notes)


def test_old_notebooks_byte_order_marks_and_nan_are_read(tmp_path):
    old = {"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": L1}]}]}
    for content in (
        json.dumps(old).encode(),
        b"\xef\xbb\xbf" + notebook(L1),
        notebook(L1).decode().encode("utf-16"),
        notebook(L1, metadata={"x": float("nan")}),
        notebook(L1, metadata={"x": "Å"}).replace(b"\\u00c5", b"\xff"),
    ):
        lay_out_all(tmp_path, {"anna/norms.ipynb": content})
        assert "def l1_norm" in only(tmp_path).sources["norms"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "damaged"),
        (b"[" * 100_000, "damaged"),
        (b"{}", "no cells"),
        (b'{"cells": 3}', "damaged"),
        (notebook(L1, metadata={"kernelspec": {"language": "R"}}), "notebook in R"),
        (notebook("x = 1\n" * 200_000), "512 KiB"),
        (notebook(*["1"] * 6_000), "5000 cells"),
        (notebook("x = " + "-" * 50_000 + "1"), "nested too deep"),
        (b'{"cells": [3, {"cell_type": "code", "source": {}}]}', "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_notebook_that_cannot_be_read_costs_a_sentence(tmp_path, content, sentence):
    lay_out_all(tmp_path, {"anna/norms.ipynb": content, "anna/losses.py": MSE})
    anna = only(tmp_path)
    assert anna.sources["losses"] == MSE
    assert any(sentence in note for note in anna.notes)


# Hostile archives --------------------------------------------------------------------------------


def in_a_class(tmp_path: Path, content: bytes, suffix: str = "zip") -> Submission:
    """Hand an archive in beside an honest one, which must come to no harm."""
    lay_out_all(tmp_path / "class", {"honest/norms.py": L1, f"bad.{suffix}": content})
    submissions = found(tmp_path / "class")
    assert submissions["honest"].sources == {"norms": L1} and not submissions["honest"].notes
    assert sorted(child.name for child in tmp_path.iterdir()) == ["class"]
    return submissions["bad"]


@pytest.mark.parametrize(
    "name", ["../norms.py", "/norms.py", "C:\\norms.py", "a\\..\\..\\norms.py"]
)
def test_a_path_out_of_a_zip_is_left_out(tmp_path, name):
    bad = in_a_class(tmp_path, zipped({name: "wrong", "losses.py": MSE}))
    assert bad.sources == {"losses": MSE}
    assert "left out" in bad.notes[0]


def test_a_path_out_of_a_tar_is_left_out(tmp_path):
    bad = in_a_class(tmp_path, tarred(("../../norms.py", b"wrong"), ("losses.py", b"")), "tar")
    assert list(bad.sources) == ["losses"] and "leads out" in bad.notes[0]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE]
)
def test_links_pipes_and_devices_in_a_tar_are_left_out(tmp_path, kind):
    content = tarred(("norms.py", of_kind(kind, "/etc/passwd")), ("losses.py", MSE.encode()))
    bad = in_a_class(tmp_path, content, "tar")
    assert bad.sources == {"losses": MSE} and bad.notes[0].startswith("bad.tar: norms.py is a")


def test_sparse_files_in_a_tar_are_left_out(tmp_path):
    info = tarfile.TarInfo("norms.py")
    info.pax_headers = {"GNU.sparse.map": "0,1,1000000000000,1", "GNU.sparse.size": "1000000000001"}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info)
    assert "sparse" in in_a_class(tmp_path, buffer.getvalue(), "tar").notes[0]


def test_a_symbolic_link_in_a_zip_is_left_out(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("norms.py")
        info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    bad = in_a_class(tmp_path, buffer.getvalue())
    assert not bad.sources and "symbolic link" in bad.notes[0]


def test_of_a_name_that_is_there_twice_the_last_counts_and_it_is_said(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("norms.py", "first")
            archive.writestr("norms.py", L1)
    bad = in_a_class(tmp_path, buffer.getvalue())
    assert bad.sources == {"norms": L1} and "more than once" in bad.notes[0]


def test_bombs_are_not_unpacked(tmp_path):
    zeros = bytes(64 * 2**20)
    assert "200 times" in in_a_class(tmp_path, zipped({"norms.py": zeros})).notes[0]
    bomb = tarred(("norms.py", zeros), mode="w:gz")
    assert "200 times" in in_a_class(tmp_path, bomb, "tar.gz").notes[0]


def test_what_is_declared_small_is_read_no_further(tmp_path):
    content = bytearray(zipped({"norms.py": "#" * 100_000}))
    where = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, where + 24, 10)
    bad = in_a_class(tmp_path, bytes(content))
    assert not bad.sources and "cannot be unpacked" in bad.notes[0]


def test_too_many_entries_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "ENTRY_LIMIT", 100)
    many = {f"many/{n}": "" for n in range(101)}
    assert "more than 100 files" in in_a_class(tmp_path, zipped(many)).notes[0]
    many_more = [(name, b"") for name in many]
    assert "more than 100 files" in in_a_class(tmp_path, tarred(*many_more), "tar").notes[0]


def test_files_that_lie_within_one_another_are_refused(tmp_path):
    content = bytearray(zipped({"norms.py": "a" * 100, "losses.py": "b" * 100}))
    second = content.rindex(b"PK\x01\x02")
    struct.pack_into("<I", content, second + 42, 5)
    bad = in_a_class(tmp_path, bytes(content))
    assert not bad.sources and "within one another" in bad.notes[0]


def test_encrypted_files_are_left_out_and_a_remedy_is_named(tmp_path):
    content = bytearray(zipped({"norms.py": L1}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + offset] |= 1
    bad = in_a_class(tmp_path, bytes(content))
    assert not bad.sources and "Ask for an archive without a password" in bad.notes[0]


def test_compression_whose_memory_has_no_bound_is_not_read(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("norms.py", L1)
    assert "unusual way" in in_a_class(tmp_path, buffer.getvalue()).notes[0]


def test_a_broken_archive_costs_its_own_submission_alone(tmp_path):
    for number, content in enumerate((b"", b"PK", zipped({"norms.py": L1})[:-30], b"\x1f\x8b" * 9)):
        lay_out_all(tmp_path, {f"bad{number}/work.zip": content, "anna/norms.py": L1})
    cut = tarred(("norms.py", L1.encode() * 100))[:1024]
    lay_out_all(tmp_path, {"bad4/work.tar": cut})
    submissions = found(tmp_path)
    assert submissions.pop("anna").sources == {"norms": L1}
    assert len(submissions) == 5
    assert all(not s.sources and "broken" in s.notes[0] for s in submissions.values())


def test_zip64_and_names_in_old_encodings_are_read(tmp_path):
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w") as archive,
        archive.open(zipfile.ZipInfo("é/norms.py"), "w", force_zip64=True) as opened,
    ):
        opened.write(L1.encode())
    assert in_a_class(tmp_path, buffer.getvalue()).sources == {"norms": L1}
    renamed = zipped({"XX/norms.py": L1}).replace(b"XX/", b"\x82\xff/")
    assert in_a_class(tmp_path, renamed).sources == {"norms": L1}


def test_a_nul_in_a_name_is_left_out(tmp_path):
    content = zipped({"norms.pyX.txt": "wrong"}).replace(b"norms.pyX", b"norms.py\0")
    bad = in_a_class(tmp_path, content)
    assert not bad.sources and "NUL" in bad.notes[0]


def test_archives_within_archives_are_opened_one_level_deep(tmp_path):
    inner = zipped({"norms.py": L1})
    assert in_a_class(tmp_path, zipped({"inner.zip": inner})).sources == {"norms": L1}
    bad = in_a_class(tmp_path, zipped({"b.zip": zipped({"a.zip": inner})}))
    assert not bad.sources and "within an archive" in bad.notes[0]


def test_notes_are_few_and_move_no_terminal(tmp_path):
    many = {f"../\x1b[2J\u202e{n}.py": "" for n in range(500)}
    notes = in_a_class(tmp_path, zipped(many)).notes
    assert len(notes) <= 20 and all(note.isprintable() for note in notes)


def test_a_learners_own_run_reads_modules_as_grading_does(tmp_path):
    text = f"# coding: latin-1\ngröße = 1\n{L1}"
    lay_out(tmp_path, **{"norms.py": text.encode("latin-1")})
    assert modules_in(tmp_path) == {"norms": text}
