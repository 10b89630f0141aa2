"""Has a metaclass that lies and exits when asked; a grader that stops, or a point, is a breach."""
# Unit: models

import os

from torch import nn


class Meta(type):
    """Takes everything for an instance, and ends the process when asked for a subclass."""

    def __instancecheck__(cls, thing):
        return True

    def __subclasscheck__(cls, other):
        os._exit(0)

    def mro(cls):
        return [cls, nn.Module, object]


class MyLinear(nn.Module, metaclass=Meta):
    """A layer of which every attribute is an exit."""

    def __init__(self, *_, **__):
        super().__init__()

    def __getattribute__(self, name):
        raise SystemExit(0)
