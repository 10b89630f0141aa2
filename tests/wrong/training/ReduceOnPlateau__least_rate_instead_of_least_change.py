"""Refuses a new rate of 1e-8 or less instead of a change of 1e-8 or less, which shows for tiny rates: from 2e-8 by 0.1 the change must be made, from 2e-7 by 0.96 it must not.

Named: asks whether the new rate is above 1e-8, not whether it changes by more
"""

import math


class ReduceOnPlateau:
    def __init__(self, lr: float, factor: float, patience: int, threshold: float) -> None:
        self.lr, self.factor, self.patience, self.threshold = lr, factor, patience, threshold
        self.best = math.inf
        self.bad = 0

    def step(self, metric: float) -> float:
        if metric < self.best * (1 - self.threshold):
            self.best, self.bad = metric, 0
        else:
            self.bad += 1
        if self.bad > self.patience:
            if self.lr * self.factor > 1e-8:
                self.lr *= self.factor
            self.bad = 0
        return self.lr
