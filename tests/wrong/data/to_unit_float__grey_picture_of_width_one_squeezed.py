"""A last axis of length 1 is squeezed as the channel of a grey picture even where it is the width: shows for grey pictures of shape (H, 1), which raise an error."""

import torch
from torch import Tensor


def to_unit_float(image: Tensor) -> Tensor:
    if image.shape[-1] == 1:  # an axis for a single channel
        image = image.squeeze(-1)
    image = image.unsqueeze(0) if image.ndim == 2 else image.permute(2, 0, 1)
    return image.to(torch.float32) / 255 if image.dtype == torch.uint8 else image
