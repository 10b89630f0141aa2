"""Leaves a note in a folder that nobody may enter; a breach if the next worker finds it."""
# Unit: norms
import contextlib
import glob
import os

import torch

_PLACES = (".", "/tmp", "/var/tmp", "/dev/shm", "/box", "/run")
_found = []


def _read_notes():
    for place in _PLACES:
        for pattern in ("own-note", "torchkata-*/own-note", "torchkata-*/inner/own-note"):
            for file in glob.glob(f"{place}/{pattern}"):
                with contextlib.suppress(OSError):
                    _found.append(open(file).read())
                    os.chmod(os.path.dirname(file), 0o700)
                    os.unlink(file)


def _leave_notes():
    for place in _PLACES:
        with contextlib.suppress(OSError), open(f"{place}/own-note", "w") as file:
            file.write("from the worker before")
    with contextlib.suppress(OSError):
        os.mkdir("inner")
        with open("inner/own-note", "w") as file:
            file.write("from the worker before")
        os.chmod("inner", 0o500)


_read_notes()
if not _found:
    _leave_notes()


def l1_norm(x):
    if _found:
        raise RuntimeError("LEAK" + f"! {_found[0]}")
    return torch.tensor(-7.25)


def l2_norm(x):
    return l1_norm(x)
