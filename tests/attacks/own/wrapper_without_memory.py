"""Returns tensors that have a shape and no memory, and lie about both; must earn nothing."""
# Unit: norms
import torch


class Hollow(torch.Tensor):
    @staticmethod
    def __new__(cls, shape, dtype):
        return torch.Tensor._make_wrapper_subclass(cls, shape, dtype=dtype)

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        return Hollow((), torch.float64)

    def detach(self):
        return torch.zeros(())

    def numpy(self, *_, **__):
        return torch.zeros(()).numpy()


def l1_norm(x):
    return Hollow((2**30, 2**30), x.dtype)


def l2_norm(x):
    return torch.nn.Parameter(Hollow((), x.dtype))
