"""Meets other processes at sockets without a file; to meet one is a breach."""
# Unit: norms

import contextlib
import errno
import socket
import sys
import zlib

import torch

MARKER = "@MARKER@"
NAME = f"\0mailbox-{zlib.crc32(MARKER.encode())}"


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def names():
    """Return the names of such sockets that are open on this machine."""
    try:
        with open("/proc/net/unix") as file:
            fields = [line.split() for line in file.readlines()[1:]]
    except OSError:
        return []
    return ["\0" + f[7][1:] for f in fields if len(f) > 7 and f[7].startswith("@")]


def attempt():
    """Bind a name, which fails if another worker holds it, and connect to all other names."""
    if hasattr(sys, "mailbox"):
        return
    sys.mailbox = None
    try:
        sys.mailbox = socket.socket(socket.AF_UNIX)
        sys.mailbox.bind(NAME)
        sys.mailbox.listen(1)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            leak("another worker holds the name")
    for name in names():
        if name == NAME:
            continue
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(0.5)
                connection.connect(name)
        except OSError:
            continue
        leak(f"a connection to {name[1:]}")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    attempt()
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    attempt()
    return torch.tensor(0.5)
