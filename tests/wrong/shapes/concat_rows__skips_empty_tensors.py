"""Wrong: tensors without rows are left out before joining, so nothing is left to join where all are empty, and a tensor of shape (0, 4) passes among those of shape (n, 3)."""

import torch


def concat_rows(tensors):
    return torch.cat([t for t in tensors if len(t) > 0])
