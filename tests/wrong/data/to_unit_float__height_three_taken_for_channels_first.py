"""A picture whose first axis has length 3 is taken to have its channels first already: shows for pictures of height 3, such as shape (3, 5, 3), which are not permuted."""

import torch
from torch import Tensor


def to_unit_float(image: Tensor) -> Tensor:
    if image.ndim == 2:
        image = image.unsqueeze(0)
    elif image.shape[0] != 3:
        image = image.permute(2, 0, 1)
    return image.to(torch.float32) / 255 if image.dtype == torch.uint8 else image
