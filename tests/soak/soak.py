"""A long run with many attacks in it changes no honest report and leaves nothing behind.

A third of the submissions are attacks from `tests/attacks`, the others are sample learners and
right solutions in other styles. One judge grades them all with one zygote, as `torchkata grade`
does, at full confinement. Before that, each distinct honest submission is graded in a class of its
own; in the long run it must get the same report. What this process, the judge, and the zygote hold
is looked at all along. Run by `make soak`.

Only attacks on the units that are graded here are drawn, and few of those that end by a time limit.
Nothing else should write into /tmp as the same user meanwhile: what appears there counts as left
behind. (Root's own files do not, as workers have another user then.)
"""

import argparse
import contextlib
import os
import random
import re
import secrets
import select
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import torch
from rich.console import Console
from rich.table import Table

from torchkata import batch
from torchkata.catalog import KIT, Catalog, catalog
from torchkata.confinement import kernel
from torchkata.confinement.limits import Limits
from torchkata.exercise import Exercise
from torchkata.key import Key, keys_for
from torchkata.report import Report, from_json, to_json
from torchkata.submissions import Submission, find_submissions

TESTS = Path(__file__).resolve().parents[1]
EXERCISES = ["norms.l1_norm", "norms.l2_norm", "norms.cosine_similarity", "models.MyLinear"]
LIMITS = Limits(cpu_seconds=2, wall_seconds=5.0)
JOBS = 2

HOSTILE_SHARE = 1 / 3
WAITING_SHARE = 0.04
"""How many of the attacks are of those that wait: each costs two time limits or more."""

WAITING = frozenset(
    {
        "060_infinite_loop_call",
        "061_infinite_loop_import",
        "063_sleep_forever",
        "075_deep_recursion_segv",
        "076_regex_catastrophe",
        "078_oversubscribe_threads",
        "081_ignore_sigxcpu",
        "118_protocol_slow_loris",
        "142_cyclic_list",
        "answers_every_case_itself",
        "burns_in_many_threads",
        "deletion_that_hangs",
        "half_a_frame",
        "hangs_while_imported",
        "hides_behind_a_debugger",
        "ignores_interrupts",
        "message_that_hangs",
        "one_byte_at_a_time",
        "sleeps_under_the_limit",
        "steals_the_requests",
        "stops_itself",
    }
)
"""Attacks that end by a time limit."""

GROWTH_LIMIT_MIB = 20.0
"""How much judge and zygote may grow from a fifth of the run to its end, beside what is kept."""

UNTOUCHED = "untouched\n"
LEAKED = "LEAK" + "!"
WORKERS_USERS = (*range(61_000, 65_000), 65_533)
MIB = 2**20


