"""Every device that torch.device accepts and that is not a missing GPU is returned: shows for "meta" or "xpu", which are none of the three."""
import torch


def pick_device(prefer=None):
    if prefer is None:
        if torch.cuda.is_available():
            return torch.device("cuda")
        if torch.backends.mps.is_available():
            return torch.device("mps")
        return torch.device("cpu")
    try:
        device = torch.device(prefer)
    except RuntimeError:
        raise ValueError(f"unknown device {prefer}")
    if device.type == "cuda" and not torch.cuda.is_available():
        raise ValueError(f"{prefer} is not available")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"{prefer} is not available")
    return device
