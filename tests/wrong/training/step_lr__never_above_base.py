"""Cuts the rate off at the base rate, which shows for a `gamma` greater than 1."""


def step_lr(base_lr: float, t: int, step_size: int, gamma: float) -> float:
    return min(base_lr, base_lr * gamma ** (t // step_size))
