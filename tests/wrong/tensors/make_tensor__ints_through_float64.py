"""Every number goes through float64 first, so an int64 loses digits: shows for dtype int64 and Python ints beyond 2**53, such as 2**53 + 1."""
import numpy as np
import torch


def make_tensor(data, dtype=torch.float32):
    numbers = np.array(data, dtype=np.float64)
    return torch.from_numpy(numbers).to(dtype)
