"""A protected array is made writable to get rid of a warning, and left so: shows for an array with flags.writeable False, which is writable afterwards.

Named: takes the write protection off the caller's array
"""
import numpy as np
import torch


def copy_from_numpy(array):
    if not array.flags.writeable and array.flags.owndata:
        array.flags.writeable = True
    return torch.tensor(np.array(array, dtype=np.float32, order="C"))
