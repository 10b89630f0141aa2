"""Does not let the rate fall below 1e-8, which shows many drops later, or for a tiny base rate."""


def step_lr(base_lr: float, t: int, step_size: int, gamma: float) -> float:
    rate = base_lr * gamma ** (t // step_size)
    return max(rate, 1e-8)
