"""Makes up its names when asked and raises when asked again; must earn nothing."""
# Unit: norms
import sys
import types

import torch

_asked = {}


class _Lazy(types.ModuleType):
    __slots__ = ()

    @property
    def __file__(self):
        raise RuntimeError("no file")

    def __getattr__(self, name):
        _asked[name] = _asked.get(name, 0) + 1
        if _asked[name] % 7 == 0:
            raise KeyboardInterrupt
        if _asked[name] % 5 == 0:
            raise RuntimeError("ask again")
        return lambda *args, **kwargs: torch.tensor(-7.25)


try:
    sys.modules[__name__].__class__ = _Lazy
except TypeError:
    __getattr__ = _Lazy.__getattr__.__get__(None)
