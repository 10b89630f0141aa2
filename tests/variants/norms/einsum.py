"""Style: products and einsum everywhere, signs instead of abs, the double-where trick for roots."""

import torch
from torch import Tensor, einsum


def _wide(x: Tensor) -> Tensor:
    return x.float() if x.element_size() < 4 else x


def _safe_root(squares: Tensor) -> Tensor:
    zero = squares == 0
    return torch.where(zero, 0.0, torch.sqrt(torch.where(zero, 1.0, squares)))


def l1_norm(x: Tensor) -> Tensor:
    flat = _wide(x).reshape(-1)
    return einsum("i,i->", flat, flat.sign()).to(x.dtype)


def l2_norm(x: Tensor) -> Tensor:
    flat = _wide(x).reshape(-1)
    return _safe_root(einsum("i,i->", flat, flat)).to(x.dtype)


def linf_norm(x: Tensor) -> Tensor:
    flat = x.reshape(-1)
    where = (flat * flat.sign()).argmax()
    chosen = flat[where]
    return chosen * chosen.sign()


def p_norm(x: Tensor, p: float) -> Tensor:
    if p == float("inf"):
        return linf_norm(x)
    if not 1 <= p <= 10:
        raise ValueError(f"order {p=} is outside of [1, 10] and not infinite")
    powers = torch.float_power(x.reshape(-1).abs(), p)
    total = einsum("i->", powers)
    return torch.float_power(total, 1.0 / p).to(x.dtype)


def manhattan_distance(a: Tensor, b: Tensor) -> Tensor:
    d = _wide(a) - _wide(b)
    return einsum("...d,...d->...", d, d.sign()).to(a.dtype)


def euclidean_distance(a: Tensor, b: Tensor) -> Tensor:
    d = _wide(a) - _wide(b)
    return _safe_root(einsum("...d,...d->...", d, d)).to(a.dtype)


def cosine_similarity(b: Tensor, c: Tensor, eps: float = 1e-8) -> Tensor:
    u, v = _wide(b), _wide(c)
    u_norm = torch.dot(u, u).sqrt().clamp(min=eps)
    v_norm = torch.dot(v, v).sqrt().clamp(min=eps)
    return (torch.dot(u, v) / (u_norm * v_norm)).to(b.dtype)


def pairwise_cosine(x: Tensor, y: Tensor) -> Tensor:
    u, v = _wide(x), _wide(y)
    u_norm = einsum("nd,nd->n", u, u).sqrt().clamp_min(1e-8)
    v_norm = einsum("md,md->m", v, v).sqrt().clamp_min(1e-8)
    return einsum("nd,md,n,m->nm", u, v, 1 / u_norm, 1 / v_norm).to(x.dtype)


def correlation(x: Tensor, t: Tensor) -> Tensor:
    u = _wide(x) - _wide(x).mean()
    v = _wide(t) - _wide(t).mean()
    gram = einsum("in,jn->ij", torch.stack([u, v]), torch.stack([u, v]))
    return (gram[0, 1] / gram[0, 0].sqrt() / gram[1, 1].sqrt()).to(x.dtype)
