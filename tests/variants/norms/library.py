"""Style: the nearest ready-made PyTorch function for everything, as short as it gets."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor


def l1_norm(x: Tensor) -> Tensor:
    return torch.linalg.vector_norm(x, ord=1)


def l2_norm(x: Tensor) -> Tensor:
    return torch.linalg.vector_norm(x)


def linf_norm(x: Tensor) -> Tensor:
    return torch.linalg.vector_norm(x, ord=math.inf)


def p_norm(x: Tensor, p: float) -> Tensor:
    if not (1 <= p <= 10 or p == math.inf):
        raise ValueError(f"p must be from 1 to 10 or inf, not p={p}")
    return torch.linalg.vector_norm(x, ord=p)


def manhattan_distance(a: Tensor, b: Tensor) -> Tensor:
    return F.pairwise_distance(a, b, p=1, eps=0)


def euclidean_distance(a: Tensor, b: Tensor) -> Tensor:
    return F.pairwise_distance(a, b, eps=0)


def cosine_similarity(b: Tensor, c: Tensor, eps: float = 1e-8) -> Tensor:
    # double: float16 would round eps to zero
    return F.cosine_similarity(b.double(), c.double(), dim=0, eps=eps).to(b.dtype)


def pairwise_cosine(x: Tensor, y: Tensor) -> Tensor:
    rows = F.normalize(x.double(), dim=1, eps=1e-8)
    columns = F.normalize(y.double(), dim=1, eps=1e-8).T
    return (rows @ columns).to(x.dtype)


def correlation(x: Tensor, t: Tensor) -> Tensor:
    return torch.corrcoef(torch.stack([x, t]).double())[0, 1].to(x.dtype)
