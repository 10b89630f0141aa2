"""What the walls around a worker keep off and what they let through; what is said without them.

Small pieces of code are run in a worker, as the body of a submission's `l1_norm`, and what they
return or raise is looked at. Each rule of `confinement.syscalls` has a row in a table here.
"""

import errno
import importlib.util
import itertools
import json
import os
import platform
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest
import torch
from conftest import a_class, plain_environment

from torchkata import batch, canaries
from torchkata.canaries import CANARIES, breaches, must_hold
from torchkata.catalog import KIT, Catalog
from torchkata.confinement import LOST, ConfinementFailed, Level, walls
from torchkata.confinement.limits import DEFAULT_LIMITS, Limits
from torchkata.confinement.visible import PACKAGES, visible_paths
from torchkata.exercise import Exercise
from torchkata.key import cache_folder, file_of, keys_for
from torchkata.observation import Observation
from torchkata.subjects import Stopped
from torchkata.subjects.forked import ForkedSubject, Zygote
from torchkata.values import to_data, to_object
from torchkata.wire import Case, Load

pytestmark = pytest.mark.slow

WALLED: tuple[Level, ...] = ("full", "reduced")
ROOMY = Limits(cpu_seconds=60, wall_seconds=120, memory_bytes=4 * 2**30)
SECRET_OF_THE_JUDGE = f"of-the-judge-{os.getpid()}"

PRELUDE = """
import ctypes, errno, os, resource, signal, socket, sys, threading, time
from pathlib import Path

libc = ctypes.CDLL(None, use_errno=True)

def call(number, *arguments):
    padded = [*arguments, *[0] * (6 - len(arguments))]
    words = [a if isinstance(a, bytes) else ctypes.c_long(a) for a in (number, *padded)]
    result = libc.syscall(*words)
    return ctypes.get_errno() if result == -1 else 0

def number_of(action):
    try:
        action()
    except OSError as error:
        return error.errno
    return 0
"""


class Workers:
    """Workers at every level, forked from one zygote each, started when it is first needed."""

    def __init__(self, kit: Catalog, stack: ExitStack) -> None:
        self._kit = kit
        self._exercise: Exercise = kit.find("norms.l1_norm")
        self._stack = stack
        self._zygotes: dict[Level, Zygote] = {}

    def zygote(self, level: Level) -> Zygote:
        if level not in self._zygotes:
            self._zygotes[level] = self._stack.enter_context(Zygote(self._kit.graders, level))
        return self._zygotes[level]

    def load(self, code: str) -> Load:
        body = textwrap.indent(textwrap.dedent(code).strip(), "    ")
        source = f"{PRELUDE}\ndef l1_norm(x):\n{body}\n"
        return Load("norms", "l1_norm", {"norms": source}, "")

    def ask(self, subject: ForkedSubject) -> Observation:
        assert subject.loaded.problem is None, subject.loaded.problem
        example = Case({"x": to_data(torch.tensor([3.0, -4.0]).double())}, "float64")
        return next(subject.observe(self._exercise.checks[0], [example]))

    def see(self, level: Level, code: str, limits: Limits = DEFAULT_LIMITS) -> Observation:
        """Run `code` in a new worker."""
        with self.zygote(level).open(self._exercise, self.load(code), limits) as subject:
            return self.ask(subject)

    def give(self, level: Level, code: str, limits: Limits = DEFAULT_LIMITS) -> object:
        """Run `code` in a new worker and return what it returned; it must not raise."""
        return plain(self.see(level, code, limits))

    def give_at_once(self, level: Level, *codes: str) -> list[object]:
        """Run each of `codes` in a worker of its own, all of them alive together."""
        with ExitStack() as stack:
            opened = [self.zygote(level).open(self._exercise, self.load(code)) for code in codes]
            subjects = [stack.enter_context(one) for one in opened]
            return [plain(self.ask(subject)) for subject in subjects]


def plain(seen: Observation) -> object:
    assert seen.raised is None, (
        f"{seen.raised.types[0]}: {seen.raised.message} {seen.raised.frames}"
    )
    return to_object(seen.value)


