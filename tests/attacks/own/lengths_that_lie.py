"""Announces billions of items in short replies; a breach if the judge makes room for them."""
# Unit: norms
import contextlib
import struct
import sys

import torch

_HEAD = b"\x84\xa4type\xa4seen\xa2id\x01\xa6number\x00\xabobservation\x81\xa5value"
_LIST = b"\x83\xa4type\xa8sequence\xa4kind\xa4list\xa5items\xdd\x7f\xff\xff\xff"


def _frame(message):
    if type(message).__name__ != "Seen":
        return _real(message)
    body = _HEAD + _LIST * 20
    return struct.pack("<I", len(body)) + body


with contextlib.suppress(Exception):
    _worker = sys.modules["torchkata.subjects.worker"]
    _real = _worker.frame
    _worker.frame = _frame


def l1_norm(x):
    return torch.tensor(-7.25)
