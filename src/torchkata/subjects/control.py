"""What the judge and the zygote say to each other: plain data, for every operating system to import."""

import struct

import msgspec

from torchkata.confinement.limits import Limits


class Start(msgspec.Struct, frozen=True, tag="start"):
    """Fork a worker; its connection and its status pipe come along as descriptors."""

    number: int
    limits: Limits


class Kill(msgspec.Struct, frozen=True, tag="kill"):
    """End a worker; nothing happens if it has ended."""

    number: int


_messages = msgspec.msgpack.Decoder(Start | Kill)


def read_message(data: bytes) -> Start | Kill:
    """Return the judge's message."""
    return _messages.decode(data)


MESSAGE_SIZE = 256

END = struct.Struct("<id")
"""What the status pipe carries: the status of wait(2), and seconds of processor time."""
