"""A 0-dim NumPy array becomes a tensor of shape (1,), since np.ascontiguousarray adds an axis: shows for np.array(3.0) only."""
import numpy as np
import torch


def make_tensor(data, dtype=torch.float32):
    if isinstance(data, np.ndarray):
        return torch.from_numpy(np.ascontiguousarray(data).copy()).to(dtype)
    return torch.tensor(data, dtype=dtype)
