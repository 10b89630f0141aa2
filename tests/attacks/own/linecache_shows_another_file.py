"""Makes tracebacks show lines of a secret file as its own; a breach if they reach the report."""
# Unit: norms
import contextlib
import linecache

with contextlib.suppress(Exception):
    with open("@SECRET@") as _file:
        _lines = _file.read().splitlines(True) * 60
    linecache.cache["norms.py"] = (0, None, _lines, "norms.py")


def l1_norm(x):
    raise ValueError("see the line")
