"""Style: roundabout beginner's code with prints, masks, unused variables and odd annotations."""

import math

import torch
import torch.nn.functional as F


def l1_norm(x: torch.FloatTensor):
    size = x.size()  # not needed
    positive = x[x > 0].sum()
    negative = x[x < 0].sum()
    return positive - negative


def l2_norm(x: torch.FloatTensor):
    # hypot(hypot(hypot(a, b), c), d) ..., without the zeros, at which hypot has no slope
    values = x[x != 0].double()
    print("l2_norm of", values.numel(), "elements that are not zero")
    if len(values) == 0:
        return x.abs().sum()
    result = values[0].abs()
    for i in range(1, len(values)):
        result = torch.hypot(result, values[i])
    return result.to(x.dtype)


def linf_norm(x: torch.FloatTensor):
    highest = x.max()
    lowest = x.min()
    print("range", lowest.item(), highest.item())
    if highest >= -lowest:
        return highest
    else:
        return -lowest


def p_norm(x: torch.FloatTensor, p: "int | float"):
    ok = False
    if p >= 1:
        if p <= 10:
            ok = True
        elif p == math.inf:
            return linf_norm(x)
    if ok == False:  # noqa: E712
        raise ValueError("wrong p", p)
    values = x[x != 0].double().abs()
    if len(values) == 0:
        return 0 * x.sum()
    # the same formula in logarithms
    answer = torch.exp(torch.logsumexp(p * torch.log(values), dim=0) / p)
    return answer.type(x.dtype)


def manhattan_distance(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    bigger = torch.maximum(a, b)
    smaller = torch.minimum(a, b)
    differences = bigger - smaller
    dims = differences.ndim
    return torch.sum(differences, dims - 1)


def euclidean_distance(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    a2 = a.double().unsqueeze(-2)
    b2 = b.double().unsqueeze(-2)
    mode = "donot_use_mm_for_euclid_dist"
    result = torch.cdist(a2, b2, p=2.0, compute_mode=mode)
    result = result.squeeze(-1).squeeze(-1)
    return result.type(a.dtype)


def cosine_similarity(b: torch.Tensor, c: torch.Tensor, eps: float = 0.00000001):
    old_dtype = b.dtype
    if old_dtype in (torch.float16, torch.bfloat16):
        b = b.float()
        c = c.float()
    norm_b = torch.linalg.norm(b)
    norm_c = torch.linalg.norm(c)
    if norm_b < eps:
        norm_b = eps
    if norm_c < eps:
        norm_c = eps
    b_scaled = b / norm_b
    c_scaled = c / norm_c
    return (b_scaled * c_scaled).sum().to(old_dtype)


def pairwise_cosine(x: torch.Tensor, y: torch.Tensor):
    n, d = x.shape
    m = y.shape[0]
    x_big = x.double().reshape(n, 1, d).expand(n, m, d)
    y_big = y.double().reshape(1, m, d).expand(n, m, d)
    table = F.cosine_similarity(x_big, y_big, dim=2, eps=1e-8)
    print(table.shape)
    return table.to(x.dtype)


def correlation(x: torch.Tensor, t: torch.Tensor):
    both = torch.vstack((x, t)).double()
    c = torch.cov(both, correction=0)
    std_x = c[0][0] ** 0.5
    std_t = c[1][1] ** 0.5
    r = c[0][1] / (std_x * std_t)
    print("r =", r.item())
    return r.to(x.dtype)
