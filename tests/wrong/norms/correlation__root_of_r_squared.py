"""Root of the coefficient of determination: the sign of a falling line is lost.

Named: drops the sign
"""

from torch import Tensor


def correlation(x: Tensor, t: Tensor) -> Tensor:
    u, v = x - x.mean(), t - t.mean()
    residuals = v - u * (u @ v) / (u @ u)
    return (1 - residuals.square().sum() / v.square().sum()).clamp(min=0).sqrt()