@pytest.fixture(scope="module")
def workers(kit: Catalog) -> Iterator[Workers]:
    """Workers at every level. The judge's environment holds a secret when their zygotes start."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        for name in ("TORCHKATA_SECRET", "GITHUB_TOKEN"):
            patch.setenv(name, SECRET_OF_THE_JUDGE)
        yield Workers(kit, stack)


walled = pytest.mark.parametrize("level", WALLED)


# System calls that are refused -------------------------------------------------------------------

THREAD, NEW_USER = 0x00010000, 0x10000000
HIGH = 1 << 32

REFUSED: dict[str, tuple[int | bytes, ...]] = {
    # Processes, and namespaces through them.
    "fork": (57,),
    "vfork": (58,),
    "clone of a process": (56, 17),
    "clone into all namespaces": (56, 0x7E020000 | 17),
    "clone of a thread in a user namespace": (56, THREAD | NEW_USER),
    "clone of a thread in a time namespace": (56, THREAD | 0x80),
    "execve": (59, b"/bin/true"),
    "execveat": (322, 0, b"/bin/true"),
    "unshare": (272, NEW_USER),
    "setns": (308, 3),
    "setsid": (112,),
    "setpgid": (109,),
    # The network, and sockets that others could be reached through.
    "socket(AF_INET)": (41, 2, 1),
    "socket(AF_INET6)": (41, 10, 1),
    "socket(AF_UNIX)": (41, 1, 1),
    "socket(AF_NETLINK)": (41, 16, 3),
    "socket(AF_PACKET)": (41, 17, 3),
    "socket(AF_ALG)": (41, 38, 5),
    "socket(AF_VSOCK)": (41, 40, 1),
    "socketpair(AF_INET)": (53, 2, 1),
    "connect": (42, 3),
    "bind": (49, 3),
    "listen": (50, 3),
    "accept": (43, 3),
    "accept4": (288, 3),
    # Other processes: looking into them, signalling them, changing what they may use.
    "ptrace": (101,),
    "process_vm_readv": (310,),
    "process_vm_writev": (311,),
    "process_madvise": (440, -1),
    "kcmp": (312,),
    "pidfd_open": (434, 1),
    "pidfd_getfd": (438, -1),
    "pidfd_send_signal": (424, -1),
    "kill": (62,),
    "tkill": (200,),
    "tgkill of another": (234, 2, 2),
    "rt_sigqueueinfo": (129,),
    "prlimit64 of another": (302, 2, 7),
    "prlimit64 of oneself behind a high half": (302, HIGH, 7),
    "sched_setaffinity of another": (203, 2),
    "sched_getaffinity of another": (204, 2),
    "sched_getscheduler of another": (145, 2),
    "sched_setscheduler": (144,),
    "sched_setparam": (142,),
    "sched_setattr": (314,),
    "setpriority": (141,),
    "ioprio_set": (251, 1),
    # Memory that no limit counts, or that outlives the worker.
    "memfd_create": (319, b"x"),
    "memfd_secret": (447,),
    "shmget": (29, 0, 4096),
    "shmat": (30,),
    "msgget": (68,),
    "semget": (64, 0, 1),
    "mq_open": (240, b"/x"),
    "add_key": (248, b"user", b"x", b"x", 1, -3),
    "request_key": (249, b"user", b"x"),
    "keyctl": (250, 0, -3, 1),
    "mlock": (149,),
    "mlock2": (325,),
    "mlockall": (151, 1),
    "timer_create": (222,),
    "timerfd_create": (283,),
    "splice": (275,),
    "vmsplice": (278,),
    # Large parts of the kernel that have had many faults.
    "io_uring_setup": (425, 1),
    "io_uring_enter": (426, -1),
    "io_setup": (206, 1),
    "userfaultfd": (323, 1),
    "perf_event_open": (298,),
    "bpf": (321,),
    "modify_ldt": (154,),
    "mbind": (237,),
    "set_mempolicy": (238,),
    "move_pages": (279,),
    "migrate_pages": (256,),
    # The machine's files as a whole.
    "mount": (165,),
    "umount2": (166, b"/proc"),
    "fsopen": (430, b"tmpfs"),
    "open_tree": (428, -1, b"/"),
    "move_mount": (429, -1),
    "mount_setattr": (442, -1, b"/"),
    "pivot_root": (155, b"/", b"/"),
    "chroot": (161, b"/"),
    "name_to_handle_at": (303, -1, b"/"),
    "open_by_handle_at": (304, -1),
    "swapon": (167, b"x"),
    "quotactl": (179,),
    "acct": (163,),
    "inotify_init1": (294,),
    "fanotify_init": (300,),
    # Locks, leases and what descriptors can do to others.
    "flock": (73, 0, 2),
    "fcntl(F_SETLK)": (72, 0, 6),
    "fcntl(F_OFD_SETLK)": (72, 0, 37),
    "fcntl(F_SETOWN)": (72, 0, 8),
    "fcntl(F_SETLEASE)": (72, 0, 1024),
    "fcntl(F_NOTIFY)": (72, 0, 1026),
    "ioctl(TIOCSTI)": (16, 0, 0x5412),
    "ioctl(TIOCSTI) behind a high half": (16, 0, HIGH | 0x5412),
    "ioctl(TIOCLINUX)": (16, 0, 0x541C),
    "ioctl(FIOASYNC)": (16, 0, 0x5452),
    # Who it is, and what it may become.
    "personality": (135, 0x0040000),
    "setuid": (105, 0),
    "setgid": (106, 0),
    "setresuid": (117, -1, -1, -1),
    "setgroups": (116,),
    "capset": (126,),
    "prctl": (157, 3),
    "seccomp": (317, 2, 0, 0),
    "landlock_create_ruleset": (444, 0, 0, 1),
    "mknod": (133, b"x", 0o010600),
    "mknodat": (259, -100, b"x", 0o010600),
    "chown": (92, b".", -1, -1),
    "fchownat": (260, -100, b".", -1, -1),
    "setxattr": (188, b".", b"user.x", b"x", 1),
    # The machine itself.
    "reboot": (169,),
    "sethostname": (170, b"x", 1),
    "init_module": (175,),
    "kexec_load": (246,),
    "syslog": (103,),
    "iopl": (172, 3),
    "settimeofday": (164,),
    "clock_settime": (227,),
    "adjtimex": (159,),
}
"""Numbers of system calls on x86_64 and their arguments; the rest are 0."""

on_x86_64 = pytest.mark.skipif(
    platform.machine() != "x86_64", reason="the numbers are those of x86_64"
)


@on_x86_64
@walled
@pytest.mark.parametrize("name", REFUSED)
def test_a_system_call_that_no_exercise_needs_is_not_permitted(
    name: str, level: Level, workers: Workers
) -> None:
    number, *arguments = REFUSED[name]
    refused = workers.give(level, f"return call({number}, *{arguments!r})")
    assert refused == errno.EPERM


@on_x86_64
@walled
def test_a_system_call_that_the_list_does_not_know_is_not_permitted(
    level: Level, workers: Workers
) -> None:
    answers = workers.give(level, "return [call(number) for number in range(600, 700)]")
    assert answers == [errno.EPERM] * 100, "the kernel itself would have said ENOSYS"


@on_x86_64
@walled
def test_clone3_does_not_exist_so_that_threads_are_made_with_clone(
    level: Level, workers: Workers
) -> None:
    assert workers.give(level, "return call(435)") == errno.ENOSYS


@on_x86_64
@walled
def test_a_worker_at_reduced_cannot_even_signal_itself(level: Level, workers: Workers) -> None:
    answer = workers.give(level, "return call(234, os.getpid(), os.getpid(), 0)")
    assert answer == (0 if level == "full" else errno.EPERM)


OTHER_TABLES = {
    "x32": "return call(0x40000000 | 39)",
    "i386": """
        import mmap
        memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        memory.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))  # getpid through int 0x80
        address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        return ctypes.CFUNCTYPE(ctypes.c_int)(address)()
    """,
}


@on_x86_64
@walled
@pytest.mark.parametrize("table", OTHER_TABLES)
def test_system_calls_of_another_machine_type_end_the_worker(
    table: str, level: Level, workers: Workers
) -> None:
    with pytest.raises(Stopped, match="ended the Python process"):
        workers.see(level, OTHER_TABLES[table])


REFUSED_IN_PYTHON = {
    "os.posix_spawn": "os.posix_spawn('/bin/true', ['true'], {})",
    "os.execv": "os.execv('/bin/true', ['true'])",
    "os.kill": "os.kill(os.getpid(), 0)",
    "os.killpg": "os.killpg(0, 0)",
    "socket.socket": "socket.socket()",
    "socket.create_server": "socket.create_server(('127.0.0.1', 0))",
    "socketpair(AF_INET)": "socket.socketpair(socket.AF_INET)",
    "os.memfd_create": "os.memfd_create('x')",
    "os.mkfifo": "os.mkfifo('x')",
    "os.chown": "open('x', 'w').close(); os.chown('x', os.getuid(), os.getgid())",
    "os.setxattr": "open('x', 'w').close(); os.setxattr('x', 'user.x', b'')",
    "os.setuid": "os.setuid(os.getuid())",
    "os.nice": "os.nice(1)",
    "os.sched_setaffinity of another": "os.sched_setaffinity(os.getppid() or 2, {0})",
    "resource.prlimit of another": "resource.prlimit(os.getppid() or 2, resource.RLIMIT_NOFILE)",
    "fcntl.flock": "import fcntl; fcntl.flock(open('x', 'w'), fcntl.LOCK_EX)",
    "fcntl.lockf": "import fcntl; fcntl.lockf(open('x', 'w'), fcntl.LOCK_EX)",
    "lease": "import fcntl; fcntl.fcntl(open('x', 'w'), fcntl.F_SETLEASE, fcntl.F_WRLCK)",
}


@walled
@pytest.mark.parametrize("name", REFUSED_IN_PYTHON)
def test_what_a_submission_may_not_do_is_a_permission_error(
    name: str, level: Level, workers: Workers
) -> None:
    raised = workers.see(level, REFUSED_IN_PYTHON[name]).raised
    assert raised is not None and raised.types[0] == "PermissionError"


NO_PROCESSES = {
    "subprocess.run": "import subprocess; subprocess.run(['true'])",
    "subprocess.Popen": "import subprocess; subprocess.Popen('true', shell=True)",
    "os.system": "os.system('true')",
    "os.popen": "os.popen('true')",
    "os.fork": "os.fork()",
    "multiprocessing.Process": (
        "import multiprocessing; multiprocessing.Process(target=print).start()"
    ),
    "multiprocessing.Pool": "import multiprocessing; multiprocessing.Pool(2).map(abs, [1])",
    "DataLoader": (
        "from torch.utils.data import DataLoader; list(DataLoader(list(range(4)), num_workers=2))"
    ),
    "ProcessPoolExecutor": (
        "from concurrent.futures import ProcessPoolExecutor; "
        "ProcessPoolExecutor(2).submit(abs, 1).result()"
    ),
}


@walled
@pytest.mark.parametrize("name", NO_PROCESSES)
def test_starting_a_process_is_answered_with_a_sentence(
    name: str, level: Level, workers: Workers
) -> None:
    raised = workers.see(level, NO_PROCESSES[name]).raised
    assert raised is not None and raised.types[0] == "PermissionError"
    assert "may not start processes" in raised.message and "num_workers=0" in raised.message


@pytest.mark.parametrize("level", [*WALLED, "none"])
def test_input_is_answered_with_a_sentence(level: Level, workers: Workers) -> None:
    raised = workers.see(level, "input('How many? ')").raised
    assert raised is not None and raised.types[0] == "EOFError"
    assert "Nobody is there to answer input()" in raised.message


# What stays possible -----------------------------------------------------------------------------

POSSIBLE = {
    "threads": """
        done = []
        threads = [threading.Thread(target=done.append, args=(n,)) for n in range(8)]
        [t.start() for t in threads]; [t.join() for t in threads]
        return sorted(done) == list(range(8))
    """,
    "locks and conditions": """
        ready = threading.Condition()
        with ready:
            return ready.wait(0.01) is False and threading.Semaphore(2).acquire()
    """,
    "pipe": "r, w = os.pipe(); os.write(w, b'x'); return os.read(r, 1) == b'x'",
    "socketpair": "a, b = socket.socketpair(); a.sendall(b'x'); return b.recv(1) == b'x'",
    "select": """
        import select
        r, w = os.pipe(); os.write(w, b'x')
        return select.select([r], [w], [], 0) == ([r], [w], [])
    """,
    "poll": """
        import select
        r, w = os.pipe(); os.write(w, b'x')
        poll = select.poll(); poll.register(r, select.POLLIN)
        return poll.poll(0) == [(r, select.POLLIN)]
    """,
    "epoll": """
        import select
        r, w = os.pipe(); os.write(w, b'x')
        poll = select.epoll(); poll.register(r, select.EPOLLIN)
        return poll.poll(0) == [(r, select.EPOLLIN)]
    """,
    "random bytes": "return len(os.urandom(8)) == len(os.getrandom(8)) == 8",
    "devices": """
        with open('/dev/zero', 'rb') as zero, open('/dev/null', 'w') as null:
            return zero.read(2) == bytes(2) and null.write('x') == 1
    """,
    "files and folders": """
        import shutil
        Path('a/b').mkdir(parents=True)
        Path('a/b/file').write_text('text')
        found = [(folder, files) for folder, _, files in os.walk('a')]
        with os.scandir('a') as entries:
            kinds = [entry.is_dir() for entry in entries]
        shutil.move('a', 'c'); shutil.copyfile('c/b/file', 'd'); shutil.rmtree('c')
        return [found, kinds] == [[('a', []), ('a/b', ['file'])], [True]] and os.listdir() == ['d']
    """,
    "rename": """
        Path('a').write_text('x'); Path('d').mkdir()
        Path('a').rename('b'); os.replace('b', 'd/c')
        return Path('d/c').read_text() == 'x'
    """,
    "links": """
        Path('a').write_text('x')
        os.symlink('a', 'b'); os.link('a', 'c')
        return Path('b').readlink() == Path('a') and os.stat('c').st_nlink == 2
    """,
    "truncate": """
        with open('a', 'wb+') as file:
            file.write(b'abc'); file.flush(); os.fsync(file.fileno()); file.truncate(1)
        os.truncate('a', 5)
        return Path('a').read_bytes() == b'a\\0\\0\\0\\0'
    """,
    "copyfile": """
        import shutil
        Path('a').write_bytes(b'x' * 100_000)
        shutil.copyfile('a', 'b'); shutil.copy('a', 'c')
        return Path('a').read_bytes() == Path('b').read_bytes() == Path('c').read_bytes()
    """,
    "copy2 and copytree": """
        import shutil
        Path('a').mkdir(); Path('a/b').write_text('x')
        shutil.copy2('a/b', 'c'); shutil.copytree('a', 'd')
        return Path('c').read_text() == Path('d/b').read_text() == 'x'
    """,
    "touch": """
        Path('a').touch(); Path('a').touch()
        return os.listdir() == ['a']
    """,
    "sendfile": """
        Path('a').write_bytes(b'abc')
        with open('a', 'rb') as source, open('b', 'wb') as target:
            os.sendfile(target.fileno(), source.fileno(), 0, 3)
        return Path('b').read_bytes() == b'abc'
    """,
    "mmap of a file": """
        import mmap
        Path('a').write_bytes(b'abc')
        with open('a', 'r+b') as file, mmap.mmap(file.fileno(), 0) as memory:
            memory[0:1] = b'X'; memory.flush()
        return Path('a').read_bytes() == b'Xbc'
    """,
    "alarm": """
        heard = []
        signal.signal(signal.SIGALRM, lambda *_: heard.append(1))
        signal.setitimer(signal.ITIMER_REAL, 0.01)
        time.sleep(0.05)
        return heard == [1] and signal.alarm(0) == 0
    """,
    "time": """
        before = time.perf_counter()
        time.sleep(0.001)
        times = (time.time(), time.monotonic(), time.process_time(), time.thread_time())
        return time.perf_counter() > before and min(times) > 0 and bool(time.localtime())
    """,
    "affinity": """
        mine = os.sched_getaffinity(0)
        return len(mine) >= 1 and os.sched_setaffinity(0, mine) is None
    """,
    "processors": "return os.cpu_count() >= 1",
    "about itself": """
        import getpass, platform
        about = (os.uname(), platform.platform(), platform.machine(), os.getpid(), os.times())
        usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        at_home = getpass.getuser() == 'learner' and Path.home() == Path.cwd()
        return all(about) and usage > 0 and at_home
    """,
    "its own limits": "return resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 0",
    "size of a terminal": "import shutil; return tuple(shutil.get_terminal_size()) == (80, 24)",
    "descriptors": """
        os.set_inheritable(1, True); os.set_blocking(1, True)
        return os.isatty(os.dup(1)) is False
    """,
    "unknown host": """
        import socket
        try:
            socket.create_connection(('example.org', 80), timeout=1)
        except OSError:
            return True
    """,
}


@walled
@pytest.mark.parametrize("name", POSSIBLE)
def test_what_ordinary_code_needs_of_the_kernel_works(
    name: str, level: Level, workers: Workers
) -> None:
    assert workers.give(level, POSSIBLE[name]) is True


CHANGES_MODES = """
    Path('a').write_text('x')
    before = os.stat('a')
    os.chmod('a', 0o400); os.utime('a', (1, 1))
    after = os.stat('a')
    return [before.st_mode != after.st_mode, before.st_mtime != after.st_mtime]
