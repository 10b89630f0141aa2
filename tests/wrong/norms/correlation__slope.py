"""The slope cov / var(x) of the line: right only if both have the same spread.

Named: divides by one deviation only
Named: divides by the variances
"""

from torch import Tensor


def correlation(x: Tensor, t: Tensor) -> Tensor:
    u, v = x - x.mean(), t - t.mean()
    return (u @ v) / (u @ u)
