"""Nothing that a worker sends is believed before it is checked."""

import msgspec
import pytest

from torchkata.observation import Observation, Raised
from torchkata.values import SequenceData, TensorData, to_data
from torchkata.wire import HEADER, Nonsense, Seen, frame, read_reply


def sent(value=None, **parts):
    return frame(Seen(Observation(value, **parts), 1, 0))[HEADER.size :]


def test_a_sound_reply_arrives_as_it_was():
    value = to_data({"a": [1, 2.5, None, "x"]})
    assert read_reply(sent(value)) == Seen(Observation(value), 1, 0)


@pytest.mark.parametrize(
    "tensor",
    [
        TensorData("float64", (10**6, 10**6), b"1234"),
        TensorData("float64", (3,), b"1234"),
        TensorData("float64", (-1,), b""),
        TensorData("object", (1,), b"12345678"),
        TensorData("float64", (1,) * 40, b"12345678"),
    ],
    ids=["huge shape", "too few bytes", "negative size", "unknown dtype", "too many axes"],
)
def test_a_tensor_whose_shape_or_dtype_lies_is_refused(tensor):
    with pytest.raises(Nonsense):
        read_reply(sent(tensor))


def nested(depth):
    value = 1
    for _ in range(depth):
        value = SequenceData("list", (value,))
    return value


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"garbage",
        msgspec.msgpack.encode({"type": "seen"}),
        msgspec.msgpack.encode(["seen"]),
        b"\x91" * 5_000 + b"\xc0",
        sent(nested(60)),
        sent(SequenceData("set", ())),
        sent(SequenceData("list", (0,) * 200_000)),
        sent(printed="x" * 100_000),
        sent(raised=Raised((), "")),
        sent(raised=Raised(("E",), "x" * 100_000)),
    ],
    ids=range(11),
)
def test_a_reply_that_breaks_the_protocol_is_refused(reply):
    with pytest.raises(Nonsense):
        read_reply(reply)
