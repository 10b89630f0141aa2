"""Sets its inputs to zero and returns what is right for zeros; a point for it is a breach."""
# Unit: norms

import torch


def l1_norm(x):
    with torch.no_grad():
        x.zero_()
    return x.abs().sum()


def l2_norm(x):
    with torch.no_grad():
        x.zero_()
    return x.sum()


def cosine_similarity(b, c, eps=1e-8):
    with torch.no_grad():
        b.zero_()
        c.zero_()
    return (b * c).sum()
