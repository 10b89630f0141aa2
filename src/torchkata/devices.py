"""Where code runs: on the CPU, on a simulated GPU, or on an accelerator of this machine.

A device is named as on the command line: `cpu`, `simulated`, or as PyTorch names it, such as `cuda:0`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import torch

from torchkata.confinement import Level
from torchkata.simulated_device import SimulatedDevice

SIMULATED = "simulated"
SIMULATED_AS = "cuda:1"
"""What the simulated device calls itself. Under `cuda:1` a hard-coded "cuda" means another device."""


class UnknownDevice(Exception):
    """No such device can be had here. The message says what can."""


@contextmanager
def in_force(device: str) -> Iterator[torch.device]:
    """Make a device usable in the body of the `with` statement, and give it.

    On a real accelerator numbers are those of full precision: with TensorFloat-32, which convolutions use by
    default on an NVIDIA GPU, a product keeps 10 bits of each factor.
    """
    if device == "cpu":
        yield torch.device("cpu")
    elif device == SIMULATED:
        with SimulatedDevice(SIMULATED_AS) as simulated:
            yield simulated.device
    else:
        torch.get_device_module(device).manual_seed(0)
        switches = torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
        try:
            yield torch.device(device)
        finally:
            torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32 = switches


@cache
def prepare(device: str) -> None:
    """Do what the first operation on a device does once in a process and takes seconds, for time limits' sake."""
    with in_force(device) as place:
        torch.ones(1, device=place).add_(1)


def accelerator() -> str | None:
    """Return the first real accelerator of this machine, or None."""
    found = torch.accelerator.current_accelerator(check_available=True)
    return None if found is None else f"{found.type}:{found.index or 0}"


def beside_the_cpu(asked: str) -> tuple[str, ...]:
    """Return the devices that checks run on after the CPU.

    Args:
        asked: `auto` (the simulated device, and the accelerator where there is one), `cpu`, `simulated`, or a
            device of this machine, such as `cuda` or `cuda:0`.

    Raises:
        UnknownDevice: there is no such device here.
    """
    real = accelerator()
    if asked == "auto":
        return (SIMULATED,) if real is None else (SIMULATED, real)
    if asked == "cpu":
        return ()
    if asked == SIMULATED:
        return (SIMULATED,)
    usable = ["auto", "cpu", SIMULATED, *_devices_of(real)]
    try:
        device = torch.device(asked)
    except RuntimeError:
        device = None
    name = "" if device is None else f"{device.type}:{device.index or 0}"
    if name not in usable:
        raise UnknownDevice(
            f"There is no device {asked!r} on this machine. There is: {', '.join(usable)}."
        )
    return (name,)


def devices_for_workers(asked: str, level: Level) -> tuple[str, ...]:
    """Return the devices that workers run on after the CPU. Only those that nothing confines reach a GPU.

    Raises:
        UnknownDevice: there is no such device here, or none that these workers could use.
    """
    devices = beside_the_cpu(asked)
    simulated = tuple(device for device in devices if device == SIMULATED)
    if level == "none" or asked == "auto" or devices == simulated:
        return devices if level == "none" else simulated
    raise UnknownDevice(
        f"Confined workers cannot reach {devices[0]}: a GPU's driver is no place for strangers' code. "
        "`--device simulated` finds device mistakes without one; for submissions that you trust there is "
        "`--isolation none`."
    )


def _devices_of(accelerator: str | None) -> Sequence[str]:
    if accelerator is None:
        return ()
    kind = accelerator.partition(":")[0]
    return [f"{kind}:{index}" for index in range(torch.accelerator.device_count())]
