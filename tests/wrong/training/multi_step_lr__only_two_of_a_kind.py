"""Looks for repeated milestones only once, so that one that stands there three times counts twice.

Named: counts a milestone that stands there several times as twice
"""


def multi_step_lr(base_lr: float, t: int, milestones: list[int], gamma: float) -> float:
    rate = base_lr
    for m in set(milestones):
        if t >= m:
            rate *= gamma
            if milestones.count(m) > 1:
                rate *= gamma
    return rate
