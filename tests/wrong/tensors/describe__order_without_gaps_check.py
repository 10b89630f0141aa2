"""Contiguous is taken for "strides descend": shows for a tensor with gaps, such as zeros(4, 6)[:, :2] or zeros(6)[::2].

Named: takes strides that descend for a tensor without gaps
"""
import torch


def describe(t):
    strides = list(t.stride())
    return {
        "ndim": t.ndim,
        "shape": tuple(t.shape),
        "numel": t.numel(),
        "dtype": t.dtype,
        "device": str(t.device),
        "contiguous": t.numel() <= 1 or strides == sorted(strides, reverse=True),
        "requires_grad": t.requires_grad,
    }
