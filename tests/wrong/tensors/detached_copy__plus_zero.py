"""It adds 0 to make a copy, which changes bools to int64 (and -0.0 to 0.0): shows for a bool tensor."""
import torch


def detached_copy(t):
    return t.detach() + 0
