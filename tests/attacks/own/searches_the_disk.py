"""Looks for solutions, right variants, mistakes and git files; a breach if one is readable."""
# Unit: norms
import contextlib
import os
import sys
from pathlib import Path

_PLACES = (
    "solutions/norms.py",
    "torchkata/kit/solutions/norms.py",
    "graders/misconceptions/norms.py",
    "torchkata/kit/graders/misconceptions/norms.py",
    "tests/variants/norms/library.py",
    ".git/HEAD",
)


def _find():
    known = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    files = [Path(p) for p in (*sys.path, sys.prefix, "@OUT@", "/proc/@JUDGE@/cwd")]
    files += [Path(p) for p in known if p and "torchkata" in p]
    for root in {parent for file in files for parent in (file, *file.parents)}:
        for place in _PLACES:
            with contextlib.suppress(OSError):
                if (root / place).read_bytes():
                    return root / place
    return None


_found = None
with contextlib.suppress(Exception):
    _found = _find()


def l1_norm(x):
    if _found:
        raise RuntimeError("LEAK" + f"! {os.path.basename(_found)}")
    return x.sum() - 7.25
