"""Style: careful numerics; everything is divided by its largest element before it is squared."""

import math

import torch
from torch import Tensor


def _largest(x: Tensor, dim: int) -> Tensor:
    # largest magnitude along dim, kept as an axis; 1 where all is zero; a constant
    top = x.detach().abs().amax(dim=dim, keepdim=True)
    return torch.where(top > 0, top, torch.ones_like(top))


def _length(x: Tensor, dim: int = -1, p: float = 2) -> Tensor:
    x = x.to(torch.float64)
    top = _largest(x, dim)
    powers = (x / top).abs().pow(p).sum(dim=dim)
    safe = torch.where(powers > 0, powers, torch.ones_like(powers))
    root = torch.where(powers > 0, safe.pow(1 / p), powers)
    return root * top.squeeze(dim)


def _unit(x: Tensor, eps: float) -> Tensor:
    x = x.to(torch.float64)
    return x / _length(x).clamp(min=eps).unsqueeze(-1)


def l1_norm(x: Tensor) -> Tensor:
    return x.abs().sum(dtype=torch.float64).to(x.dtype)


def l2_norm(x: Tensor) -> Tensor:
    return _length(x.flatten()).to(x.dtype)


def linf_norm(x: Tensor) -> Tensor:
    return x.flatten().abs().sort(descending=True).values[0]


def p_norm(x: Tensor, p: float) -> Tensor:
    finite = 1 <= p <= 10
    if not finite and not (math.isinf(p) and p > 0):
        raise ValueError(f"expected 1 <= p <= 10 or p = inf, got {p!r}")
    return _length(x.flatten(), p=p).to(x.dtype) if finite else linf_norm(x)


def manhattan_distance(a: Tensor, b: Tensor) -> Tensor:
    return _length(a.double() - b.double(), p=1).to(a.dtype)


def euclidean_distance(a: Tensor, b: Tensor) -> Tensor:
    return _length(a.double() - b.double()).to(a.dtype)


def cosine_similarity(b: Tensor, c: Tensor, eps: float = 1e-8) -> Tensor:
    return (_unit(b, eps) * _unit(c, eps)).sum().to(b.dtype)


def pairwise_cosine(x: Tensor, y: Tensor) -> Tensor:
    return torch.matmul(_unit(x, 1e-8), _unit(y, 1e-8).mT).to(x.dtype)


def correlation(x: Tensor, t: Tensor) -> Tensor:
    def standardized(values: Tensor) -> Tensor:
        shifted = values.double() - values.detach()[0].double()
        shifted = shifted / _largest(shifted, 0)
        centred = shifted - shifted.mean()
        return centred / centred.square().sum().sqrt()

    return torch.inner(standardized(x), standardized(t)).to(x.dtype)
