"""Only a leaf is connected to its copy; for the result of an operation a new leaf is made: shows for a `t` such as 2 * weight, which gets no gradient though the result requires one."""
import torch


def differentiable_copy(t):
    if t.is_leaf:
        return t.clone()
    return t.detach().clone().requires_grad_(t.requires_grad)
