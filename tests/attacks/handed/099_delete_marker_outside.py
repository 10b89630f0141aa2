"""Deletes, moves, empties or changes a file outside of its folder; a change of it is a breach."""
# Unit: norms

import contextlib
import os

import torch

MARKER = "@MARKER@"


def attempt():
    """Try each way: the gentle ones first, and last what makes the file anew through a link."""
    with contextlib.suppress(OSError):
        os.chmod(MARKER, 0o666)
    with contextlib.suppress(OSError):
        os.utime(MARKER, (0, 0))
    with contextlib.suppress(OSError):
        os.truncate(MARKER, 0)
    with contextlib.suppress(OSError):
        os.rename(MARKER, MARKER + ".moved")
    for path in (MARKER + ".moved", MARKER):
        with contextlib.suppress(OSError):
            os.unlink(path)
    with contextlib.suppress(OSError):
        os.symlink(MARKER, "link")
    with contextlib.suppress(OSError), open("link", "a") as file:
        file.write("through a link")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
