"""Early exit for zero vectors gives a float32 constant: wrong dtype for float64 input."""

import torch
from torch import Tensor


def cosine_similarity(b: Tensor, c: Tensor, eps: float = 1e-8) -> Tensor:
    if not b.any() or not c.any():
        return torch.tensor(0.0)
    b_norm = torch.linalg.vector_norm(b).clamp(min=eps)
    c_norm = torch.linalg.vector_norm(c).clamp(min=eps)
    return b @ c / (b_norm * c_norm)
