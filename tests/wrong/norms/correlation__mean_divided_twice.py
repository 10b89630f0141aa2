"""mean() of products of z-scores made with n - 1: too small by (n - 1) / n, worst for n = 2.

Named: divides the covariance by n and the deviations by n - 1
"""

from torch import Tensor


def correlation(x: Tensor, t: Tensor) -> Tensor:
    x_scores = (x - x.mean()) / x.std()
    t_scores = (t - t.mean()) / t.std()
    return (x_scores * t_scores).mean()
