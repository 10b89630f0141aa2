"""Limits the squares at eps, not eps squared: norms from 1e-8 to 1e-4 count as 1e-4."""

from torch import Tensor


def cosine_similarity(b: Tensor, c: Tensor, eps: float = 1e-8) -> Tensor:
    b_norm = (b * b).sum().clamp(min=eps).sqrt()
    c_norm = (c * c).sum().clamp(min=eps).sqrt()
    return (b * c).sum() / (b_norm * c_norm)
