"""Wrong: when no element of `mask` is True, a fresh empty tensor is returned, float32 and on the CPU whatever `t` is, and cut from the graph."""

import torch


def select_rows(t, mask):
    if mask.ndim != 1:
        raise ValueError("mask must have one axis")
    if mask.shape[0] != t.shape[0]:
        raise ValueError(f"mask has {mask.shape[0]} elements, t has {t.shape[0]} rows")
    if not mask.any():
        return torch.empty((0, *t.shape[1:]))
    return t[mask]
