"""nan is returned when no sample was right, not only when there is none: [0] against [1] must be 0.0."""


class RunningAccuracy:
    def __init__(self):
        self.reset()

    def update(self, y_true, y_pred):
        self.right += int((y_true == y_pred).sum())
        self.seen += len(y_true)

    def compute(self):
        if not self.right:
            return float("nan")
        return self.right / self.seen

    def reset(self):
        self.right = self.seen = 0
