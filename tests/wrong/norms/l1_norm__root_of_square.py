"""Takes abs as root of square: 0 for [1e-30], inf for [1e30] in float32."""

from torch import Tensor


def l1_norm(x: Tensor) -> Tensor:
    return (x**2).sqrt().sum()
