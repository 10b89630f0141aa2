"""Sends lists in lists, a hundred thousand deep, also as keys; a breach if the judge ends."""
# Unit: norms
import contextlib
import struct
import sys

import torch

_HEAD = b"\x84\xa4type\xa4seen\xa2id\x01\xa6number\x00\xabobservation\x81\xa5value"
_IN = b"\x83\xa4type\xa8sequence\xa4kind\xa4list\xa5items\x91"
_KEY = b"\x82\xa4type\xa4dict\xa5items\x91\x92"
_turn = [0]


def _frame(message):
    if type(message).__name__ != "Seen":
        return _real(message)
    _turn[0] += 1
    body = _HEAD + (_IN if _turn[0] % 2 else _KEY) * 100_000 + b"\xc0"
    return struct.pack("<I", len(body)) + body


with contextlib.suppress(Exception):
    _worker = sys.modules["torchkata.subjects.worker"]
    _real = _worker.frame
    _worker.frame = _frame


def l1_norm(x):
    return torch.tensor(-7.25)
