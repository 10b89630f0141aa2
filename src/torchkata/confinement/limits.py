"""What one worker may use of the machine."""

import sys

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """What one worker may use.

    Attributes:
        cpu_seconds: processor time.
        wall_seconds: time, by the judge's clock. Longer than processor time: waiting is cheap, and the
            machine is shared.
        memory_bytes: address space beyond the zygote's own; a worker's folder in memory comes on top.
        file_bytes: the largest file it may write, and at full confinement all its files together.
        threads: at full confinement, how many it may have.
    """

    cpu_seconds: int = 8
    wall_seconds: float = 30.0
    memory_bytes: int = 2**30
    file_bytes: int = 64 * 2**20
    threads: int = 64


DEFAULT_LIMITS = Limits()

MEMORY_FOR_CUDA = 2**46
"""`memory_bytes` of a worker that uses a GPU: CUDA maps far more address space than it uses."""


def apply(limits: Limits, address_space: int, *, own_user_namespace: bool) -> None:
    """Set the limits of this process for good.

    Args:
        limits: what it may use.
        address_space: bytes that the zygote has mapped.
        own_user_namespace: whether processes are counted for this worker alone.
    """
    import resource  # not on Windows

    used = resource.getrusage(resource.RUSAGE_SELF)
    limit = int(used.ru_utime + used.ru_stime) + limits.cpu_seconds
    # The soft limit ends a worker with SIGXCPU; one that ignores the signal meets the hard limit.
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
    _lower(resource.RLIMIT_FSIZE, limits.file_bytes)
    _lower(resource.RLIMIT_CORE, 0)
    if sys.platform == "linux":
        _lower(resource.RLIMIT_AS, address_space + limits.memory_bytes)
        _lower(resource.RLIMIT_NOFILE, 256)
        _lower(resource.RLIMIT_MEMLOCK, 0)
        _lower(resource.RLIMIT_MSGQUEUE, 0)
        if own_user_namespace:
            _lower(resource.RLIMIT_NPROC, limits.threads)


def _lower(kind: int, value: int) -> None:
    import resource

    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))
