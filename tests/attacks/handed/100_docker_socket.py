"""Connects to daemons of the host that could run anything; a connection is a breach."""
# Unit: norms

import contextlib
import socket

import torch

MARKER = "@MARKER@"
DAEMONS = (
    "/var/run/docker.sock",
    "/run/containerd/containerd.sock",
    "/run/podman/podman.sock",
    "/run/systemd/private",
    "/run/dbus/system_bus_socket",
)


def leak(what):
    """Say that the attack got what it wanted."""
    text = "LEAK" + "! " + str(what)[:200]
    with contextlib.suppress(OSError), open(MARKER, "a") as file:
        file.write(text + "\n")
    print(text)
    raise RuntimeError(text)


def attempt():
    """Connect to each, and ask for nothing."""
    for path in DAEMONS:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(0.5)
                connection.connect(path)
        except OSError:
            continue
        leak(f"a connection to {path}")


def l1_norm(x):
    attempt()
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
