"""Right value, but the signs come from x / |x|: 0/0 makes the norm nan when x has a zero."""

from torch import Tensor


def l1_norm(x: Tensor) -> Tensor:
    sign = x.detach() / x.detach().abs()
    return (x * sign).sum()
