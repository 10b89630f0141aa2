"""The range is checked by label.min() and label.max(), which raise for a tensor without elements: shows for labels of shape (0,), which should give shape (0, num_classes)."""

import torch
from torch import Tensor


def one_hot(label: int | Tensor, num_classes: int) -> Tensor:
    label = torch.as_tensor(label)
    if label.min() < 0 or label.max() >= num_classes:
        raise ValueError(f"labels go from 0 to {num_classes - 1}")
    result = torch.zeros(*label.shape, num_classes, device=label.device)
    return result.scatter(-1, label.unsqueeze(-1), 1.0)