"""


def test_at_full_a_worker_sets_modes_and_times_of_its_own_files(workers: Workers) -> None:
    assert workers.give("full", CHANGES_MODES) == [True, True]


def test_at_reduced_setting_modes_and_times_succeeds_and_changes_nothing(
    workers: Workers, tmp_path: Path
) -> None:
    assert workers.give("reduced", CHANGES_MODES) == [False, False]
    file = tmp_path / "of the judge"
    file.write_text("x")
    before = file.stat()
    assert (
        workers.give("reduced", f"os.chmod({str(file)!r}, 0); os.utime({str(file)!r}, (1, 1))")
        is None
    )
    after = file.stat()
    assert (after.st_mode, after.st_mtime) == (before.st_mode, before.st_mtime)


# Nothing of the kit can be read ------------------------------------------------------------------


def paths_of_the_kit(kit: Catalog) -> Iterator[Path]:
    for unit in kit.units.values():
        yield from (unit.solution_file, unit.misconceptions_file, unit.grader_file)
    package = Path(batch.__file__).parent
    yield from (KIT / "solutions", KIT / "graders", KIT / "graders" / "misconceptions")
    yield from (package, package / "key.py", package / "catalog.py", package / "subjects")
    yield from (Path(__file__).parent, Path(__file__), KIT / "pyproject.toml", KIT / "exercises")
    l1 = kit.find("norms.l1_norm")
    key = keys_for([l1], kit, 0)[l1.id]
    yield from (cache_folder(), file_of(l1.id, key.content))


OPENS = """
    opened = []
    for place in {paths!r}:
        for action in (os.listdir, Path.read_bytes, os.open):
            try:
                action(*((Path(place), 0) if action is os.open else (Path(place),)))
            except OSError:
                continue
            opened.append((place, action.__name__))
    return opened
