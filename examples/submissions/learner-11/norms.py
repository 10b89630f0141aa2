"""Norms, distances and similarity.

A norm says how large a tensor is, a distance how far apart two points are, and a similarity how
much two vectors point the same way. All three squeeze many numbers into one, so they share their
pitfalls: signs that cancel, roots that go missing, axes reduced by accident, and a division by
zero for the one vector that has no direction. You will meet them again as loss functions, weight
penalties, gradient clipping and embedding search.

Where a contract calls a gradient *free*, any value will do, nan included.
"""

import math

import torch
from torch import Tensor


def l1_norm(x: Tensor) -> Tensor:
    return abs(x).sum()


def l2_norm(x: Tensor) -> Tensor:
    return torch.dist(x, torch.zeros_like(x))


def linf_norm(x: Tensor) -> Tensor:
    return torch.dist(x, torch.zeros_like(x), math.inf)


def assert_p(p):
    if p == math.inf or 1 <= p <= 10:
        return
    raise ValueError(f"p out of range: {p}")


def p_norm(x: Tensor, p: float) -> Tensor:
    assert_p(p)
    return torch.dist(x, torch.zeros_like(x), p)


def manhattan_distance(a: Tensor, b: Tensor) -> Tensor:
    return (a - b).abs().sum(-1)


def euclidean_distance(a: Tensor, b: Tensor) -> Tensor:
    return (a - b).norm(dim=-1)


def table(x, y, eps):
    # one function for both exercises below
    x64, y64 = x.to(torch.float64), y.to(torch.float64)
    x64 = x64 / x64.norm(dim=1, keepdim=True).clamp(min=eps)
    y64 = y64 / y64.norm(dim=1, keepdim=True).clamp(min=eps)
    return (x64 @ y64.mT).to(x.dtype)


def cosine_similarity(b: Tensor, c: Tensor, eps: float = 1e-8) -> Tensor:
    return table(b[None], c[None], eps)[0, 0]


def pairwise_cosine(x: Tensor, y: Tensor) -> Tensor:
    return table(x, y, 1e-8)


def correlation(x: Tensor, t: Tensor) -> Tensor:
    x64, t64 = x.to(torch.float64), t.to(torch.float64)
    sx, st = x64.std(), t64.std()
    return (((x64 - x64.mean()) / sx) @ ((t64 - t64.mean()) / st) / (len(x) - 1)).to(x.dtype)
