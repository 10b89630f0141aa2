"""The list of counts is a class attribute that `__init__` does not replace but empties: making a second object wipes and shares the counts of the first."""


class RunningAccuracy:
    counts = []

    def __init__(self):
        self.counts.clear()

    def update(self, y_true, y_pred):
        self.counts.append((int((y_true == y_pred).sum()), y_true.numel()))

    def compute(self):
        seen = sum(n for _, n in self.counts)
        return sum(r for r, _ in self.counts) / seen if seen else float("nan")

    def reset(self):
        self.counts.clear()