"""


@walled
def test_no_file_or_folder_of_the_kit_can_be_opened(
    level: Level, workers: Workers, kit: Catalog
) -> None:
    paths = [path for path in paths_of_the_kit(kit) if path.exists()]
    assert sum(path.is_file() for path in paths) > 20, "the judge itself finds them"
    assert workers.give(level, OPENS.format(paths=list(map(str, paths)))) == []


@walled
def test_of_the_judges_home_only_the_way_to_the_interpreter_is_seen(
    level: Level, workers: Workers
) -> None:
    home = Path.home().resolve()
    listed = workers.give(
        level,
        f"""
        try:
            return os.listdir({str(home)!r})
        except OSError:
            return []
        """,
    )
    visible = visible_paths()
    leading = {path.relative_to(home).parts[0] for path in visible.trees if home in path.parents}
    assert isinstance(listed, list)
    assert set(listed) <= (leading if level == "full" else set())


@walled
@pytest.mark.parametrize("module", ["key", "key_builder", "diagnosis", "grade", "audit"])
def test_the_judges_own_modules_are_neither_loaded_nor_importable(
    module: str, level: Level, workers: Workers
) -> None:
    raised = workers.see(level, f"import torchkata.{module}").raised
    assert raised is not None and {"ImportError", "PermissionError"} & set(raised.types)
    assert workers.give(level, f"return 'torchkata.{module}' in sys.modules") is False


LOOKS_THROUGH_OBJECTS = """
    import gc, types
    gc.unfreeze()  # what was there before the fork is hidden from gc until then
    planted = [["planted " + str(7 * 6)]]
    needles = {needles!r}
    needles = ["".join(reversed(needle)) for needle in needles]
    classes, strings, files, seen = set(), set(), set(), {id(needles)}
    waiting = [*gc.get_objects(), planted]
    while waiting:
        found = []
        for thing in gc.get_referents(*waiting):
            if id(thing) in seen or thing is waiting:
                continue
            seen.add(id(thing))
            kind = type(thing)
            classes.add(kind.__name__)
            if kind is str:
                strings.update(n for n in needles if n in thing and thing is not n)
                if thing == "planted 42":
                    strings.add(thing)
            elif kind is bytes:
                strings.update(n for n in needles if n.encode() in thing)
            elif kind is types.CodeType:
                files.add(thing.co_filename)
                found.extend(gc.get_referents(thing.co_consts))
                found.append(thing.co_consts)
            else:
                found.append(thing)
        waiting = found
    secret = ("Mistake", "Misconceptions", "Key", "KeyCase", "KeyCheck", "Pairs", "Unit", "Catalog")
    return dict(
        secret=sorted(classes & set(secret)),
        known=sorted(classes & set(("Exercise", "Check"))),
        strings=sorted(strings),
        files=sorted(f for f in files if "/solutions/" in f or "/misconceptions/" in f),
        graders=any("/graders/" in f for f in files),
        modules=sorted(m for m in sys.modules if "misconceptions" in m or "solution" in m),
    )
"""


def lines_of_references(kit: Catalog) -> list[str]:
    """Return distinctive lines of the references: long ones that no stub and no grader holds."""
    lines: list[str] = []
    units = kit.units.values()
    elsewhere = "".join(unit.stub + unit.grader_file.read_text("utf-8") for unit in units)
    for unit in units:
        lines += [
            line.strip()
            for line in unit.solution.splitlines()
            if len(line.strip()) > 40 and line.strip() not in elsewhere
        ][:5]
    cosine = "return (b @ c) / (l2_norm(b).clamp_min(eps) * l2_norm(c).clamp_min(eps))"
    assert cosine in kit.units["norms"].solution
    return sorted({*lines, cosine})


@walled
def test_no_object_of_a_worker_holds_a_reference_a_mistake_or_a_key(
    level: Level, workers: Workers, kit: Catalog
) -> None:
    needles = [line[::-1] for line in lines_of_references(kit)]
    assert len(needles) > 20
    code = LOOKS_THROUGH_OBJECTS.replace("{needles!r}", repr(needles))
    found = workers.give(level, code, ROOMY)
    assert found == {
        "secret": [],
        "known": ["Check", "Exercise"],
        "strings": ["planted 42"],
        "files": [],
        "graders": True,
        "modules": [],
    }, "what is known and planted shows that the search finds things"


LOOKS_THROUGH_MEMORY = """
    planted = ["planted", " in memory"]
    kept = ctypes.create_string_buffer("".join(planted).encode())
    needles = [*{needles!r}, planted]
    found = set()
    for line in Path("/proc/self/maps").read_text().splitlines():
        bounds, rights, _, _, _, name = (*line.split(None, 5), "")[:6]
        if not rights.startswith("rw") or name.startswith("[v"):
            continue
        start, end = (int(bound, 16) for bound in bounds.split("-"))
        try:
            memory = ctypes.string_at(start, end - start)
        except MemoryError:
            continue
        for front, back in needles:
            place = -1
            while (place := memory.find(front.encode(), place + 1)) >= 0:
                rest = memory[place + len(front) : place + len(front) + len(back)]
                if rest == back.encode():
                    found.add(back)
                    break
        del memory
    return sorted(found)
