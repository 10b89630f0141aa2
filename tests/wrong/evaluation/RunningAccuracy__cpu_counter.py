"""The counter is a tensor of one element on the CPU: `+=` with a count on the GPU raises.

Named: counts in a tensor that it makes on the CPU
"""
import torch


class RunningAccuracy:
    def __init__(self):
        self.reset()

    def update(self, y_true, y_pred):
        self.right += (y_true == y_pred).sum(dim=0, keepdim=True)
        self.seen += len(y_true)

    def compute(self):
        return self.right.item() / self.seen if self.seen else float("nan")

    def reset(self):
        self.right = torch.zeros(1, dtype=torch.int64)
        self.seen = 0
