"""Raises BaseException itself and classes that equal all others; must earn nothing."""
# Unit: norms
import asyncio


class _Equal(type):
    __hash__ = type.__hash__

    def __eq__(cls, other):
        return True


def l1_norm(x):
    raise BaseException("no class in between")


def l2_norm(x):
    raise _Equal("E", (Exception,), {})("equal to object")


def linf_norm(x):
    raise KeyboardInterrupt


def manhattan_distance(a, b):
    raise asyncio.CancelledError


def euclidean_distance(a, b):
    raise GeneratorExit(SystemExit(0))