"""


def test_the_memory_of_a_worker_holds_neither_references_nor_the_judges_environment(
    workers: Workers, kit: Catalog
) -> None:
    whole = [*lines_of_references(kit)[-8:], SECRET_OF_THE_JUDGE]
    halves = [[text[: len(text) // 2], text[len(text) // 2 :]] for text in whole]
    code = LOOKS_THROUGH_MEMORY.replace("{needles!r}", repr(halves))
    assert workers.give("full", code, ROOMY) == [" in memory"]


# Who a worker is ---------------------------------------------------------------------------------


def test_at_full_the_kernel_says_that_a_worker_has_no_rights(workers: Workers) -> None:
    text = workers.give("full", "return Path('/proc/self/status').read_text()")
    assert isinstance(text, str)
    status = dict(line.split(":\t", 1) for line in text.splitlines())
    nothing = [int(status[name], 16) for name in status if name.startswith("Cap")]
    assert len(nothing) >= 5 and not any(nothing)
    assert "0" not in status["Uid"].split() + status["Gid"].split()
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    assert status["Pid"] == "1" and not set(status["Groups"].split()) & {"0"}


@walled
def test_a_worker_is_not_root_and_has_no_capability(level: Level, workers: Workers) -> None:
    capabilities = """
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)
        data = (ctypes.c_uint32 * 6)(*[7] * 6)
        users = (os.getuid(), os.geteuid(), os.getgid(), os.getegid())
        return [libc.capget(header, data), list(data), 0 in users]
    """
    assert workers.give(level, capabilities) == [0, [0] * 6, False]


def test_at_full_a_worker_is_alone(workers: Workers) -> None:
    found = workers.give(
        "full",
        """
        interfaces = Path('/proc/net/dev').read_text().splitlines()[2:]
        pids = [name for name in os.listdir('/proc') if name.isdigit()]
        names = [line.split(':')[0].strip() for line in interfaces]
        return [os.getpid(), pids, names, os.uname().nodename]
        """,
    )
    assert found == [1, ["1"], ["lo"], "worker"]


@walled
def test_the_environment_holds_four_names(level: Level, workers: Workers) -> None:
    names = workers.give(level, "return sorted(os.environ)")
    assert names == ["HOME", "MPLCONFIGDIR", "TMPDIR", "USER"]
    first = "return Path('/proc/self/environ').read_text()"
    assert SECRET_OF_THE_JUDGE not in str(workers.see(level, first).value)
    of_c = "libc.getenv.restype = ctypes.c_char_p; return libc.getenv(b'PATH')"
    assert workers.give(level, of_c) is None


@walled
def test_only_the_channel_to_the_judge_is_open_besides_nothing(
    level: Level, workers: Workers
) -> None:
    found = workers.give(
        level,
        """
        import stat
        there = [fd for fd in range(1024) if not number_of(lambda: os.fstat(fd))]
        nothing = os.stat('/dev/null')
        same = [os.path.samestat(os.fstat(fd), nothing) for fd in (0, 1, 2)]
        return [there, same, stat.S_ISSOCK(os.fstat(3).st_mode)]
        """,
    )
    assert found == [[0, 1, 2, 3], [True] * 3, True]


@walled
def test_nothing_outside_the_working_folder_can_be_written(level: Level, workers: Workers) -> None:
    tried = """
        import sysconfig, torch
        places = ['/', '/etc', '/usr/lib', '/dev', '/proc', '/root', '/home', '/var/tmp', '..']
        places += [sysconfig.get_path('stdlib'), os.path.dirname(torch.__file__), '/dev/shm']
        made = [place for place in places if not number_of(lambda: open(place + '/made', 'w'))]
        changed = [f for f in (os.__file__, torch.__file__) if not number_of(lambda: open(f, 'r+'))]
        removed = [f for f in (os.__file__, torch.__file__) if not number_of(lambda: os.unlink(f))]
        return [made, changed, removed]
    """
    assert workers.give(level, tried) == [[], [], []]


# What a worker may use ---------------------------------------------------------------------------

SMALL = Limits(file_bytes=2**20, threads=16, memory_bytes=2**28)


@walled
def test_a_file_has_a_largest_size(level: Level, workers: Workers) -> None:
    write = "return number_of(lambda: Path('a').write_bytes(bytes({size})))"
    assert workers.give(level, write.format(size=2**20), SMALL) == 0
    assert workers.give(level, write.format(size=2**20 + 1), SMALL) == errno.EFBIG


def test_at_full_all_files_together_have_a_largest_size(workers: Workers) -> None:
    three = "return [number_of(lambda: Path(n).write_bytes(b'x' * 2**19)) for n in 'abc']"
    assert workers.give("full", three, SMALL) == [0, 0, errno.ENOSPC]


def test_at_full_there_is_a_largest_number_of_files(workers: Workers) -> None:
    many = """
        for n in range(10_000):
            if number := number_of(lambda: os.mkdir(str(n))):
                return [n, number]
    """
    made, number = workers.give("full", many)  # type: ignore[misc]
    assert 3_000 < made < 5_000 and number == errno.ENOSPC


def test_at_full_there_is_a_largest_number_of_threads(workers: Workers) -> None:
    many = """
        threading.stack_size(2**16)
        end, threads = threading.Event(), []
        try:
            for _ in range(100):
                threads.append(threading.Thread(target=end.wait, daemon=True))
                threads[-1].start()
        except RuntimeError:
            return threading.active_count()
        finally:
            end.set()
    """
    # Each thread may reserve memory for itself: enough that threads run out first.
    few = msgspec.structs.replace(ROOMY, threads=16)
    assert workers.give("full", many, few) == few.threads


@walled
def test_there_is_a_largest_number_of_open_files(level: Level, workers: Workers) -> None:
    many = """
        for n in range(1000):
            if number := number_of(lambda: os.open('/dev/null', 0)):
                return [n, number]
    """
    assert workers.give(level, many) == [252, errno.EMFILE]


@walled
def test_memory_beyond_the_zygotes_own_has_a_limit(level: Level, workers: Workers) -> None:
    assert workers.give(level, "return len(bytearray(2**27))", SMALL) == 2**27
    with pytest.raises(Stopped) as stopped:
        workers.see(level, "bytearray(2**29)", SMALL)
    assert stopped.value.accident == "out of memory"


@walled
def test_no_core_is_dumped_and_no_limit_can_be_raised(level: Level, workers: Workers) -> None:
    raised = """
        def refused(kind):
            soft, hard = resource.getrlimit(kind)
            try:
                resource.setrlimit(kind, (soft, hard + 1))
            except (ValueError, OSError):
                return True
        kinds = ('AS', 'CPU', 'FSIZE', 'NOFILE', 'CORE', 'MEMLOCK', 'MSGQUEUE')
        of = {kind: getattr(resource, f'RLIMIT_{kind}', 12) for kind in kinds}
        core = resource.getrlimit(resource.RLIMIT_CORE)
        return [list(core), [kind for kind in kinds if not refused(of[kind])]]
    """
    assert workers.give(level, raised) == [[0, 0], []]


@walled
def test_a_workers_folder_is_empty_and_the_temporary_folder(level: Level, workers: Workers) -> None:
    look = """
        import tempfile
        there = os.listdir()
        Path('left').write_text('x')
        with tempfile.NamedTemporaryFile() as file:
            return [there, os.path.dirname(file.name) == os.getcwd() == tempfile.gettempdir()]
    """
    for _ in range(2):
        assert workers.give(level, look) == [[], True]


def test_at_full_tmp_is_the_workers_folder(workers: Workers) -> None:
    visible = visible_paths()
    if any(path.is_relative_to("/tmp") for path in (*visible.trees, *visible.packages)):
        pytest.skip("this Python lies below /tmp itself")
    look = "Path('/tmp/a').write_text('x'); return [os.path.realpath('/tmp'), os.listdir()]"
    assert workers.give("full", look) == ["/box", ["a"]]


@walled
def test_two_workers_at_once_do_not_see_each_others_files(level: Level, workers: Workers) -> None:
    keep = "Path('kept').write_text('x'); Path('kept').chmod(0o666); return os.getcwd()"
    look = """
        found = []
        for place in (os.getcwd(), '/tmp', '/var/tmp', '..'):
            for folder, _, files in os.walk(place):
                found += [file for file in files if file == 'kept']
        return found
    """
    where, found = workers.give_at_once(level, keep, look)
    assert found == []
    assert workers.give(level, f"return number_of(lambda: open({where!r} + '/kept'))") != 0


# Nothing honest is refused -----------------------------------------------------------------------

TRAINING = """
    import torch
    from torch import nn
    torch.manual_seed(0)
    inputs = torch.randn(64, 3)
    targets = inputs.sum(1, keepdim=True)
    model = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 1))
    optimizer = torch.optim.{optimizer}(model.parameters(), lr={lr})
    losses = []
    for _ in range(30):
        loss = nn.functional.mse_loss(model(inputs), targets)
        optimizer.zero_grad(); loss.backward(); optimizer.step()
        losses.append(loss.item())
    return losses[-1] < losses[0]
