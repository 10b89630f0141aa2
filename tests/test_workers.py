"""Whatever a submission does to its worker, grading goes on and nothing of it is left."""

import contextlib
import os
import tempfile
import time
from pathlib import Path

import pytest
import torch

from torchkata.catalog import Catalog
from torchkata.confinement.limits import Limits
from torchkata.subjects import Stopped
from torchkata.subjects.forked import Zygote
from torchkata.values import to_data
from torchkata.wire import Case, Load

L1 = "    return x.abs().sum()"

pytestmark = pytest.mark.slow


def try_it(kit: Catalog, zygote: Zygote, *body: str, limits=Limits(cpu_seconds=2, wall_seconds=60)):
    """Run l1_norm with another body on one example; return what came back, or the accident."""
    unit, exercise = kit.units["norms"], kit.find("norms.l1_norm")
    source = unit.solution.replace(L1, "\n".join(f"    {line}" for line in body), 1)
    load = Load("norms", "l1_norm", {"norms": source}, unit.stub)
    example = Case({"x": to_data(torch.tensor([3.0, -4.0]).double())}, "float64")
    with zygote.open(exercise, load, limits) as subject:
        return next(subject.observe(exercise.checks[0], [example]))


ACCIDENTS = {
    "an endless loop": ("timed out", "processor time", ["while True: pass"]),
    "an endless loop that swallows exceptions": (
        "timed out",
        "processor time",
        ["while True:", "    try:", "        while True: pass", "    except BaseException: pass"],
    ),
    "an endless loop that ignores signals": (
        "timed out",
        "processor time",
        ["import signal", "signal.signal(signal.SIGXCPU, signal.SIG_IGN)", "while True: pass"],
    ),
    "a large tensor": ("out of memory", "MiB", ["return torch.ones(10**10).sum()"]),
    "a large list": ("out of memory", "MiB", ["return [0] * 10**10"]),
    "abort": ("crashed", "SIGABRT", ["import os", "os.abort()"]),
    "a null pointer": ("crashed", "SIGSEGV", ["import ctypes", "ctypes.string_at(0)"]),
    "a kill of itself": ("crashed", "SIGKILL", ["import os", "os.kill(os.getpid(), 9)"]),
    "an exit": ("crashed", "exit code 3", ["import os", "os._exit(3)"]),
    "a closed channel": (
        "crashed",
        "closed",
        ["import os", "os.closerange(0, 99)", "while True: pass"],
    ),
    "garbage on the channel": (
        "nonsense",
        "no answer",
        ["import os", "os.write(3, b'\\x08\\0\\0\\0garbage!')", "return x.sum()"],
    ),
    "a reply of gigabytes": (
        "nonsense",
        "more than",
        ["import os", "os.write(3, b'\\xff\\xff\\xff\\x7f')", "return x.sum()"],
    ),
}


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_an_accident_has_its_own_verdict_and_a_sentence(accident, kit, zygote):
    verdict, sentence, body = ACCIDENTS[accident]
    with pytest.raises(Stopped, match=sentence) as stopped:
        try_it(kit, zygote, *body)
    assert stopped.value.accident == verdict
    assert try_it(kit, zygote, L1.strip()).value is not None


def test_waiting_for_ever_ends_at_the_wall_clock(kit, zygote):
    with pytest.raises(Stopped, match="had not answered") as stopped:
        try_it(kit, zygote, "import time", "time.sleep(10**6)", limits=Limits(wall_seconds=1.0))
    assert stopped.value.accident == "timed out"


def test_sys_exit_and_recursion_are_ordinary_exceptions(kit, zygote):
    assert try_it(kit, zygote, "raise SystemExit(0)").raised.types[0] == "SystemExit"
    assert try_it(kit, zygote, "return l1_norm(x)").raised.types[0] == "RecursionError"


def test_a_flood_of_printing_is_cut(kit, zygote):
    seen = try_it(kit, zygote, "print('x' * 10**7)", L1.strip())
    assert len(seen.printed) < 2_100 and seen.value is not None


def test_a_large_file_is_refused(kit, zygote):
    seen = try_it(kit, zygote, "open('big', 'wb').write(b'x' * 10**8)")
    assert seen.raised is None or seen.raised.types[0] == "OSError"


@pytest.mark.parametrize(
    "start",
    [
        "subprocess.Popen(['sleep', '{n}'])",
        "subprocess.Popen(['sleep', '{n}'], start_new_session=True)",
        "subprocess.Popen(['sh', '-c', 'setsid sleep {n} & exit'])",
    ],
    ids=["child", "own session", "orphan"],
)
def test_what_a_submission_started_ends_with_it(start, kit, zygote):
    marker = f"98765{os.getpid()}{len(start)}"
    try_it(
        kit,
        zygote,
        "import subprocess",
        start.format(n=marker),
        "import time; time.sleep(0.3)",
        L1.strip(),
    )
    for _ in range(100):
        if not _running(marker):
            return
        time.sleep(0.05)
    pytest.fail("A process that the submission started is still there.")


def _running(marker: str) -> list[str]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (folder / "cmdline").read_bytes().split(b"\0")
            if marker.encode() in command:
                found.append(folder.name)
    return found


def test_a_workers_folder_is_removed(kit, zygote):
    seen = try_it(kit, zygote, "import os", "open('note', 'w').write('x')", "return os.getcwd()")
    assert seen.value.startswith(tempfile.gettempdir())
    assert not Path(seen.value).exists()


def test_nothing_carries_over_from_one_worker_to_the_next(kit, zygote):
    try_it(kit, zygote, "torch.zeros = None", "import builtins; builtins.sum = None", L1.strip())
    assert try_it(kit, zygote, "return float(torch.zeros(1)) + sum([1])").value == 1.0


def test_the_judge_survives_the_death_of_the_zygote(kit):
    from torchkata.subjects.forked import ZygoteDied

    with Zygote(kit.graders, trusted=True) as zygote:
        try_it(kit, zygote, L1.strip())
        zygote._process.kill()
        zygote._process.wait()
        with pytest.raises(ZygoteDied):
            try_it(kit, zygote, L1.strip())
