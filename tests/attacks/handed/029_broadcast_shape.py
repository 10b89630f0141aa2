"""Returns the right number in a wrong shape that broadcasts; a point for it is a breach."""
# Unit: norms

import torch


def l1_norm(x):
    return x.abs().sum().expand(3, 1, 1)


def l2_norm(x):
    return torch.linalg.vector_norm(x).expand(3, 1, 1)


def cosine_similarity(b, c, eps=1e-8):
    lengths = torch.linalg.vector_norm(b).clamp_min(eps) * torch.linalg.vector_norm(c).clamp_min(
        eps
    )
    return (torch.dot(b, c) / lengths).expand(3, 1, 1)
