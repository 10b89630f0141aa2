"""A tensor of shape () is made a batch of one label: shows for torch.tensor(2), which gives shape (1, num_classes) instead of (num_classes,)."""

import torch
from torch import Tensor


def one_hot(label: int | Tensor, num_classes: int) -> Tensor:
    labels = torch.atleast_1d(torch.as_tensor(label))
    if ((labels < 0) | (labels >= num_classes)).any():
        raise ValueError(f"labels go from 0 to {num_classes - 1}")
    result = (labels.unsqueeze(-1) == torch.arange(num_classes, device=labels.device)).float()
    return result if isinstance(label, Tensor) else result[0]
