"""Returns objects that equal everything and call themselves tensors; must earn nothing."""
# Unit: norms
import torch


class Agreeable:
    __hash__ = None
    shape, dtype, layout, device = torch.Size([]), torch.float64, torch.strided, "cpu"
    is_meta, requires_grad = False, False

    @property
    def __class__(self):
        return torch.Tensor

    def __eq__(self, other):
        return True

    def __getattr__(self, name):
        return lambda *args, **kwargs: self

    def __bool__(self):
        return True


def l1_norm(x):
    return Agreeable()


def linf_norm(x):
    return [Agreeable(), {Agreeable: Agreeable()}]
