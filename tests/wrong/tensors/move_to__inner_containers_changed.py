"""Only the outermost container is copied, those in it are written to: shows for a list or dict inside another container, whose tensors are on the new device in the original as well."""
import copy

import torch


def _fill(box, device):
    for key in (box if isinstance(box, dict) else range(len(box))):
        box[key] = _move(box[key], device)
    return box


def _move(x, device):
    if isinstance(x, torch.Tensor):
        return x.to(device)
    if isinstance(x, tuple):
        return tuple(_move(part, device) for part in x)
    if isinstance(x, (list, dict)):
        return _fill(x, device)
    return x


def move_to(batch, device):
    return _move(copy.copy(batch) if isinstance(batch, (list, dict)) else batch, device)
