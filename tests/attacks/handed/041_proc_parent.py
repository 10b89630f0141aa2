"""Reads the judge's and the parent's memory map, environment and files; to read any is a breach."""
# Unit: norms

import contextlib
import os

import torch

MARKER = "@MARKER@"
JUDGE = "@JUDGE@"
SECRET = "@SECRET@"


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def attempt():
    """Look at other processes through /proc."""
    pids = {int(JUDGE), os.getppid()} - {0, 1, os.getpid()}
    for pid in sorted(pids):
        for name in (f"root{SECRET}", "environ", "maps", "cmdline"):
            try:
                with open(f"/proc/{pid}/{name}", "rb") as file:
                    content = file.read(150)
            except OSError:
                continue
            if content:
                leak(content.decode("utf-8", "replace"))


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
