"""Wrong: every sample is reshaped to the shape of the first, so (2, 3) with (3, 2), or (3,) with (1, 3), is accepted instead of raising RuntimeError."""

import torch


def stack_samples(tensors):
    shape = tensors[0].shape
    return torch.stack([t.reshape(shape) for t in tensors])
