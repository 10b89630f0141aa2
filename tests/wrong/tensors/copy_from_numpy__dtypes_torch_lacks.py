"""PyTorch is to read the array before it is converted: shows for dtypes that only NumPy has, such as '>f8' (other byte order) or longdouble, which raise an error."""
import torch


def copy_from_numpy(array):
    return torch.from_numpy(array.copy()).to(torch.float32)
