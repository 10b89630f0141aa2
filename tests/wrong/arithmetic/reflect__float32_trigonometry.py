"""Wrong: builds the matrix from sines and cosines in float32 and converts it afterwards, so float64 results are off by about 4e-8; shows for float64 points and every `about` but "x", such as (1, 0) about "y=x"."""

import math

import torch
from torch import Tensor


def reflect(points: Tensor, about: str) -> Tensor:
    if about == "origin":
        angle = torch.tensor(math.pi, dtype=torch.float32, device=points.device)  # half a turn
        c, s = torch.cos(angle), torch.sin(angle)
        matrix = torch.stack([torch.stack([c, -s]), torch.stack([s, c])])
    elif about in ("x", "y", "y=x"):
        angle = {"x": 0.0, "y": math.pi / 2, "y=x": math.pi / 4}[about]
        angle = torch.tensor(2 * angle, dtype=torch.float32, device=points.device)
        c, s = torch.cos(angle), torch.sin(angle)
        matrix = torch.stack([torch.stack([c, s]), torch.stack([s, -c])])
    else:
        raise ValueError("unknown mirror: " + about)
    return points @ matrix.to(points.dtype).T
