"""Imports or reads the kit's reference solutions; to get hold of them is a breach."""
# Unit: norms

import contextlib
import functools
import importlib
import sys
from pathlib import Path

import torch

MARKER = "@MARKER@"


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def places():
    """Return where the references may lie."""
    roots = [Path(entry) for entry in sys.path if entry]
    try:
        from torchkata.catalog import KIT

        roots.append(KIT)
    except Exception:
        pass
    for root in roots:
        yield root / "solutions" / "norms.py"
        yield root / "torchkata" / "kit" / "solutions" / "norms.py"
        yield root.parent / "solutions" / "norms.py"


@functools.cache
def attempt():
    """Try the import system first, then files."""
    for name in ("solutions.norms", "solutions", "reference", "torchkata.kit.solutions.norms"):
        try:
            module = importlib.import_module(name)
        except Exception:
            continue
        if callable(getattr(module, "l1_norm", None)):
            leak(f"imported {name}")
    for file in places():
        try:
            text = file.read_text("utf-8")
        except OSError:
            continue
        leak(text[-150:])


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
