"""A tensor that requires no gradients is returned itself, not copied: shows if the result for such a tensor is changed in place."""
import torch


def differentiable_copy(t):
    if t.requires_grad:
        return t.clone()
    return t
