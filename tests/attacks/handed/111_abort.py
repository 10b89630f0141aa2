"""Aborts the process in a call; a grader that ends with it, or a point, is a breach."""
# Unit: norms

import os

import torch


def l1_norm(x):
    os.abort()


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
