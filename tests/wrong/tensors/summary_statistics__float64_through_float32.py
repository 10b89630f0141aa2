"""The values are read out and put back through a float32 tensor: shows for float64, whose digits beyond the seventh are lost though the dtype is right."""
import torch


def summary_statistics(t):
    names = ["min", "max", "sum", "prod", "mean", "var", "std"]
    facts = {}
    for name in names:
        number = getattr(t.flatten(), name)().item()
        facts[name] = torch.tensor(number, device=t.device).to(t.dtype)
    return facts
