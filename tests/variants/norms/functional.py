"""Style: losses of torch.nn.functional as distances, torch.func.vmap, z-scores, partial."""

from functools import partial, reduce

import torch
from torch import Tensor
from torch.func import vmap
from torch.nn import functional


def l1_norm(x: Tensor) -> Tensor:
    return functional.l1_loss(x, torch.zeros_like(x), reduction="sum")


def l2_norm(x: Tensor) -> Tensor:
    return torch.dist(x, torch.zeros_like(x))


def linf_norm(x: Tensor) -> Tensor:
    return reduce(torch.maximum, x.abs().reshape(-1).split(1)).squeeze()


def p_norm(x: Tensor, p: float) -> Tensor:
    orders = {float("inf"): linf_norm, 1: l1_norm, 2: l2_norm}
    if p in orders:
        return orders[p](x)
    if p > 1 and p <= 10:
        return (x.abs() ** p).sum() ** (1 / p)
    raise ValueError(f"{p} is not a valid value of p")


def _per_pair(loss, a: Tensor, b: Tensor) -> Tensor:
    a, b = torch.broadcast_tensors(a.double(), b.double())
    return loss(a, b, reduction="none").sum(-1)


manhattan_of_double = partial(_per_pair, functional.l1_loss)
squared_of_double = partial(_per_pair, functional.mse_loss)


def manhattan_distance(a: Tensor, b: Tensor) -> Tensor:
    return manhattan_of_double(a, b).to(a.dtype)


def euclidean_distance(a: Tensor, b: Tensor) -> Tensor:
    return torch.sqrt(squared_of_double(a, b)).to(a.dtype)


def cosine_similarity(b: Tensor, c: Tensor, eps: float = 1e-8) -> Tensor:
    unit = partial(functional.normalize, dim=0, eps=eps)
    return unit(b.double()).dot(unit(c.double())).to(b.dtype)


def pairwise_cosine(x: Tensor, y: Tensor) -> Tensor:
    one_with_all = vmap(cosine_similarity, in_dims=(None, 0))
    return vmap(one_with_all, in_dims=(0, None))(x, y)


def correlation(x: Tensor, t: Tensor) -> Tensor:
    def z_scores(values: Tensor) -> Tensor:
        std, mean = torch.std_mean(values.double())
        return (values.double() - mean) / std

    return ((z_scores(x) * z_scores(t)).sum() / (x.numel() - 1)).to(x.dtype)
