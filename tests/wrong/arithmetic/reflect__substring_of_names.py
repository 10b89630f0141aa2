"""Wrong: asks with `in` whether `about` is part of a text instead of one of the names, so "", "=" and "y=" pass instead of raising ValueError; shows for about = "" alone or about = "="."""

import torch
from torch import Tensor


def reflect(points: Tensor, about: str) -> Tensor:
    if about not in "y=x" and about not in "origin":
        raise ValueError(f"about = {about} is unknown")
    x_to = [-1.0, 0.0]
    y_to = [0.0, -1.0]
    if about == "x":
        x_to = [1.0, 0.0]
    elif about == "y":
        y_to = [0.0, 1.0]
    elif about == "y=x":
        x_to, y_to = [0.0, 1.0], [1.0, 0.0]
    matrix = torch.tensor([x_to, y_to], dtype=points.dtype, device=points.device)
    return torch.mm(points, matrix)