"""

HONEST = {
    "SGD": TRAINING.format(optimizer="SGD", lr=0.05),
    "Adam": TRAINING.format(optimizer="Adam", lr=0.01),
    "AdamW": TRAINING.format(optimizer="AdamW", lr=0.01),
    "convolution": """
        import torch
        from torch import nn
        net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.MaxPool2d(2), nn.Flatten())
        out = net(torch.randn(2, 1, 28, 28)); out.sum().backward()
        return out.shape == (2, 4 * 13 * 13) and net[0].weight.grad is not None
    """,
    "LSTM": """
        import torch
        out, _ = torch.nn.LSTM(3, 4, 2)(torch.randn(5, 2, 3)); out.sum().backward()
        return out.shape == (5, 2, 4)
    """,
    "attention": """
        import torch
        x = torch.randn(2, 5, 8)
        out, _ = torch.nn.MultiheadAttention(8, 2, batch_first=True)(x, x, x)
        return out.shape == torch.nn.functional.scaled_dot_product_attention(x, x, x).shape
    """,
    "transformer": """
        import torch
        return torch.nn.TransformerEncoderLayer(8, 2, 16)(torch.randn(3, 2, 8)).shape == (3, 2, 8)
    """,
    "linear algebra": """
        import torch
        a = torch.randn(20, 20, dtype=torch.float64)
        u, s, v = torch.linalg.svd(a)
        q, r = torch.linalg.qr(a)
        torch.linalg.eigh(a @ a.T); torch.linalg.inv(a); torch.linalg.lstsq(a, a)
        return torch.allclose(u @ s.diag() @ v, a) and torch.allclose(q @ r, a)
    """,
    "Fourier transform": """
        import torch
        x = torch.randn(32)
        return torch.allclose(torch.fft.irfft(torch.fft.rfft(x)), x, atol=1e-5)
    """,
    "vmap": """
        import torch
        ones = torch.ones(3, 2)
        return torch.func.vmap(torch.dot)(ones, ones).tolist() == [2.0] * 3
    """,
    "functional gradients": """
        import torch
        return torch.func.grad(lambda t: (t**2).sum())(torch.ones(2)).tolist() == [2.0, 2.0]
    """,
    "gradcheck": """
        import torch
        x = torch.randn(4, dtype=torch.float64, requires_grad=True)
        return torch.autograd.gradcheck(torch.sin, x)
    """,
    "two threads of torch": """
        import torch
        torch.set_num_threads(2)
        a = torch.ones(400, 400)
        return (a @ a).sum().item() == 400**3 and torch.ones(10**6).sum().item() == 10**6
    """,
    "DataLoader": """
        import torch
        from torch.utils.data import DataLoader, TensorDataset, random_split
        data = TensorDataset(torch.arange(10.0), torch.arange(10))
        random_split(data, [8, 2])
        loader = DataLoader(data, 4, shuffle=True, num_workers=0)
        return [len(batch) for batch, _ in loader] == [4, 4, 2]
    """,
    "learning rate schedule": """
        import torch
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1.0)
        schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.5)
        optimizer.step(); schedule.step()
        return schedule.get_last_lr() == [0.5]
    """,
    "torchvision.transforms": """
        import numpy as np
        from PIL import Image
        from torchvision import transforms
        image = Image.fromarray(np.zeros((8, 8, 3), dtype=np.uint8))
        steps = [transforms.Resize(4), transforms.RandomHorizontalFlip(), transforms.ToTensor()]
        return transforms.Compose(steps)(image).shape == (3, 4, 4)
    """,
    "torchvision.models": """
        import torchvision
        return torchvision.models.resnet18(weights=None).fc.out_features == 1000
    """,
    "scikit-learn": """
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import train_test_split
        from sklearn.preprocessing import StandardScaler
        inputs = [[float(n)] for n in range(20)]
        train, _, labels, _ = train_test_split(inputs, [n > 9 for n in range(20)], random_state=0)
        scaled = StandardScaler().fit_transform(train)
        return LogisticRegression().fit(scaled, labels).score(scaled, labels) > 0.9
    """,
    "scipy": """
        from scipy import optimize
        return bool(abs(optimize.minimize_scalar(lambda t: (t - 2) ** 2).x - 2) < 1e-6)
    """,
    "numpy": """
        import numpy as np
        a = np.random.default_rng(0).normal(size=(9, 9))
        np.save('a.npy', a)
        return np.allclose(np.load('a.npy'), a) and bool(np.linalg.svd(a)[1][0] > 0)
    """,
    "torch.save": """
        import torch
        torch.save(torch.nn.Linear(2, 2).state_dict(), 'model.pt')
        return sorted(torch.load('model.pt', weights_only=True)) == ['bias', 'weight']
    """,
    "torch.save with mmap": """
        import torch
        torch.save(torch.arange(5), 'a.pt')
        return torch.load('a.pt', mmap=True).tolist() == list(range(5))
    """,
    "torch.save in the temporary folder": """
        import tempfile, torch
        file = Path(tempfile.gettempdir(), 'a.pt')
        torch.save(torch.ones(2), file)
        return torch.load(file).tolist() == [1.0, 1.0]
    """,
    "torch.save in memory": """
        import io, torch
        buffer = io.BytesIO(); torch.save(torch.ones(2), buffer); buffer.seek(0)
        return torch.load(buffer).tolist() == [1.0, 1.0]
    """,
    "tempfile": """
        import tempfile
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as file:
            file.write(b'x'); Path(folder, 'a').write_text('x')
            return len(os.listdir(folder)) == 1
    """,
    "threads": """
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(abs, [-1, -2])) == [1, 2]
    """,
    "asyncio": """
        import asyncio
        async def later():
            await asyncio.sleep(0.001)
            return await asyncio.to_thread(abs, -1)
        return asyncio.run(later()) == 1
    """,
    "logging": """
        import logging
        logging.basicConfig(filename='log', level='INFO', force=True)
        logging.getLogger(__name__).info('text')
        return Path('log').read_text().endswith('text\\n')
    """,
    "warnings": "import warnings; warnings.warn('old'); return True",
    "random": """
        import random, secrets, uuid
        random.seed(0)
        return 0 <= random.random() < 1 and bool(uuid.uuid4()) and len(secrets.token_hex()) == 64
    """,
    "dates": """
        from datetime import datetime
        return datetime.now().year > 2000 and datetime.now().astimezone().tzinfo is not None
    """,
    "json, csv and pickle": """
        import csv, json, pickle
        with open('a.json', 'w') as file: json.dump([1], file)
        with open('a.csv', 'w', newline='') as file: csv.writer(file).writerow([1, 2])
        with open('a.pkl', 'wb') as file: pickle.dump([3], file)
        rows = list(csv.reader(open('a.csv')))
        read = [json.load(open('a.json')), pickle.load(open('a.pkl', 'rb'))]
        return rows == [['1', '2']] and read == [[1], [3]]
    """,
    "zip and gzip": """
        import gzip, shutil, zipfile
        Path('a').write_text('x')
        with gzip.open('a.gz', 'wb') as file: file.write(b'x')
        shutil.make_archive('b', 'zip', '.', 'a')
        return zipfile.ZipFile('b.zip').namelist() == ['a'] and gzip.open('a.gz').read() == b'x'
    """,
    "pathlib": """
        Path('a/b').mkdir(parents=True); Path('a/b/c.txt').write_text('x')
        found = [path.name for path in Path().rglob('*.txt')]
        return found == ['c.txt'] and Path('a').resolve().is_dir() and Path('a').absolute().exists()
    """,
    "exit handlers and tracebacks": """
        import atexit, inspect, traceback
        atexit.register(print)
        try:
            1 / 0
        except ZeroDivisionError:
            lines = inspect.getsource(traceback.print_exc)
            return 'ZeroDivisionError' in traceback.format_exc() and lines.startswith('def')
    """,
    "copies and dataclasses": """
        import collections, copy, dataclasses, functools, itertools, math, typing, torch
        model = torch.nn.Linear(2, 2)
        return copy.deepcopy(model).weight is not model.weight
    """,
    "printing of tensors": """
        import torch
        print(torch.randn(3, 3))
        return len(repr(torch.ones(2, 2))) > 0
    """,
    "tqdm": "import tqdm; return list(tqdm.tqdm(range(3))) == [0, 1, 2]",
    "pandas": "import pandas; return bool(pandas.DataFrame({'a': [1, 2]}).a.sum() == 3)",
    "matplotlib": """
        import matplotlib; matplotlib.use('Agg')
        import matplotlib.pyplot as plt
        plt.plot([1, 2]); plt.savefig('a.png')
        return Path('a.png').stat().st_size > 0
    """,
}
NEEDS = {"tqdm", "pandas", "matplotlib"}


@walled
@pytest.mark.parametrize("name", HONEST)
def test_what_honest_learners_use_works(name: str, level: Level, workers: Workers) -> None:
    if name in NEEDS:
        pytest.importorskip(name)
    assert workers.give(level, HONEST[name]) is True


@walled
def test_every_package_that_learners_import_can_be_imported_though_the_zygote_did_not(
    level: Level, workers: Workers
) -> None:
    names = {"scikit-learn": "sklearn", "pillow": "PIL"}
    modules = [names.get(package, package) for package in PACKAGES]
    look = f"import importlib.util as u; return [m for m in {modules!r} if u.find_spec(m)]"
    assert workers.give(level, look) == [m for m in modules if importlib.util.find_spec(m)]


# Canaries ----------------------------------------------------------------------------------------

LEVELS: tuple[Level, ...] = ("full", "reduced", "none")

CANNOT_GET_THROUGH = {
    "takes three gigabytes of memory": "limits hold at every level, also of the kit's own code",
    "runs for ever": "limits hold at every level, also of the kit's own code",
    "is root": "where the judge is an ordinary user, nobody is",
    "keeps a capability": "where the judge is an ordinary user, nobody has one",
}
"""Canaries that no level lets through, and why. The tests of limits show that code meets these."""
OF_ROOT = ("is root", "keeps a capability")


@pytest.mark.parametrize("level", LEVELS)
def test_no_canary_that_a_level_promises_to_hold_gets_through(
    level: Level, workers: Workers, kit: Catalog
) -> None:
    zygote = workers.zygote(level)
    zygote.wait_until_ready()
    assert not set(breaches(zygote, kit)) & set(must_hold(level))


@pytest.mark.parametrize("canary", [c.name for c in CANARIES])
def test_a_canary_gets_through_where_there_are_no_walls(
    canary: str, zygote: Zygote, kit: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    if canary in CANNOT_GET_THROUGH and (canary not in OF_ROOT or os.getuid() != 0):
        pytest.skip(CANNOT_GET_THROUGH[canary])
    chosen = tuple(c for c in CANARIES if c.name == canary)
    monkeypatch.setattr(canaries, "CANARIES", chosen)
    zygote.wait_until_ready()
    assert breaches(zygote, kit) == [canary]


def test_canaries_do_not_spoil_each_other(zygote: Zygote, kit: Catalog) -> None:
    zygote.wait_until_ready()
    through = {*breaches(zygote, kit), *CANNOT_GET_THROUGH}
    assert {c.name for c in CANARIES} - through == set()


def test_capabilities_are_asked_for_where_proc_is_closed_too(workers: Workers) -> None:
    """At `reduced` /proc cannot be read: what is read there is no evidence."""
    code = next(canary.code for canary in CANARIES if canary.name == "keeps a capability")
    helpers = canaries._PRELUDE.format(code="pass").partition("class Breach")[0]
    module = "\n".join(["scope = dict(__name__='x')", f"exec({helpers!r}, scope)"])
    raised = workers.see("reduced", f"{module}\nexec({code.format()!r}, scope)").raised
    assert raised is not None and raised.types[0] == "AssertionError", raised


# The command -------------------------------------------------------------------------------------

L1 = "return x.abs().sum()"
GRADE = (sys.executable, "-P", "-m", "torchkata.cli", "grade", "class", "--only", "norms.l1_norm")

Graded = Callable[[Level], tuple[subprocess.CompletedProcess[str], Path]]


@pytest.fixture(scope="module")
def small_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a class lies."""
    folder = tmp_path_factory.mktemp("grading")
    a_class(
        folder / "class",
        anna=(L1, L1),
        bert=(L1, "return x.sum()"),
        dora=(L1, "import os; os._exit(3)"),
        emil=(L1, "raise ValueError"),
    )
    return folder


