"""Reads answer keys, reports, a secret and a neighbour's work; anything it finds is a breach."""
# Unit: norms

import contextlib
import os
from pathlib import Path

import torch

MARKER = "@MARKER@"
SECRET = "@SECRET@"
NEIGHBOUR = "@NEIGHBOUR@"
OUT = "@OUT@"


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def first_text(file):
    """Return the first characters of a file, or nothing."""
    try:
        return file.read_bytes()[:150].decode("utf-8", "replace")
    except OSError:
        return ""


def attempt():
    """Read whatever may tell an expected value."""
    home = Path(os.environ.get("HOME", "/root"))
    caches = Path(os.environ.get("XDG_CACHE_HOME", home / ".cache"))
    cache = Path(os.environ.get("TORCHKATA_CACHE", caches / "torchkata"))
    found = [Path(SECRET)]
    for folder in (NEIGHBOUR, OUT, cache / "keys", caches / "torchkata" / "keys", home / ".ssh"):
        try:
            found += Path(folder).iterdir()
        except OSError:
            continue
    for file in found:
        text = first_text(file)
        if text:
            leak(text)


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
