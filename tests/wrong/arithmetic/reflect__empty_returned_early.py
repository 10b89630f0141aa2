"""Wrong: returns `points` itself where there are none, which is no new tensor, and before it looks at `about`, so no ValueError is raised; shows for points of shape (0, 2)."""

import torch
from torch import Tensor


def reflect(points: Tensor, about: str) -> Tensor:
    if len(points) == 0:
        return points  # nothing to mirror
    if about == "x":
        matrix = [[1, 0], [0, -1]]
    elif about == "y":
        matrix = [[-1, 0], [0, 1]]
    elif about == "y=x":
        matrix = [[0, 1], [1, 0]]
    elif about == "origin":
        matrix = [[-1, 0], [0, -1]]
    else:
        raise ValueError(f"unknown: {about}")
    return points @ torch.tensor(matrix, dtype=points.dtype, device=points.device)
