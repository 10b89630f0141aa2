"""Lists other processes and their command lines; to see one is a breach."""
# Unit: norms

import contextlib
import os

import torch

MARKER = "@MARKER@"


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def attempt():
    """Read the command line of every process but this one and its parent."""
    try:
        pids = {int(name) for name in os.listdir("/proc") if name.isdigit()}
    except OSError:
        return
    for pid in sorted(pids - {os.getpid(), os.getppid()}):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                command = file.read(150)
        except OSError:
            continue
        if command:
            leak(f"process {pid}: {command!r}")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
