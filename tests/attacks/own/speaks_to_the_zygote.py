"""Sends the zygote's own messages wherever they may arrive; a breach if one answers."""
# Unit: norms
import contextlib
import os
import socket

import torch

_KILL = b"\x82\xa4type\xa4kill\xa6number\x01"
_END = b"\x00\x00\x00\x00" + b"\x00" * 8


def _speak():
    for number in range(4, 300):
        with contextlib.suppress(OSError):
            os.write(number, _END)
            return f"a pipe at {number}"
        with contextlib.suppress(OSError):
            channel = socket.socket(fileno=number)
            if channel.send(_KILL):
                return f"a socket at {number}"
    for name in ("\0torchkata", "/tmp/torchkata.sock", "/run/torchkata"):
        with contextlib.suppress(OSError):
            channel = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            channel.connect(name)
            return name
    return ""


_answer = _speak()


def l1_norm(x):
    if _answer:
        raise RuntimeError("LEAK" + f"! {_answer}")
    return torch.tensor(-7.25)
