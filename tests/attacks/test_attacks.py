"""Nobody's submission can hurt anyone: every attack is handed in beside honest ones, and nothing comes of it.

An attack is a module in `handed/` or `own/` whose first line says what it tries, or a whole folder that a file in
`folders/` lays out. `@MARKER@` and the like in a module become paths, ports and process ids of this run; what
an attack learns it says with the word that `LEAKED` holds. `# Must fail:` names the checks that must give nothing
where others may; `# Known:` says why one gives its points all the same, and fails once it no longer does. All are
graded in one run, by a judge in its own process.
"""

import contextlib
import csv
import io
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from rich.console import Console

from torchkata.catalog import KIT
from torchkata.report import Report, from_json
from torchkata.reports.terminal import print_exercise

HERE = Path(__file__).parent
MODULES = sorted([*(HERE / "handed").glob("*.py"), *(HERE / "own").glob("*.py")])
FOLDERS = sorted((HERE / "folders").glob("*.py"))
LEAKED = "LEAK" + "!"
HONEST = ("learner-01", "learner-03", "learner-05")
UNTOUCHED = "untouched\n"
WORKERS_USERS = range(61_000, 65_000)

pytestmark = pytest.mark.slow


@dataclass
class Hostile:
    """A graded class of attacks.

    Attributes:
        out: its reports.
        markers: a file for each attack that must stay as it is.
        secret: what no report may hold.
        heard: what arrived at the port that attacks may try.
        printed: what the judge printed.
        left: what the run left behind on the machine, as sentences.
    """

    out: Path
    markers: Path
    secret: str
    printed: str = ""
    heard: list[bytes] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def report(self, name: str) -> Report:
        return from_json((self.out / f"{name}.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine may enter and write in, as pytest's own may not."""
    folder = Path(tempfile.mkdtemp(prefix="attacked-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def hand_in_honest(submissions: Path) -> None:
    for learner in HONEST:
        shutil.copytree(KIT / "examples/submissions" / learner, submissions / f"honest-{learner}")


def grade(submissions: Path, out: Path) -> str:
    command = [sys.executable, str(HERE / "grade_class.py"), str(submissions), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1200)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def hostile(open_folder: Path) -> Hostile:
    """Hand in all attacks and the honest submissions, and grade them."""
    submissions, markers = open_folder / "submissions", open_folder / "markers"
    secret = secrets.token_hex(16)
    secret_file = open_folder / "secret"
    secret_file.write_text(secret, "ascii")
    secret_file.chmod(0o644)
    for folder in (submissions, markers):
        folder.mkdir()
    markers.chmod(0o777)
    hand_in_honest(submissions)
    run = Hostile(open_folder / "out", markers, secret)
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(type=socket.SOCK_DGRAM) as udp,
    ):
        port = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", port))
        threading.Thread(target=listen, args=(tcp, udp, run.heard), daemon=True).start()
        for attack in MODULES:
            marker = make_marker(run, attack)
            places = {
                "MARKER": str(marker),
                "SECRET": str(secret_file),
                "NEIGHBOUR": str(submissions / f"honest-{HONEST[0]}"),
                "OUT": str(run.out),
                "PORT": str(port),
            }
            text = attack.read_bytes()
            for name, value in places.items():
                text = text.replace(f"@{name}@".encode(), value.encode())
            folder = submissions / attack.stem
            folder.mkdir()
            (folder / f"{unit_of(attack)}.py").write_bytes(text)
        for attack in FOLDERS:
            (submissions / attack.stem).mkdir()
            load(attack).build(submissions / attack.stem, make_marker(run, attack))
        before = traces()
        run.printed = grade(submissions, run.out)
        run.left = what_stays(traces() - before)
    return run


def make_marker(run: Hostile, attack: Path) -> Path:
    marker = run.markers / attack.stem
    marker.write_text(UNTOUCHED, "ascii")
    marker.chmod(0o666)
    return marker


def listen(tcp: socket.socket, udp: socket.socket, heard: list[bytes]) -> None:
    import select

    while True:
        try:
            for ready in select.select([tcp, udp], [], [])[0]:
                heard.append(b"tcp" if ready is tcp and tcp.accept() else udp.recv(64))
        except (OSError, ValueError):
            return


def unit_of(attack: Path) -> str:
    found = re.search(r"^# Unit: (\w+)$", attack.read_text("utf-8", "replace"), re.MULTILINE)
    assert found is not None, f"{attack.name} does not say its unit"
    return found[1]


def load(file: Path):
    spec = spec_from_file_location(f"attack_{file.stem}", file)
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def traces() -> set[str]:
    """Return what may lie about on the machine after workers: orphans, their users' files, shared memory.

    Other tests may run beside this one; their workers have a parent, and their files go away.
    """
    users = WORKERS_USERS if os.getuid() == 0 else (os.getuid(),)
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            uid, command = process.stat().st_uid, (process / "cmdline").read_bytes()
            orphan = "\nPPid:\t1\n" in (process / "status").read_text("utf-8", "replace")
        except OSError:
            continue
        if orphan and uid in users and b"torchkata" in command:
            found.add(f"process {process.name}: {command[:60]!r}")
    for folder in ("/tmp", "/dev/shm", "/dev/mqueue"):
        for path in Path(folder).glob("*"):
            with contextlib.suppress(OSError):
                if path.lstat().st_uid in users:
                    found.add(f"file {path}")
    for kind in ("shm", "sem", "msg"):
        table = Path("/proc/sysvipc", kind)
        if table.exists():
            found |= {f"{kind} {line}" for line in table.read_text("ascii").splitlines()[1:]}
    return found


def what_stays(found: set[str], seconds: float = 20.0) -> list[str]:
    """Return those of `found` that are still there after a while."""
    until = time.monotonic() + seconds
    while found and time.monotonic() < until:
        time.sleep(0.5)
        found &= traces()
    return sorted(found)


# Laws --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attack", MODULES, ids=lambda path: path.stem)
def test_an_attack_earns_nothing_and_reaches_nothing(attack: Path, hostile: Hostile) -> None:
    text = attack.read_text("utf-8", "replace")
    report, written = hostile.report(attack.stem), hostile.out / f"{attack.stem}.json"
    checks = [check for e in report.exercises for check in e.checks]
    assert not any(exercise.status == "not graded" for exercise in report.exercises)
    known = "\n# Known: " in text
    wanted = re.findall(r"^# Must fail: (.+)$", text, re.MULTILINE)
    if wanted:
        for name in (name.strip() for line in wanted for name in line.split(",")):
            passed = any(check.earned for check in checks if check.name == name)
            assert passed == known, f"{name} {'passed' if passed else 'is held by now'}"
    elif "# Points: any" not in text:
        earned = [
            f"{e.id} {check.name}" for e in report.exercises for check in e.checks if check.earned
        ]
        assert earned == []
    marker = hostile.markers / attack.stem
    assert marker.exists() and marker.read_text("utf-8") == UNTOUCHED
    assert LEAKED not in written.read_text("utf-8")
    assert hostile.secret not in written.read_text("utf-8")


@pytest.mark.parametrize("attack", FOLDERS, ids=lambda path: path.stem)
def test_a_hostile_folder_earns_nothing_and_reaches_nothing(attack: Path, hostile: Hostile) -> None:
    assert hostile.report(attack.stem).earned == 0
    assert (hostile.markers / attack.stem).read_text("utf-8") == UNTOUCHED
    assert hostile.secret not in (hostile.out / f"{attack.stem}.json").read_text("utf-8")


def test_honest_submissions_get_the_same_report_as_alone(hostile: Hostile, tmp_path: Path) -> None:
    hand_in_honest(tmp_path / "submissions")
    grade(tmp_path / "submissions", tmp_path / "out")
    for learner in HONEST:
        name = f"honest-{learner}.json"
        assert (hostile.out / name).read_bytes() == (tmp_path / "out" / name).read_bytes()


def test_no_sentence_of_a_submission_is_more_than_one_line(hostile: Hostile) -> None:
    for attack in MODULES:
        assert not any("\n" in e.sentence for e in hostile.report(attack.stem).exercises)


def test_nothing_arrives_on_the_network(hostile: Hostile) -> None:
    assert hostile.heard == []


def test_nothing_is_left_on_the_machine(hostile: Hostile) -> None:
    assert hostile.left == []


def test_every_submission_has_its_own_row_and_its_own_points(hostile: Hostile) -> None:
    with (hostile.out / "summary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [attack.stem for attack in (*MODULES, *FOLDERS)] + [f"honest-{h}" for h in HONEST]
    assert sorted(row["submission"] for row in rows) == sorted(names)
    for row in rows:
        assert int(row["earned"]) == hostile.report(row["submission"]).earned
        assert not any(str(cell).startswith(tuple("=+-@\t\r")) for cell in row.values())


def test_nothing_that_a_submission_says_moves_the_terminal(hostile: Hostile) -> None:
    told = Console(file=io.StringIO(), width=100)
    for attack in MODULES:
        for verdict in hostile.report(attack.stem).exercises:
            if verdict.status != "missing":
                print_exercise(told, verdict)
    assert isinstance(told.file, io.StringIO)
    texts = [hostile.printed, told.file.getvalue()]
    for text in texts:
        assert re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text) == []
