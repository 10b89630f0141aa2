"""It raises only if no label at all is a class: shows for a tensor with valid and invalid labels, such as [0, -1] or [1, 7], where the invalid one becomes a row of zeros."""

import torch
from torch import Tensor


def one_hot(label: int | Tensor, num_classes: int) -> Tensor:
    labels = torch.as_tensor(label)
    result = labels.unsqueeze(-1) == torch.arange(num_classes, device=labels.device)
    if labels.numel() > 0 and not result.any():
        raise ValueError(f"labels go from 0 to {num_classes - 1}")
    return result.to(torch.float32)