# What is handed in --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """A distinct submission.

    Attributes:
        name: what its copies are called after.
        modules: the text of its modules by file name.
        hostile: whether it is an attack.
    """

    name: str
    modules: dict[str, bytes]
    hostile: bool

    def hand_in(self, folder: Path, places: dict[str, str]) -> None:
        """Write the modules into a new folder, with the names of places filled in."""
        folder.mkdir(parents=True)
        for name, text in self.modules.items():
            for place, value in places.items() if self.hostile else ():
                text = text.replace(f"@{place}@".encode(), value.encode())
            (folder / name).write_bytes(text)


def honest_kinds() -> list[Kind]:
    """Return the sample learners, and right solutions in other styles, a module of each unit."""
    learners = sorted((KIT / "examples" / "submissions").glob("learner-*"))
    kinds = [
        Kind(folder.name, {f.name: f.read_bytes() for f in sorted(folder.glob("*.py"))}, False)
        for folder in learners
    ]
    norms, models = (
        sorted((TESTS / "variants" / unit).glob("*.py")) for unit in ("norms", "models")
    )
    for number in range(max(len(norms), len(models))):
        norm, model = norms[number % len(norms)], models[number % len(models)]
        modules = {"norms.py": norm.read_bytes(), "models.py": model.read_bytes()}
        kinds.append(Kind(f"variant-{norm.stem}-{model.stem}", modules, False))
    return kinds


def hostile_kinds() -> list[Kind]:
    """Return the attacks on a unit that is graded."""
    units = {exercise.partition(".")[0] for exercise in EXERCISES}
    kinds = []
    for folder in ("handed", "own"):
        for file in sorted((TESTS / "attacks" / folder).glob("*.py")):
            text = file.read_bytes()
            unit = re.search(rb"^# Unit: (\w+)$", text, re.MULTILINE)
            if unit is not None and unit[1].decode() in units:
                kinds.append(Kind(file.stem, {f"{unit[1].decode()}.py": text}, True))
    return kinds


def draw(kinds: Sequence[Kind], count: int, source: random.Random) -> Iterator[Kind]:
    """Yield so many kinds; none comes again before all others have come."""
    rest: list[Kind] = []
    for _ in range(count):
        rest = rest or source.sample(kinds, len(kinds))
        yield rest.pop()


def drawn_class(count: int, seed: int) -> list[Kind]:
    """Return what is handed in, in the order in which it is graded."""
    source = random.Random(seed)
    attacks = hostile_kinds()
    hostile = round(HOSTILE_SHARE * count)
    waiting = round(WAITING_SHARE * hostile)
    kinds = [
        *draw([k for k in attacks if k.name not in WAITING], hostile - waiting, source),
        *draw([k for k in attacks if k.name in WAITING], waiting, source),
        *draw(honest_kinds(), count - hostile, source),
    ]
    source.shuffle(kinds)
    return kinds


# What processes hold and leave --------------------------------------------------------------------


def parents() -> dict[int, int]:
    """Return the parent of every process."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            stat = (process / "stat").read_text("utf-8", "replace")
            found[int(process.name)] = int(stat.rpartition(")")[2].split()[1])
    return found


def descendants(pid: int) -> set[int]:
    """Return all processes below one."""
    parent_of, found, added = parents(), {pid}, True
    while added:
        below = {child for child, parent in parent_of.items() if parent in found} - found
        found |= below
        added = bool(below)
    return found - {pid}


def command_of(pid: int) -> str:
    """Return the command line of a process, empty if it has ended."""
    try:
        return (
            Path(f"/proc/{pid}/cmdline")
            .read_bytes()
            .replace(b"\0", b" ")
            .decode("utf-8", "replace")
        )
    except OSError:
        return ""


def zygotes() -> set[int]:
    """Return the children of this judge that workers are forked from."""
    judge, parent_of = os.getpid(), parents()
    children = (pid for pid, parent in parent_of.items() if parent == judge)
    return {pid for pid in children if "torchkata.subjects.zygote" in command_of(pid)}


def the_zygote() -> int:
    """Return the process that workers are forked from just now; end if there is none."""
    found = zygotes()
    if not found:
        sys.exit("The zygote has ended in the middle of the run.")
    return max(found)


def memory_mib(pid: int) -> float:
    """Return the resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB


def descriptors(pid: int) -> int:
    """Return how many files a process has open."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def mounts(pid: int) -> int:
    """Return how many mounts a process sees."""
    return Path(f"/proc/{pid}/mountinfo").read_bytes().count(b"\n")


def processes_left() -> set[str]:
    """Return the processes below this one. It adopts what the zygote leaves (see `main`)."""
    return {f"process {pid}: {command_of(pid)[:80]}" for pid in descendants(os.getpid())}


def files_left(work: Path) -> set[str]:
    """Return what this judge or its workers may have put into folders that all share."""
    owners = set(WORKERS_USERS) if os.getuid() == 0 else {os.getuid()}
    found = {f"file {path}" for path in (work / "tmp").iterdir()}
    for folder in ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue"):
        for path in Path(folder).glob("*"):
            with contextlib.suppress(OSError):
                if path != work and path.lstat().st_uid in owners:
                    found.add(f"file {path}")
    for kind in ("shm", "sem", "msg"):
        table = Path("/proc/sysvipc", kind)
        if table.exists():
            rows = (line.split()[:2] for line in table.read_text("ascii").splitlines()[1:])
            found |= {f"{kind} with key and id {' '.join(row)}" for row in rows}
    return found


