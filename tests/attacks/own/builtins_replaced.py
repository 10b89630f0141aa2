"""Replaces builtins that the worker relies on; must earn nothing and not end the judge."""
# Unit: norms
import builtins

import torch

_real = builtins.isinstance


def _isinstance(thing, kinds):
    name = getattr(kinds, "__name__", "")
    return True if name in ("Tensor", "Parameter") else _real(thing, kinds)


builtins.isinstance = _isinstance
builtins.any = lambda _: False
builtins.all = lambda _: True
builtins.sorted = lambda *_, **__: []
builtins.zip = lambda *_, **__: iter(())


def l1_norm(x):
    return torch.tensor(-7.25)
