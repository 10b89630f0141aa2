"""For dtype bool it asks whether a number is greater than zero: shows for negative numbers and nan, which become False."""
import torch


def make_tensor(data, dtype=torch.float32):
    if dtype == torch.bool:
        return torch.tensor(data) > 0
    return torch.tensor(data, dtype=dtype)
