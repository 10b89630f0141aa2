"""Makes eps a float32 tensor: both 0-dim, so bfloat16 and float16 results become float32."""

import torch
from torch import Tensor


def cosine_similarity(b: Tensor, c: Tensor, eps: float = 1e-8) -> Tensor:
    limit = torch.tensor(eps, device=b.device)
    b_norm = torch.maximum(torch.linalg.vector_norm(b), limit)
    c_norm = torch.maximum(torch.linalg.vector_norm(c), limit)
    return torch.dot(b, c) / (b_norm * c_norm)
