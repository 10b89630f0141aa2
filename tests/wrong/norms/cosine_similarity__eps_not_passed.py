"""Never hands eps on: only the default works, eps = 10 with short vectors shows it.

Named: ignores the caller's eps
"""

import torch.nn.functional as F
from torch import Tensor


def cosine_similarity(b: Tensor, c: Tensor, eps: float = 1e-8) -> Tensor:
    return F.cosine_similarity(b, c, dim=0)
