"""Adds eps to each norm: hardly visible by default, plain with eps = 0.5.

Named: adds eps to each norm
"""

import torch
from torch import Tensor


def cosine_similarity(b: Tensor, c: Tensor, eps: float = 1e-8) -> Tensor:
    return b @ c / ((torch.linalg.vector_norm(b) + eps) * (torch.linalg.vector_norm(c) + eps))
