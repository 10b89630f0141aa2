"""The array is flattened before and shaped back after, which copies one that is not contiguous: shows for a transposed or sliced array only.

Named: flattens the array on the way, which copies one that has gaps
"""
import torch


def share_with_numpy(array):
    return torch.from_numpy(array.reshape(-1)).reshape(array.shape)
