"""Takes a best metric of 0.0 for none yet, so that every epoch after it is good and the rate never falls again."""

import math


class ReduceOnPlateau:
    def __init__(self, lr: float, factor: float, patience: int, threshold: float) -> None:
        self.lr, self.factor, self.patience, self.threshold = lr, factor, patience, threshold
        self.best = math.inf
        self.bad = 0

    def step(self, metric: float) -> float:
        if not self.best or metric < self.best * (1 - self.threshold):
            self.best, self.bad = metric, 0
        else:
            self.bad += 1
        if self.bad > self.patience:
            if self.lr - self.lr * self.factor > 1e-8:
                self.lr *= self.factor
            self.bad = 0
        return self.lr
