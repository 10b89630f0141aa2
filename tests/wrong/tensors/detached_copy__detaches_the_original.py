"""The original is detached in place: shows on `t` itself, which no longer requires gradients and is out of its graph (a view raises RuntimeError).

Named: detaches t itself, in place
"""
import torch


def detached_copy(t):
    return t.detach_().clone()
