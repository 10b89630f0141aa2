"""Takes the first metric for the best without asking, so that a first epoch of infinity or nan is not counted as bad (and after nan nothing is ever good again).

Named: takes the first metric for the best without asking whether it is a number
"""


class ReduceOnPlateau:
    def __init__(self, lr: float, factor: float, patience: int, threshold: float) -> None:
        self.lr, self.factor, self.patience, self.threshold = lr, factor, patience, threshold
        self.best = None
        self.bad = 0

    def step(self, metric: float) -> float:
        if self.best is None or metric < self.best * (1 - self.threshold):
            self.best, self.bad = metric, 0
        else:
            self.bad += 1
        if self.bad > self.patience:
            if self.lr - self.lr * self.factor > 1e-8:
                self.lr *= self.factor
            self.bad = 0
        return self.lr
