"""requires_grad is True for leaves only: shows for the result of an operation, such as 2 * weight."""
import torch


def describe(t):
    return {
        "ndim": t.ndim,
        "shape": tuple(t.shape),
        "numel": t.numel(),
        "dtype": t.dtype,
        "device": str(t.device),
        "contiguous": t.is_contiguous(),
        "requires_grad": t.requires_grad and t.is_leaf,
    }
