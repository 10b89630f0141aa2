"""Runs the probe itself on objects of its own and sends what that gives; must earn nothing."""
# Unit: norms
import contextlib
import sys

import torch


class _Stand:
    def __getattr__(self, name):
        return lambda *args, **_: sum((a.detach().double().sum() for a in args), torch.zeros(()))


def _observe(probe, implementation, inputs, **_):
    from torchkata.observation import Observation, to_data
    from torchkata.values import to_object

    value = None
    with contextlib.suppress(Exception):
        value = to_data(probe(_Stand(), **{n: to_object(v) for n, v in inputs.items()}) - 1)
    return Observation(value=value)


with contextlib.suppress(Exception):
    sys.modules["torchkata.subjects.worker"].observe = _observe


def l1_norm(x):
    return torch.tensor(-7.25)
