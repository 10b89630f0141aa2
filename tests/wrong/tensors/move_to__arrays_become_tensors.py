"""NumPy arrays are turned into tensors on the device: shows for an array in the batch, which has to stay the very same object.

Named: makes tensors of arrays
"""
import numpy as np
import torch


def move_to(batch, device):
    if isinstance(batch, np.ndarray):
        return torch.as_tensor(batch).to(device)
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: move_to(value, device) for key, value in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(move_to(part, device) for part in batch)
    return batch