def run_grade(
    folder: Path, out: str, *arguments: str, before: tuple[str, ...] = ()
) -> tuple[subprocess.CompletedProcess[str], Path]:
    done = subprocess.run(
        [*before, *GRADE, "--jobs", "2", "--out", out, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env=plain_environment(),
        timeout=120,
    )
    return done, folder / out


@pytest.fixture(scope="module")
def graded(small_class: Path) -> Graded:
    """Grade the class at a level, once."""
    done: dict[Level, tuple[subprocess.CompletedProcess[str], Path]] = {}

    def give(level: Level) -> tuple[subprocess.CompletedProcess[str], Path]:
        if level not in done:
            done[level] = run_grade(small_class, f"at-{level}", "--isolation", level)
        return done[level]

    return give


def verdicts(reports: Path) -> dict[str, list[object]]:
    texts = {file.stem: json.loads(file.read_text("utf-8")) for file in reports.glob("*.json")}
    return {name: text["exercises"] for name, text in texts.items() if name != "run"}


@pytest.mark.parametrize("level", ["reduced", "none"])
def test_a_lower_level_gives_the_same_verdicts(level: Level, graded: Graded) -> None:
    done, reports = graded(level)
    assert done.returncode == 0, done.stderr
    assert len(verdicts(reports)) == 4
    full = graded("full")[1]
    assert verdicts(reports) == verdicts(full)
    assert (reports / "summary.csv").read_text() == (full / "summary.csv").read_text()


@pytest.mark.parametrize("level", LEVELS)
def test_the_command_says_the_level_and_what_is_lost(level: Level, graded: Graded) -> None:
    done, _ = graded(level)
    said = " ".join(done.stdout.split())
    assert f"Isolation was {level}." in said
    for lower in LEVELS:
        assert (bool(LOST[lower]) and LOST[lower] in said) == (lower == level and level != "full")


@pytest.mark.parametrize("level", LEVELS)
def test_every_report_says_the_level_and_what_got_through(level: Level, graded: Graded) -> None:
    done, reports = graded(level)
    names = ("anna", "bert", "dora", "emil", "run")
    records = [json.loads((reports / f"{n}.json").read_text("utf-8"))["run"] for n in names]
    assert all(record["isolation"]["level"] == level for record in records)
    (through,) = {tuple(record["isolation"]["through"]) for record in records}
    assert not set(through) & set(must_hold(level))
    assert bool(through) == (level != "full")
    assert all(name in done.stdout for name in through)


IN_A_USER_NAMESPACE = """
import ctypes, os, sys
from pathlib import Path

uid, gid, size, spaces, *command = sys.argv[1:]
outer_uid, outer_gid = (0, 0) if int(size) > 1 else (os.getuid(), os.getgid())
there, go = os.pipe(), os.pipe()
child = os.fork()
if child:
    os.read(there[0], 1)
    for name, inner, outer in (("uid_map", uid, outer_uid), ("gid_map", gid, outer_gid)):
        if name == "gid_map" and int(size) == 1:
            Path(f"/proc/{child}/setgroups").write_text("deny")
        Path(f"/proc/{child}/{name}").write_text(f"{inner} {outer} {size}")
    os.write(go[1], b"x")
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
assert ctypes.CDLL(None).unshare(0x10000000) == 0
os.write(there[1], b"x")
os.read(go[0], 1)
if spaces == "none":
    Path("/proc/sys/user/max_user_namespaces").write_text("0")
os.execv(command[0], command)
"""
"""Runs a command in a user namespace that maps so many ids and may allow no more of its kind."""


def in_a_user_namespace(id: int, *, ids: int = 1, more: bool = False) -> tuple[str, ...]:
    """Return a command's beginning: run as `id` of a user namespace which maps `ids` ids.

    Args:
        id: the user and group that the command runs as.
        ids: 1, or many, for which the caller must be root.
        more: whether more user namespaces can be made there.
    """
    spaces = "some" if more else "none"
    return (sys.executable, "-c", IN_A_USER_NAMESPACE, str(id), str(id), str(ids), spaces)


def refused(done: subprocess.CompletedProcess[str], reports: Path) -> str:
    assert done.returncode == 2, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    assert not reports.exists() or not list(reports.glob("*"))
    return " ".join(done.stderr.split())


def test_without_user_namespaces_the_command_refuses_and_says_what_helps(small_class: Path) -> None:
    said = refused(*run_grade(small_class, "refused", before=in_a_user_namespace(1000)))
    assert "need user namespaces, and the kernel refuses them here" in said
    assert "sysctl" in said and "a virtual machine" in said
    assert f"`--isolation reduced`: {LOST['reduced']}" in said
    assert f"`--isolation none`: {LOST['none']}" in said


def test_the_level_that_the_refusal_names_can_be_had_there(
    small_class: Path, graded: Graded
) -> None:
    reduced = ("--isolation", "reduced")
    done, reports = run_grade(small_class, "lower", *reduced, before=in_a_user_namespace(1000))
    assert done.returncode == 0, done.stderr
    assert verdicts(reports) == verdicts(graded("full")[1])


@pytest.mark.skipif(os.getuid() != 0, reason="only root can map all users")
def test_without_user_namespaces_the_command_refuses_to_root_too(small_class: Path) -> None:
    before = in_a_user_namespace(0, ids=2**32 - 1)
    said = refused(*run_grade(small_class, "refused-to-root", before=before))
    assert "user namespaces" in said and "`--isolation reduced`" in said


PUTS_UP_WALLS = """
import sys
from torchkata.confinement import ConfinementFailed
from torchkata.confinement.walls import Walls

try:
    Walls(sys.argv[1])
except ConfinementFailed as failed:
    sys.exit(f"refused: {failed}")
"""


@pytest.mark.parametrize("level", LEVELS)
def test_a_root_that_cannot_become_another_user_is_refused_in_a_sentence(level: Level) -> None:
    """So it is in a container without more users than one."""
    command = (*in_a_user_namespace(0, more=True), sys.executable, "-c", PUTS_UP_WALLS, level)
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stderr.startswith("refused: "), done.stderr


class _Ready:
    def __init__(self, *_: object, **__: object) -> None: ...

    def wait_until_ready(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def test_a_level_that_does_not_hold_is_refused_with_the_names_of_the_canaries(
    kit: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "Zygote", _Ready)
    monkeypatch.setattr(batch, "breaches", lambda *_: ["is root", "sees other processes"])
    work = batch.Batch([], [], {}, kit, tmp_path, 0, "none")
    with pytest.raises(ConfinementFailed, match="What got through: is root"):
        batch._Graders(work)
    assert not list(tmp_path.iterdir())


def test_reduced_without_landlock_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walls.landlock, "version", lambda: 0)
    with pytest.raises(ConfinementFailed, match="needs Landlock"):
        walls.Walls("reduced")


@walled
@pytest.mark.parametrize("error", [ImportError, OSError, RuntimeError])
def test_a_missing_libseccomp_is_refused_with_what_to_install(
    error: type[Exception], level: Level, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(_: Level) -> bytes:
        raise error("libseccomp.so.2: cannot open")

    monkeypatch.setattr(walls, "build_filter", missing)
    with pytest.raises(ConfinementFailed, match="apt install libseccomp2"):
        walls.Walls(level)


def test_every_level_says_what_it_loses_against_the_one_above() -> None:
    assert not LOST["full"]
    for higher, lower in itertools.pairwise(LEVELS):
        assert LOST[lower] and set(must_hold(lower)) < set(must_hold(higher))
