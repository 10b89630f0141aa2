"""Largest square, then root: 0 for [1e-30] and inf for [1e30] in float32."""

from torch import Tensor


def linf_norm(x: Tensor) -> Tensor:
    return x.square().max().sqrt()
