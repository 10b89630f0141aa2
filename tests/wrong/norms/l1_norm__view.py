"""Flattens with view: RuntimeError for a non-contiguous tensor, such as a slice or transpose.

Named: flattens with `view`, which cannot take memory with gaps
"""

from torch import Tensor


def l1_norm(x: Tensor) -> Tensor:
    return x.view(-1).abs().sum()
