"""Asks for the last milestone first, which raises a ValueError for an empty list."""


def multi_step_lr(base_lr: float, t: int, milestones: list[int], gamma: float) -> float:
    if t >= max(milestones):
        return base_lr * gamma ** len(milestones)
    return base_lr * gamma ** len([m for m in milestones if t >= m])