class Footprint(msgspec.Struct, frozen=True):
    """What judge and zygote hold at one moment.

    Attributes:
        judge_mib: resident memory of the judge.
        zygote_mib: resident memory of the zygote.
        judge_fds: open files of the judge.
        zygote_fds: open files of the zygote.
        zygote_mounts: mounts in the zygote's namespace.
        workers: processes below the zygote.
    """

    judge_mib: float
    zygote_mib: float
    judge_fds: int
    zygote_fds: int
    zygote_mounts: int
    workers: int


def footprint(zygote: int) -> Footprint:
    """Return what judge and zygote hold now."""
    judge = os.getpid()
    return Footprint(
        memory_mib(judge),
        memory_mib(zygote),
        descriptors(judge),
        descriptors(zygote),
        mounts(zygote),
        len(descendants(zygote)),
    )


def lowest(footprints: Sequence[Footprint]) -> Footprint:
    """Return the least of each, without what workers and large replies add for a moment."""
    return Footprint(*map(min, zip(*map(msgspec.structs.astuple, footprints), strict=True)))


def deep_size(value: object, shared: frozenset[int]) -> int:
    """Return the bytes of a report, or of other plain data, without the objects in `shared`."""
    total, waiting, seen = 0, [value], set(shared)
    while waiting:
        item = waiting.pop()
        if id(item) in seen:
            continue
        seen.add(id(item))
        total += sys.getsizeof(item)
        if isinstance(item, msgspec.Struct):
            waiting += msgspec.structs.astuple(item)
        elif isinstance(item, tuple):
            waiting += item
        elif isinstance(item, dict):
            waiting += [*item, *item.values()]
    return total


# Grading ------------------------------------------------------------------------------------------


