"""It goes through nested lists, which forget the axes after one of size 0: shows for shape (0, 3), which becomes (0,)."""
import torch


def copy_from_numpy(array):
    return torch.tensor(array.tolist(), dtype=torch.float32)
