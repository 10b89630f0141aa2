"""The system calls that a worker may make; all others fail with "operation not permitted".

Each rule stands for a test in tests/attacks or tests/test_confinement.py that shows what it stops or what it keeps working. The filter is built
with libseccomp, once, and installed in every worker.
"""

import errno
import tempfile

from torchkata.confinement import Level

_FILES = """
    read write readv writev pread64 pwrite64 preadv pwritev preadv2 pwritev2 lseek open openat close close_range
    stat fstat lstat newfstatat statx statfs fstatfs access faccessat faccessat2 readlink readlinkat
    getdents getdents64 getcwd chdir fchdir mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2
    link linkat symlink symlinkat truncate ftruncate fallocate fsync fdatasync sync_file_range
    copy_file_range sendfile umask dup dup2 dup3 pipe pipe2 fadvise64
"""
_MEMORY = "mmap mprotect munmap mremap madvise msync mincore brk get_mempolicy membarrier"
_WAITING = """
    poll ppoll select pselect6 epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2
    eventfd2 nanosleep clock_nanosleep futex futex_waitv sched_yield restart_syscall
"""
_SIGNALS = """
    rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait sigaltstack
    alarm setitimer getitimer
"""
_ABOUT_ITSELF = """
    getpid getppid gettid getuid geteuid getgid getegid getgroups getpgid getpgrp getsid getrlimit getrusage
    times sysinfo uname clock_gettime clock_getres gettimeofday time getcpu getrandom capget
    set_tid_address set_robust_list rseq arch_prctl exit exit_group wait4 waitid
"""
_ITS_OWN_SOCKET = "sendto recvfrom sendmsg recvmsg shutdown getsockopt setsockopt getsockname"
_OF_FILES_MODES = "chmod fchmod fchmodat utimensat utime utimes futimesat"

_EXTENDED_ATTRIBUTES = "listxattr llistxattr flistxattr"

_THREAD_FLAG = 0x00010000
_NAMESPACE_FLAGS = 0x7E020080
_AF_UNIX = 1
_TERMINAL_QUESTIONS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: what asks, and what is the descriptor's own."""

_DESCRIPTOR_COMMANDS = (0, 1, 2, 3, 4, 1030, 1031, 1032)
"""F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC, F_SETPIPE_SZ, F_GETPIPE_SZ: no locks, no leases."""


def build_filter(level: Level) -> bytes:
    """Return the BPF program for a worker at `level`.

    Raises:
        ImportError, OSError, RuntimeError: libseccomp cannot be found.
    """
    import pyseccomp as seccomp

    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    equal, masked = seccomp.EQ, seccomp.MASKED_EQ

    def allow(name: str, *conditions: object) -> None:
        # A name that this machine type does not have (`open` on aarch64) needs no rule.
        if seccomp.resolve_syscall(seccomp.system_arch(), name) >= 0:
            rules.add_rule(seccomp.ALLOW, name, *conditions)

    for names in (_FILES, _MEMORY, _WAITING, _SIGNALS, _ABOUT_ITSELF, _ITS_OWN_SOCKET):
        for name in names.split():
            allow(name)
    # Where a worker shares the user with the judge, modes and times of files are not its to change, and
    # Landlock does not stop it; copying a file must not fail for that.
    for name in _OF_FILES_MODES.split():
        if level == "full":
            allow(name)
        elif name == "utimensat":
            # Without times it is "touch", which goes on to open the file where this is refused.
            rules.add_rule(seccomp.ERRNO(0), name, seccomp.Arg(2, seccomp.NE, 0))
        elif seccomp.resolve_syscall(seccomp.system_arch(), name) >= 0:
            rules.add_rule(seccomp.ERRNO(0), name)
    for name in _EXTENDED_ATTRIBUTES.split():  # `shutil.copy2` goes on without them, if told so
        rules.add_rule(seccomp.ERRNO(errno.ENOTSUP), name)
    # Threads, but no processes; the flags of clone3 lie in memory, so the C library is sent back to clone.
    thread = seccomp.Arg(0, masked, _THREAD_FLAG | _NAMESPACE_FLAGS, _THREAD_FLAG)
    rules.add_rule(seccomp.ALLOW, "clone", thread)
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    allow("socketpair", seccomp.Arg(0, equal, _AF_UNIX))
    for command in _TERMINAL_QUESTIONS:
        allow("ioctl", seccomp.Arg(1, equal, command))
    for command in _DESCRIPTOR_COMMANDS:
        allow("fcntl", seccomp.Arg(1, equal, command))
    for name in ("prlimit64", "sched_getaffinity", "sched_setaffinity", "sched_getscheduler"):
        allow(name, seccomp.Arg(0, equal, 0))  # 0 is the caller
    if level == "full":
        allow("tgkill", seccomp.Arg(0, equal, 1))  # itself: it is process 1 there
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