@dataclass
class Watch:
    """Called for each graded submission; looks at the judge and the zygote now and then.

    Attributes:
        total: how many submissions there are.
        shared: ids of texts that reports have in common.
        done: how many are graded.
        kept: bytes of the reports that the judge holds until its end, as it should.
        samples: how many were graded, `kept` in MiB, and a footprint.
        zygotes: all that were seen.
        idle: the footprint after the last submission, when nothing is in flight.
        not_graded: exercises on which the grader itself failed.
        timed_out: names of submissions in which a time limit was met.
    """

    total: int
    shared: frozenset[int]
    done: int = 0
    kept: int = 0
    samples: list[tuple[int, float, Footprint]] = field(default_factory=list)
    zygotes: set[int] = field(default_factory=set)
    idle: Footprint | None = None
    not_graded: list[str] = field(default_factory=list)
    timed_out: list[str] = field(default_factory=list)

    def __call__(self, submission: Submission, report: Report) -> None:
        """Note a report."""
        self.done += 1
        self.kept += deep_size(report.exercises, self.shared)
        statuses = {e.status for e in report.exercises}
        if "not graded" in statuses:
            sentences = {e.sentence for e in report.exercises if e.status == "not graded"}
            self.not_graded.append(f"{submission.name}: {' '.join(sorted(sentences))}")
        if "timed out" in statuses:
            self.timed_out.append(submission.name)
        if self.done == self.total:
            self.idle = self._at_rest()
        if self.done % max(1, min(25, self.total // 20)) == 0 or self.done == self.total:
            self._sample()

    def _sample(self) -> None:
        zygote = the_zygote()
        self.zygotes.add(zygote)
        self.samples.append((self.done, self.kept / MIB, footprint(zygote)))

    def _at_rest(self) -> Footprint:
        """Look several times: the zygote closes a pipe a moment after the judge has read it."""
        looks = []
        for _ in range(5):
            time.sleep(0.2)
            looks.append(footprint(the_zygote()))
        return lowest(looks)

    def at(self, share: float) -> tuple[float, Footprint]:
        """Return what was kept, and the lowest of three footprints, from this share of the run."""
        later = [s for s in self.samples if s[0] >= share * self.total]
        three = later[:3] if share < 1 else self.samples[-3:]
        return three[0][1], lowest([sample for _, _, sample in three])


@dataclass(frozen=True)
class Bench:
    """What all gradings here have in common."""

    kit: Catalog
    exercises: list[Exercise]
    keys: dict[str, Key]

    def shared(self) -> frozenset[int]:
        """Return the ids of the texts that reports share with exercises and keys."""
        texts: list[object] = []
        for exercise in self.exercises:
            texts.append(exercise.id)
            for check in exercise.checks:
                texts += (check.name, check.law, check.evidence)
            for public in self.keys[exercise.id].mistakes.values():
                texts += public
        return frozenset(map(id, texts))

    def grade(self, submissions: Path, out: Path, jobs: int) -> Watch:
        """Grade a folder of submissions as `torchkata grade` does."""
        found = find_submissions(submissions)
        watch = Watch(len(found), self.shared())
        work = batch.Batch(found, self.exercises, self.keys, self.kit, out, 0, "full", LIMITS)
        batch.run(work, jobs=jobs, on_done=watch)
        return watch


@dataclass
class Soak:
    """One run and what came of it.

    Attributes:
        work: a folder that every user may enter, as attacks need some of what lies in it.
        kinds: what is handed in, in order.
        names: the folder's name of each.
        places: what attacks get for their placeholders, but for their markers.
        alone: the report of each honest kind that was graded alone.
        lone: what judge and zygote held at rest after the first of them.
        heard: what arrived on the port.
    """

    work: Path
    kinds: list[Kind]
    names: list[str]
    places: dict[str, str]
    heard: list[bytes]
    alone: dict[str, str] = field(default_factory=dict)
    lone: Footprint | None = None

    def honest(self) -> dict[str, Kind]:
        """Return the distinct honest kinds by name."""
        return {kind.name: kind for kind in self.kinds if not kind.hostile}

    def hostile_names(self) -> list[str]:
        """Return the names of the attacks that were handed in."""
        return [name for name, kind in zip(self.names, self.kinds, strict=True) if kind.hostile]

    def grade_alone(self, bench: Bench) -> None:
        """Grade each distinct honest submission in a class of its own."""
        for name, kind in sorted(self.honest().items()):
            folder = self.work / "alone" / name
            kind.hand_in(folder / "submissions" / name, {})
            watch = bench.grade(folder / "submissions", folder / "out", 1)
            self.lone = self.lone or watch.idle
            self.alone[name] = (folder / "out" / f"{name}.json").read_text("utf-8")

    def hand_in(self) -> None:
        """Lay out the whole class. Copies of an attack share its marker and may meet there."""
        markers = self.work / "markers"
        markers.mkdir()
        markers.chmod(0o777)
        for name, kind in zip(self.names, self.kinds, strict=True):
            marker = markers / kind.name
            if kind.hostile and not marker.exists():
                marker.write_text(UNTOUCHED, "ascii")
                marker.chmod(0o666)
            kind.hand_in(self.work / "submissions" / name, {**self.places, "MARKER": str(marker)})

    def report(self, name: str) -> str:
        """Return the text of a report, empty if there is none."""
        file = self.work / "out" / f"{name}.json"
        return file.read_text("utf-8") if file.exists() else ""

    def differing(self) -> list[str]:
        """Return the honest submissions whose report is not the one that they got alone."""
        return [
            name
            for name, kind in zip(self.names, self.kinds, strict=True)
            if not kind.hostile and renamed(self.report(name), kind.name) != self.alone[kind.name]
        ]

    def touched_markers(self) -> list[str]:
        """Return the attacks whose marker has changed, and what came beside the markers."""
        markers = self.work / "markers"
        expected = {kind.name for kind in self.kinds if kind.hostile}
        there = {file.name for file in markers.iterdir()}
        changed = {n for n in expected & there if (markers / n).read_bytes() != UNTOUCHED.encode()}
        return sorted(changed | (expected ^ there))

    def telling_reports(self) -> list[str]:
        """Return the attacks whose report says that they got through, or what was secret."""
        secret = Path(self.places["SECRET"]).read_text("ascii")
        texts = {name: self.report(name) for name in self.hostile_names()}
        return [
            name for name, text in texts.items() if LEAKED in text or secret in text or not text
        ]


def renamed(text: str, name: str) -> str:
    """Return a report as it were if its submission had another name."""
    return to_json(msgspec.structs.replace(from_json(text), submission=name)) if text else ""


@contextlib.contextmanager
def listening(heard: list[bytes]) -> Iterator[int]:
    """Yield a port of this machine; note in `heard` whatever arrives there."""
    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(type=socket.SOCK_DGRAM) as udp,
    ):
        port = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", port))
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                for ready in select.select([tcp, udp], [], [], 0.2)[0]:
                    with contextlib.suppress(OSError):
                        heard.append(b"tcp" if ready is tcp and tcp.accept() else udp.recv(64))

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield port
        finally:
            stop.set()
            thread.join()


@contextlib.contextmanager
def laid_out(count: int, seed: int) -> Iterator[Soak]:
    """Yield a run whose folders, secret and port are there; take them away afterwards."""
    work = Path(tempfile.mkdtemp(prefix="soak-"))
    heard: list[bytes] = []
    try:
        work.chmod(0o777)
        (work / "tmp").mkdir()
        (work / "tmp").chmod(0o777)
        tempfile.tempdir = str(work / "tmp")  # what the judge leaves there is known to be its own
        secret = work / "secret"
        secret.write_text(secrets.token_hex(16), "ascii")
        secret.chmod(0o644)
        kinds = drawn_class(count, seed)
        names = [f"{number:05}-{kind.name}" for number, kind in enumerate(kinds)]
        neighbour = next(n for n, k in zip(names, kinds, strict=True) if not k.hostile)
        with listening(heard) as port:
            places = {
                "JUDGE": str(os.getpid()),
                "NEIGHBOUR": str(work / "submissions" / neighbour),
                "OUT": str(work / "out"),
                "PORT": str(port),
                "SECRET": str(secret),
            }
            yield Soak(work, kinds, names, places, heard)
    finally:
        tempfile.tempdir = None
        shutil.rmtree(work, ignore_errors=True)


# What is asked of it ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What the table shows and the laws are about."""

    soak: Soak
    watch: Watch
    lone_minutes: float
    minutes: float
    processes: set[str]
    files: set[str]

    def growth(self) -> tuple[float, float]:
        """Return by how many MiB judge and zygote grew from a fifth of the run on."""
        (kept_before, before), (kept_after, after) = self.watch.at(0.2), self.watch.at(1)
        kept = kept_after - kept_before
        return after.judge_mib - before.judge_mib - kept, after.zygote_mib - before.zygote_mib

    def broken_laws(self) -> list[str]:
        """Return what should not have happened, as sentences."""
        broken = [f"Left behind: {what}." for what in sorted(self.processes | self.files)]
        broken += [f"Another report than alone: {name}." for name in self.soak.differing()]
        broken += [f"The marker of {name} was touched." for name in self.soak.touched_markers()]
        broken += [f"The report of {n} is missing or leaks." for n in self.soak.telling_reports()]
        broken += [f"The grader itself failed: {what}" for what in self.watch.not_graded]
        if self.soak.heard:
            broken.append(f"{len(self.soak.heard)} messages arrived on the port.")
        if len(self.watch.zygotes) != 1:
            broken.append(f"There were {len(self.watch.zygotes)} zygotes, not one.")
        broken += self._grown_at_rest()
        for name, growth in zip(("judge", "zygote"), self.growth(), strict=True):
            if growth > GROWTH_LIMIT_MIB:
                broken.append(f"The memory of the {name} grew by {growth:.1f} MiB.")
        return broken

    def _grown_at_rest(self) -> list[str]:
        lone, idle = self.soak.lone, self.watch.idle
        assert lone is not None and idle is not None
        return [
            f"At rest there were {after} {what}, and {before} after one submission alone."
            for what, before, after in (
                ("descriptors of the judge", lone.judge_fds, idle.judge_fds),
                ("descriptors of the zygote", lone.zygote_fds, idle.zygote_fds),
                ("mounts of the zygote", lone.zygote_mounts, idle.zygote_mounts),
                ("processes below the zygote", 0, idle.workers),
            )
            if after > before
        ]

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield what the table shows."""
        soak, watch, idle = self.soak, self.watch, self.watch.idle
        assert soak.lone is not None and idle is not None
        (kept_before, before), (kept_after, after) = watch.at(0.2), watch.at(1)
        early, hostile = watch.at(0.1)[1], len(soak.hostile_names())
        judge, zygote = self.growth()
        waits = {name.partition("-")[2] for name in watch.timed_out}
        yield "submissions", f"{watch.done}"
        yield "honest", f"{len(soak.kinds) - hostile} ({len(soak.alone)} distinct)"
        yield "hostile", f"{hostile} ({len({k.name for k in soak.kinds if k.hostile})} distinct)"
        yield "minutes", f"{self.minutes:.1f}, and {self.lone_minutes:.1f} for those alone"
        yield "submissions that timed out", f"{len(watch.timed_out)}"
        yield "of these not known to wait", ", ".join(sorted(waits - WAITING)) or "none"
        yield "processes left", f"{len(self.processes)}"
        yield "files and IPC objects left", f"{len(self.files)}"
        for name, attribute in (("judge", "judge_fds"), ("zygote", "zygote_fds")):
            running = (getattr(f, attribute) for f in (early, before, after))
            yield f"descriptors of the {name}: 10 %, 20 %, end", ", ".join(map(str, running))
            resting = f"{getattr(soak.lone, attribute)}, {getattr(idle, attribute)}"
            yield "  with no worker: after one submission, end", resting
        yield (
            "mounts of the zygote: after one submission, end",
            f"{soak.lone.zygote_mounts}, {idle.zygote_mounts}",
        )
        yield "kept by the judge: 20 %, end", f"{kept_before:.1f}, {kept_after:.1f} MiB"
        told = f"{before.judge_mib:.1f}, {after.judge_mib:.1f} MiB"
        yield "memory of the judge: 20 %, end", f"{told} ({judge:+.1f} beside what is kept)"
        told = f"{before.zygote_mib:.1f}, {after.zygote_mib:.1f} MiB"
        yield "memory of the zygote: 20 %, end", f"{told} ({zygote:+.1f})"
        yield "allowed growth of each", f"{GROWTH_LIMIT_MIB:.0f} MiB"
        yield "markers touched", f"{len(soak.touched_markers())}"
        yield "arrived on the port", f"{len(soak.heard)}"
        yield "differing honest reports", f"{len(soak.differing())}"


def left_after_a_while(work: Path, before: set[str]) -> tuple[set[str], set[str]]:
    """Return the processes and files that are new and stay for ten seconds."""
    for _ in range(20):
        processes, files = processes_left() - before, files_left(work) - before
        if not processes and not files:
            break
        time.sleep(0.5)
    return processes, files


def run(soak: Soak, bench: Bench) -> Outcome:
    """Grade those alone, then all, and look at what is left."""
    before = processes_left() | files_left(soak.work)
    start = time.monotonic()
    soak.grade_alone(bench)
    middle = time.monotonic()
    soak.hand_in()
    watch = bench.grade(soak.work / "submissions", soak.work / "out", JOBS)
    end = time.monotonic()
    left = left_after_a_while(soak.work, before)
    return Outcome(soak, watch, (middle - start) / 60, (end - middle) / 60, *left)


def show(outcome: Outcome, console: Console) -> int:
    """Print the table and the laws that are broken; return the exit status."""
    table = Table("what", "found", show_header=False)
    for row in outcome.rows():
        table.add_row(*row)
    console.print(table)
    broken = outcome.broken_laws()
    for sentence in broken:
        console.print(sentence, markup=False, highlight=False, soft_wrap=True)
    return 1 if broken else 0


def main() -> int:
    """Run, and say what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--submissions", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.submissions < 10:
        parser.error("fewer than 10 submissions show nothing")
    torch.set_num_threads(1)
    # What outlives the zygote becomes a child of this process, and is found.
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    kit = catalog()
    exercises = kit.select(EXERCISES)
    bench = Bench(kit, exercises, keys_for(exercises, kit, 0, jobs=JOBS))
    with laid_out(options.submissions, options.seed) as soak:
        return show(run(soak, bench), Console(width=110))


if __name__ == "__main__":
    sys.exit(main())
