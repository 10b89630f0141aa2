"""Works through the epochs from the first one, so that `fn` is called t + 1 times; it shows only if the calls are counted (or if `fn` keeps a state)."""

from collections.abc import Callable


def lambda_lr(base_lr: float, t: int, fn: Callable[[int], float]) -> float:
    rate = base_lr
    for epoch in range(t + 1):
        rate = base_lr * fn(epoch)
    return float(rate)
