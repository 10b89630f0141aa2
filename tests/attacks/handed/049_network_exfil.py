"""Connects to a local TCP port and sends what it knows; a connection is a breach."""
# Unit: norms

import contextlib
import socket

import torch

MARKER = "@MARKER@"
PORT = "@PORT@"


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def attempt():
    """Send a few bytes to whoever listens."""
    try:
        with socket.create_connection(("127.0.0.1", int(PORT)), timeout=0.5) as connection:
            connection.sendall(b"inputs")
    except OSError:
        return
    leak("a TCP connection")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
