"""Wrong: the steps of a contiguous batch are written down for any batch, so the numbers are wrong (or out of the memory) for a transposed or sliced `images`."""

import torch


def add_channel(images):
    n, h, w = images.shape
    return torch.as_strided(images, (n, 1, h, w), (h * w, h * w, w, 1))
