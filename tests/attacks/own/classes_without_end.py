"""Raises classes with hundreds of bases and impossible names; a breach if grading ends."""
# Unit: norms
import itertools

_kind = Exception
for _number in range(400):
    _kind = type(f"Level{_number}", (_kind,), {})


class _Namer(type):
    @property
    def __name__(cls):
        return next(_names)


_names = itertools.cycle(["\ud800", "N" * 100_000, b"bytes", 17, "", None])
Odd = _Namer("Odd", (Exception,), {})


def l1_norm(x):
    raise _kind("deep")


def l2_norm(x):
    raise Odd("named")


def linf_norm(x):
    raise type("\udcff", (Exception,), {})("\udfff half a pair")
