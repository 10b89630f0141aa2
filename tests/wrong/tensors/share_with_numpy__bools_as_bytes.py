"""Arrays of bools are shared as uint8, in the belief that PyTorch knows no bools: shows for dtype bool, where the tensor's dtype is uint8."""
import numpy as np
import torch


def share_with_numpy(array):
    if array.dtype == np.bool_:
        array = array.view(np.uint8)
    return torch.from_numpy(array)
