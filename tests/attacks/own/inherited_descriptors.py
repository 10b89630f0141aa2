"""Tries every descriptor for control sockets, pipes and folders; a breach if one is there."""
# Unit: norms
import contextlib
import os
import socket
import stat

import torch


def _unexpected():
    for number in (*range(5000), 2**20 - 1):
        try:
            kind = os.fstat(number).st_mode
        except OSError:
            continue
        if number < 3 and stat.S_ISCHR(kind):
            continue
        if number == 3 and stat.S_ISSOCK(kind):
            with socket.socket(fileno=os.dup(3)) as channel:
                kind_of_socket = channel.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE)
            if kind_of_socket == socket.SOCK_STREAM:
                continue
        yield f"{number} {stat.filemode(kind)}"


_found = []
with contextlib.suppress(OSError):
    _found.extend(_unexpected())


def l1_norm(x):
    if _found:
        raise RuntimeError("LEAK" + f"! {_found[:5]}")
    return torch.tensor(-7.25)
