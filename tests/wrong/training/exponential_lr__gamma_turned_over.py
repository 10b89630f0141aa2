"""Turns a `gamma` greater than 1 over, so that the rate falls where it should grow."""


def exponential_lr(base_lr: float, t: int, gamma: float) -> float:
    return base_lr * min(gamma, 1 / gamma) ** t
