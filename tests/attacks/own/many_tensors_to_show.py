"""Returns thousands of tensors that are written out before a cut; a breach if that takes long."""
# Unit: norms
import torch

_MANY = [torch.arange(1000).to(torch.int8) for _ in range(12_000)]


def l1_norm(x):
    return _MANY
