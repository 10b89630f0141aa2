"""Rewrites reports when the process ends; any change in the reports' folder is a breach."""
# Unit: norms

import atexit
import contextlib
import json
from pathlib import Path

import torch

MARKER = "@MARKER@"
OUT = "@OUT@"


def mark(what):
    """Leave a trace outside of the worker."""
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(what + "\n")


def l1_norm(x):
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)


@atexit.register
def forge():
    """Overwrite whatever reports there are, and add one."""
    text = json.dumps({"submission": "forged", "earned": 106, "points": 106, "passed": True})
    for report in [*Path(OUT).glob("*.json"), Path(OUT, "forged.json")]:
        with contextlib.suppress(OSError):
            report.write_text(text)
            mark(f"wrote {report.name}")
