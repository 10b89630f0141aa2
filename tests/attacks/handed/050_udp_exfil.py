"""Sends a datagram to a local UDP port; one that arrives is a breach."""
# Unit: norms

import socket

import torch

PORT = "@PORT@"


def attempt():
    """Send a few bytes; that nothing is raised does not mean that they arrive."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"inputs", ("127.0.0.1", int(PORT)))
    except OSError:
        pass


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
