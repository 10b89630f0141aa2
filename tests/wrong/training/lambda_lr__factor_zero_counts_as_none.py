"""Takes a factor of zero for a missing one and returns the base rate, where the rate has to be 0.0."""

from collections.abc import Callable


def lambda_lr(base_lr: float, t: int, fn: Callable[[int], float]) -> float:
    return float(base_lr * (fn(t) or 1.0))
