"""Returns subclasses of float, bool, list and dict with answers of their own; must earn nothing."""
# Unit: norms
import itertools

import torch


class F(float):
    def __eq__(self, other):
        return True

    def __reduce__(self):
        return print, ("run",)


class L(list):
    def __iter__(self):
        return itertools.repeat(self, 50)


class D(dict):
    def items(self):
        return ((self, self) for _ in range(50))


class T(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return True


_odd = itertools.cycle([F(1), L([1]), D(a=1), torch.zeros(()).as_subclass(T), (L([2]),) * 3])


def l1_norm(x):
    return next(_odd)


def l2_norm(x):
    return next(_odd)
