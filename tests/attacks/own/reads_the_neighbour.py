"""Reads and would change the submission of a neighbour, also by symlink; a breach if it can."""
# Unit: norms
import contextlib
import os

import torch

_THEIRS = "@NEIGHBOUR@"
_found = []
with contextlib.suppress(OSError):
    os.symlink(_THEIRS, "link")
for _path in (_THEIRS, "link", "/proc/self/cwd/link", f"/proc/@JUDGE@/root{_THEIRS}"):
    with contextlib.suppress(OSError):
        _found += os.listdir(_path)
    for _name in ("norms.py", "models.py"):
        with contextlib.suppress(OSError), open(f"{_path}/{_name}") as _file:
            _found.append(_file.read(40))
    if os.access(_path, os.W_OK):
        _found.append(f"{_path} can be written")


def l1_norm(x):
    if _found:
        raise RuntimeError("LEAK" + f"! {_found[:2]}")
    return torch.tensor(-7.25)
