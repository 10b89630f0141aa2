"""Expands to aa + bb - 2ab, which cancels: 0 or worse for points near each other, far out.

Named: expands the square of the difference, as `cdist` does, which cancels far from the origin
"""

from torch import Tensor


def euclidean_distance(a: Tensor, b: Tensor) -> Tensor:
    squares = (a * a).sum(-1) + (b * b).sum(-1) - 2 * (a * b).sum(-1)
    return squares.clamp(min=0).sqrt()
