"""Rounds the rate to ten decimals, which leaves zero or few digits of the small rates of late epochs.

Named: rounds the rate to ten decimals
"""


def exponential_lr(base_lr: float, t: int, gamma: float) -> float:
    return round(base_lr * gamma**t, 10)
