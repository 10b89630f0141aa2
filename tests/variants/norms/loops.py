"""Style: Python loops over elements or coordinates, with running totals in float64."""

import math

import torch


def _elements(x):
    return x.reshape(-1).to(torch.float64).unbind()


def l1_norm(x):
    total = 0.0
    for value in _elements(x):
        total = total + abs(value)
    return total.to(x.dtype)


def l2_norm(x):
    total = 0.0
    for value in _elements(x):
        total += value * value
    if total == 0:
        # The root has no slope here, so take something else that is zero.
        return x.sum()
    return (total**0.5).to(x.dtype)


def linf_norm(x):
    worst = None
    for value in x.flatten().unbind():
        size = value if value >= 0 else -value
        if worst is None or size > worst:
            worst = size
    return worst


def p_norm(x, p):
    if math.isnan(p):
        raise ValueError("p is nan")
    if p < 1:
        raise ValueError("p is " + str(p) + ", less than 1")
    if p > 10 and p != math.inf:
        raise ValueError("p is " + str(p) + ", more than 10")
    if p == math.inf:
        return linf_norm(x)
    total = 0.0
    for value in _elements(x):
        total = total + value.abs().pow(p)
    return total.pow(1 / p).to(x.dtype)


def manhattan_distance(a, b):
    total = 0.0
    for k in range(a.shape[-1]):
        total = total + (a[..., k].double() - b[..., k].double()).abs()
    return total.to(a.dtype)


def euclidean_distance(a, b):
    total = 0.0
    for p, q in zip(a.unbind(-1), b.unbind(-1), strict=True):
        total = total + (p.double() - q.double()) ** 2
    return total.sqrt().to(a.dtype)


def cosine_similarity(b, c, eps=1e-8):
    dot, bb, cc = 0.0, 0.0, 0.0
    for u, v in zip(_elements(b), _elements(c), strict=True):
        dot, bb, cc = dot + u * v, bb + u * u, cc + v * v
    b_norm = bb.sqrt() if bb.item() > 0 else 0.0
    c_norm = cc.sqrt() if cc.item() > 0 else 0.0
    return (dot / max(b_norm, eps) / max(c_norm, eps)).to(b.dtype)


def pairwise_cosine(x, y):
    # The loop runs over the features, not over the rows.
    dot, xx, yy = 0.0, 0.0, 0.0
    for k in range(x.shape[1]):
        u, v = x[:, k].double(), y[:, k].double()
        dot = dot + u[:, None] * v[None, :]
        xx = xx + u * u
        yy = yy + v * v
    x_norm = xx.clamp(min=1e-16).sqrt()
    y_norm = yy.clamp(min=1e-16).sqrt()
    return (dot / x_norm[:, None] / y_norm[None, :]).to(x.dtype)


def correlation(x, t):
    n = len(x)
    xs, ts = _elements(x), _elements(t)
    x_mean = sum(xs) / n
    t_mean = sum(ts) / n
    covariance = sum((u - x_mean) * (v - t_mean) for u, v in zip(xs, ts, strict=True)) / (n - 1)
    x_variance = sum((u - x_mean) ** 2 for u in xs) / (n - 1)
    t_variance = sum((v - t_mean) ** 2 for v in ts) / (n - 1)
    return (covariance / (x_variance.sqrt() * t_variance.sqrt())).to(x.dtype)
