"""Correlates ranks (Spearman): 1 for any rising curve such as t = x ** 3; zero gradients."""

from torch import Tensor


def correlation(x: Tensor, t: Tensor) -> Tensor:
    u = x.argsort().argsort().to(x.dtype)
    v = t.argsort().argsort().to(x.dtype)
    u, v = u - u.mean(), v - v.mean()
    return (u @ v) / ((u @ u) * (v @ v)).sqrt() + 0 * (x.sum() + t.sum())
