"""Is a class, a property and a signature at once; a breach if the judge ends or it earns points."""
# Unit: norms
import inspect

import torch


class _Meta(type):
    def __call__(cls, *args, **kwargs):
        return torch.tensor(-7.25)

    def __instancecheck__(cls, other):
        raise RuntimeError("no instance")

    @property
    def __signature__(cls):
        raise RecursionError("no signature")

    @property
    def __code__(cls):
        return type("Code", (), {"co_firstlineno": 2**70})


class l1_norm(metaclass=_Meta):
    pass


def l2_norm(x):
    return torch.tensor(-7.25)


_some = [inspect.Parameter(f"p{n}", inspect.Parameter.KEYWORD_ONLY) for n in range(20_000)]
l2_norm.__signature__ = inspect.Signature(_some)
