"""Sends msgpack times, extensions and broken text as results; a breach if the judge ends."""
# Unit: norms
import contextlib
import itertools
import struct
import sys

import torch

_HEAD = b"\x84\xa4type\xa4seen\xa2id\x01\xa6number\x00\xabobservation\x81\xa5value"
_ODD = itertools.cycle(
    [
        b"\xd6\xff\xff\xff\xff\xff",  # a time
        b"\xc7\x03\x05abc",  # an extension
        b"\xa3\xff\xfe\xed",  # text that is not UTF-8
        b"\xa3\xed\xa0\x80",  # half of a pair
        b"\xc1",  # never used
        b"\x82\xa4type\xa7unknown\x91\x01\x02",  # a list as a key
    ]
)


def _frame(message):
    if type(message).__name__ != "Seen":
        return _real(message)
    body = _HEAD + next(_ODD)
    return struct.pack("<I", len(body)) + body


with contextlib.suppress(Exception):
    _worker = sys.modules["torchkata.subjects.worker"]
    _real = _worker.frame
    _worker.frame = _frame


def l1_norm(x):
    return torch.tensor(-7.25)
