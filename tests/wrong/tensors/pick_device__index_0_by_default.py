"""Without a preference it answers cuda:0 instead of cuda: shows for prefer=None where CUDA can be used, as torch.device("cuda:0") is not equal to torch.device("cuda")."""
import torch


def pick_device(prefer=None):
    if prefer is None:
        if torch.cuda.is_available():
            return torch.device("cuda", 0)
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
