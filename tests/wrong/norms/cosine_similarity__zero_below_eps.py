"""Returns 0 for all vectors shorter than eps: [1e-9] with [1] is 0.1, not 0."""

import torch
from torch import Tensor


def cosine_similarity(b: Tensor, c: Tensor, eps: float = 1e-8) -> Tensor:
    b_norm, c_norm = torch.linalg.vector_norm(b), torch.linalg.vector_norm(c)
    if b_norm < eps or c_norm < eps:
        return (b * c).sum() * 0
    return b @ c / (b_norm * c_norm)
