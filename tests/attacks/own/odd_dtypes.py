"""Sends dtypes that do not exist, and bytes that do not fit; a breach if the judge ends."""
# Unit: norms
import contextlib
import itertools
import sys

import torch

_turn = itertools.count()


def _observe(*_, **__):
    from torchkata.observation import Observation
    from torchkata.values import ArrayData, TensorData

    nan = b"\xff" * 8
    odd = (
        TensorData("float64", (), nan, device="cuda:7\x1b[2J", strided=True),
        TensorData("bool", (8,), b"\x07" * 8, strided=True),
        TensorData("bfloat16", (1,) * 16, b"\xff\xff", strided=True),
        TensorData("complex128", (), nan * 2),
        ArrayData("float16", (4,), nan),
        ArrayData("O", (1,), nan),
        TensorData("float64", (-1, -1), nan),
        TensorData("nan\x1b[2J", (), nan),
    )
    return Observation(value=odd[next(_turn) // 3 % len(odd)])


with contextlib.suppress(Exception):
    sys.modules["torchkata.subjects.worker"].observe = _observe


def l1_norm(x):
    return torch.tensor(-7.25)


def l2_norm(x):
    return torch.tensor(-7.25)
