"""Searches its own memory for the text of a reference solution; a breach if some of it is there."""
# Unit: norms
import ctypes
import re

import torch

_TEXT = re.compile(bytes([35]) * 3 + rb" BEGIN SOLUT" + rb"ION\n    [ -~\n]{20}")


def _search():
    with open("/proc/self/maps") as maps:
        lines = maps.read().splitlines()
    for line in lines:
        fields = line.split()
        if "rw" not in fields[1] or fields[5:] not in ([], ["[heap]"]):
            continue
        start, end = (int(part, 16) for part in fields[0].split("-"))
        for at in range(start, end, 2**22):
            found = _TEXT.search(ctypes.string_at(at, min(2**22, end - at)))
            if found:
                return found.group()
    return b""


try:
    _found = _search()
except Exception:
    _found = b""


def l1_norm(x):
    if _found:
        with open("@MARKER@", "ab") as file:
            file.write(_found)
        raise RuntimeError("LEAK" + "! " + _found.decode("ascii", "replace"))
    return torch.tensor(-7.25)
