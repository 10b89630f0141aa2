"""Whatever is neither a tensor nor a container is deep-copied: shows for an object, set or array in the batch, which is equal but not the very same object."""
import copy

import torch


def move_to(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: move_to(value, device) for key, value in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(move_to(part, device) for part in batch)
    return copy.deepcopy(batch)
