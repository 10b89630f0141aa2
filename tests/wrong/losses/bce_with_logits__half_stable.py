"""Uses logsigmoid for label 1 but log(1 - σ(z)) for label 0: for large positive z (20 in float32, 40 in float64) infinite unless the label is 1, and with a nan gradient even then.

Named: is infinite or nan for large logits, where one of its steps overflows
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def bce_with_logits(z: Tensor, y: Tensor) -> Tensor:
    if z.shape != y.shape:
        raise ValueError("shapes differ")
    log_p = F.logsigmoid(z)
    log_q = torch.log(1 - torch.sigmoid(z))
    return -torch.where(y == 0, log_q, torch.where(y == 1, log_p, y * log_p + (1 - y) * log_q)).mean()
