"""Returns large tensors over a few bytes of memory; a crashing grader or a point is a breach."""
# Unit: norms

import torch


def l1_norm(x):
    return torch.ones(4).as_strided((100, 100), (0, 0))


def l2_norm(x):
    return torch.ones(4).as_strided((20_000, 20_000), (0, 0))  # 1.6 GB once it is copied


def cosine_similarity(b, c, eps=1e-8):
    return torch.ones(4).as_strided((2, 2), (1, 1))
