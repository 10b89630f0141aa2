"""No reply harms the judge: it is refused, or what it holds can be shown, compared and reported.

`fuzz_wire.py` searches for exceptions to the same laws for as long as one likes.
"""

import linecache
import math
import random
import struct
import time
import tracemalloc
import warnings
from types import ModuleType
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from fuzz_wire import (
    ARRAY_SIZES,
    SENTENCE_LIMIT,
    TENSOR_SIZES,
    judge,
    lying_tensors,
    mutated,
    seen,
    sound_replies,
    sound_values,
    unsound_replies,
    use,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from torchkata.compare import Expected, close
from torchkata.observation import Implementation, Observation, describe_exception, observe
from torchkata.values import ArrayData, DictData, SequenceData, TensorData, Value, show
from torchkata.wire import HEADER, Loaded, Nonsense, Seen, frame, read_reply

SOUND = tuple(sound_replies())

searched = settings(
    max_examples=200,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def label(value: Value) -> str:
    """Return the type of a value, with its dtype and shape, as a test's id."""
    parts = (getattr(value, name, "") for name in ("dtype", "shape"))
    return " ".join((type(value).__name__, *map(str, parts)))[:60].strip()


# Any bytes ---------------------------------------------------------------------------------------


@searched
@given(st.binary(max_size=400))
def test_no_bytes_make_the_decoder_raise_anything_but_nonsense(body: bytes) -> None:
    """Arbitrary bytes are refused, or used without harm."""
    judge(body)


edits = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 3), st.binary(max_size=5)), min_size=1, max_size=4
)


@searched
@given(st.sampled_from(SOUND), edits)
def test_no_change_of_a_sound_replys_bytes_harms_the_judge(
    body: bytes, edits: list[tuple[int, int, bytes]]
) -> None:
    """Bytes are cut out of a sound reply, put in, and written over."""
    for place, cut, put in edits:
        place %= len(body) + 1
        body = body[:place] + put + body[place + cut :]
    judge(body)


@searched
@given(st.sampled_from(SOUND), st.integers(0, 2**32))
def test_no_change_of_a_sound_replys_structure_harms_the_judge(body: bytes, seed: int) -> None:
    """Parts of a sound reply are replaced, repeated, moved and wrapped."""
    judge(mutated(body, random.Random(seed)))


# Any msgpack -------------------------------------------------------------------------------------

lengths = st.sampled_from([0, 1, 2, 1000, 2**16, 2**31 - 1, 2**31, 2**32 - 1])


def declared(codes: bytes) -> st.SearchStrategy[msgspec.Raw]:
    """Draw the start of something that declares its length in 32 bits and ends soon after."""
    return st.builds(
        lambda code, length, rest: msgspec.Raw(bytes([code]) + struct.pack(">I", length) + rest),
        st.sampled_from(codes),
        lengths,
        st.binary(max_size=8),
    )


extensions = st.builds(
    lambda code, data: msgspec.Raw(bytes([0xC7, len(data), code]) + data),
    st.sampled_from([0, 1, 5, 127, 128, 255]),
    st.binary(max_size=12),
)

damaged_text = st.sampled_from([b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"]).map(
    lambda text: msgspec.Raw(bytes([0xA0 + len(text)]) + text)
)

numbers = st.one_of(
    st.integers(-(2**63), 2**64 - 1),
    st.sampled_from([2**63 - 1, 2**63, 2**64 - 1, -(2**63), 2**53 + 1]),
    st.floats(),
)

scalars = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=20), st.binary(max_size=20))

anything = st.recursive(
    st.one_of(scalars, extensions, damaged_text, declared(b"\xdb\xc6\xdd\xdf\xc9")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["type", "observation", "value", "items", "kind", "data", "id"]), inner
        ),
    ),
    max_leaves=12,
)


@searched
@given(anything)
def test_no_msgpack_makes_the_decoder_raise_anything_but_nonsense(message: Any) -> None:
    """Nested data, extensions, damaged text and lengths that are not kept are refused."""
    judge(msgspec.msgpack.encode(message))


@searched
@given(anything)
def test_no_msgpack_in_the_place_of_a_value_harms_the_judge(value: Any) -> None:
    """The same within a reply that is sound but for the value."""
    observation = {"value": value}
    judge(
        msgspec.msgpack.encode({"type": "seen", "observation": observation, "id": 1, "number": 0})
    )


# Any value ---------------------------------------------------------------------------------------

sizes = st.sampled_from([0, 0, 1, 2, 3, 4, 2**20, 2**39, 2**40, 2**62, 2**63, -1])
shapes = st.lists(sizes, max_size=5) | st.lists(st.integers(0, 3), max_size=3)
patterns = st.sampled_from([b"\0", b"\1", b"\2", b"\xff", b"\x7f\xf0", b"\x3f\x80", b"abcdefgh"])


@st.composite
def numbers_of(draw: st.DrawFn, tag: str, item_sizes: dict[str, int]) -> dict[str, Any]:
    """Draw a tensor or an array that may lie about its dtype, its shape or its bytes."""
    dtype = draw(st.sampled_from([*item_sizes, "uint16", "float128", "object", ">f8", "float8"]))
    shape = draw(shapes)
    fits = abs(math.prod(shape)) * item_sizes.get(dtype, 2)
    length = fits if fits <= 256 and draw(st.integers(0, 9)) else draw(st.integers(0, 64))
    pattern = draw(patterns)
    data = (pattern * (length // len(pattern) + 1))[:length]
    node: dict[str, Any] = {"type": tag, "dtype": dtype, "shape": shape, "data": data}
    if tag == "tensor":
        node["device"] = draw(st.sampled_from(["cpu", "cpu", "cuda:0", "meta", "", "\x1b[2J"]))
        node["strided"] = draw(st.integers(0, 4)) == 0
    return node


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw sequences and dicts of `inner`, with keys of every type and the same key twice."""
    kinds = st.sampled_from(["list", "tuple", "list", "tuple", "set"])
    items = st.lists(inner, max_size=3)
    pairs = st.lists(st.lists(inner, min_size=2, max_size=2), max_size=2)
    return st.one_of(
        st.fixed_dictionaries({"type": st.just("sequence"), "kind": kinds, "items": items}),
        st.fixed_dictionaries(
            {"type": st.just("dict"), "items": pairs | pairs.map(lambda some: some * 2)}
        ),
    )


node_values = st.recursive(
    st.one_of(
        st.none() | st.booleans() | numbers | st.text(max_size=10),
        numbers_of("tensor", TENSOR_SIZES),
        numbers_of("array", ARRAY_SIZES),
        st.fixed_dictionaries({"type": st.just("unknown"), "type_name": st.text(max_size=10)}),
    ),
    containers,
    max_leaves=6,
)


@settings(searched, max_examples=600)
@given(node_values, st.booleans(), st.lists(st.text(max_size=5), max_size=2))
def test_no_value_however_it_lies_harms_the_judge(
    value: Any, reseeded: bool, changed: list[str]
) -> None:
    """Every type of value, with lying dtypes, shapes and devices, as keys and as items."""
    observation = {"value": value, "reseeded": reseeded, "changed": changed}
    judge(
        msgspec.msgpack.encode({"type": "seen", "observation": observation, "id": 1, "number": 0})
    )


@pytest.mark.parametrize("body", SOUND, ids=range(len(SOUND)))
def test_a_sound_reply_is_accepted_and_used(body: bytes) -> None:
    """The replies that searches start from are replies."""
    assert judge(body) is not None


@pytest.mark.parametrize("value", list(lying_tensors()), ids=label)
def test_a_tensor_that_cannot_be_is_refused(value: Value) -> None:
    """No torch and no NumPy can make it, or `to_data` never describes one so."""
    with pytest.raises(Nonsense):
        read_reply(seen(value))


@pytest.mark.parametrize("body", list(unsound_replies()))
def test_an_unsound_reply_is_refused(body: bytes) -> None:
    """One reply for each thing that is checked."""
    with pytest.raises(Nonsense):
        read_reply(body)


@pytest.mark.parametrize("number", [2**63, 2**64 - 1])
@pytest.mark.parametrize("inside", [False, True], ids=["alone", "as a key in a list"])
def test_an_int_that_torch_cannot_hold_is_refused(number: int, inside: bool) -> None:
    """Msgpack has ints of 64 bits without a sign; `to_data` sends none beyond those with one."""
    value = SequenceData("list", (DictData(((number, 1),)),)) if inside else number
    with pytest.raises(Nonsense):
        read_reply(seen(value))


# Time and memory ---------------------------------------------------------------------------------


def peak_of(body: bytes) -> int:
    """Return the most bytes that reading a reply holds at a time, beside the reply."""
    tracemalloc.start()
    try:
        judge(body)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


PLACES = {
    "items": seen(SequenceData("list", (77,))),
    "pairs": seen(DictData(((77, 77),))),
    "shape": seen(TensorData("uint8", (77,), bytes(77))),
    "changed": seen(changed=("MM",)),
    "untouched": msgspec.msgpack.encode(Loaded(untouched=("MM",))),
}


@pytest.mark.parametrize("length", [2**20, 2**31, 2**32 - 1])
@pytest.mark.parametrize("place", list(PLACES))
def test_a_length_that_is_declared_and_not_sent_takes_no_memory(place: str, length: int) -> None:
    """An array of four billion items with one item behind it is refused for a few kilobytes."""
    body = PLACES[place]
    one = next(part for part in (b"\x91\x92\x4d", b"\x91\x4d", b"\x91\xa2M") if part in body)
    body = body.replace(one, b"\xdd" + struct.pack(">I", length) + one[1:])
    assert peak_of(body) < 2**16
    with pytest.raises(Nonsense):
        read_reply(body)


def test_lengths_that_each_claim_the_rest_of_the_reply_take_little_memory() -> None:
    """Two hundred nested lists that each declare as many items as there are bytes left."""
    start = seen(SequenceData("list", ())).partition(b"\x83\xa4type\xa8sequence")[0]
    level = b"\x83\xa4type\xa8sequence\xa4kind\xa4list\xa5items\xdd" + struct.pack(">I", 60_000)
    assert peak_of(start + level * 200 + b"\xc0" * 70_000) < 2**22


@pytest.mark.parametrize(
    "item", [b"\x92\xc0\xc0", b"\x92\xa2ab\xcd\x10\x10"], ids=["nothing", "text and number"]
)
def test_a_reply_of_many_small_parts_takes_memory_in_proportion(item: bytes) -> None:
    """A Python object is larger than its message, by a factor that is known."""
    count = 60_000
    many = b"\xdd" + struct.pack(">I", count) + item * count
    body = seen(DictData(())).replace(b"\xa5items\x90", b"\xa5items" + many)
    assert peak_of(body) < 48 * len(body)


@pytest.mark.parametrize("levels", [30, 300, 3_000, 100_000])
def test_no_nesting_harms_the_judge(levels: int) -> None:
    """Neither what is read, nor what is skipped because no field has its name."""
    start, _, end = seen(77).partition(b"\x4d")
    deep = {
        "value": start + b"\x83\xa4type\xa8sequence\xa4kind\xa4list\xa5items\x91" * levels + end,
        "skipped": b"\x82\xa3new" + b"\x91" * levels + b"\xc0\xa4type\xa6memory",
        "pairs": start + b"\x82\xa4type\xa4dict\xa5items\x91\x92" * levels + end,
    }
    for body in deep.values():
        judge(body)


def of_many_axes(count: int) -> bytes:
    """Return ones for a tensor of `count` axes of six, which torch would write in full."""
    return b"\1" * 6**count


@pytest.mark.parametrize(
    "value",
    [
        TensorData("uint8", (6,) * 7, of_many_axes(7)),
        ArrayData("uint8", (6,) * 8, of_many_axes(8)),
        TensorData("uint8", (2**22,), bytes(2**22)),
        SequenceData("list", (TensorData("uint8", (1000,), bytes(1000)),) * 500),
        SequenceData("list", (SequenceData("list", (0,) * 130),) * 130),
        DictData(((SequenceData("tuple", (0,) * 19_000), 1),)),
        "ab " * 2**20,
        "\0" * 2**22,
    ],
    ids=[
        *("tensor of many axes", "array of many axes", "long tensor", "many tensors"),
        *("many lists", "long key", "many words", "escapes"),
    ],
)
def test_showing_an_accepted_value_takes_little_time(value: Value) -> None:
    """Reports show a line of it, so no more than a line may be written."""
    reply = read_reply(seen(value))
    assert isinstance(reply, Seen)
    start = time.process_time()
    assert len(show(reply.observation.value)) <= 160
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("key", ["long" * 50, 7], ids=["texts", "numbers"])
def test_a_sentence_about_many_keys_is_short(key: object) -> None:
    """A dict of as many keys as a reply may hold gives no report of megabytes."""
    keys = (f"{key}{i}" if isinstance(key, str) else i for i in range(40_000))
    observed = Observation(DictData(tuple((key, 1) for key in keys)))
    expected = Expected(Observation(DictData((("a", 1),))))
    difference = close().difference(observed, expected, "float64", {})
    assert difference is not None
    assert len(difference()) < SENTENCE_LIMIT


# What every value and every comparer bears -------------------------------------------------------


@pytest.mark.parametrize("value", list(sound_values()), ids=label)
def test_every_comparer_bears_every_value(value: Value) -> None:
    """Whatever was expected; also inside a list and a dict."""
    for shape in (value, SequenceData("list", (value,)), DictData((("k", value),))):
        use(Observation(shape))


# What honest code sends --------------------------------------------------------------------------


def sent(observation: Observation) -> Seen:
    """Return an observation as the judge gets it from a worker."""
    reply = read_reply(frame(Seen(observation, id=1, number=0))[HEADER.size :])
    assert isinstance(reply, Seen)
    return reply


def observed(probe: Any) -> Observation:
    """Return what running a probe on an empty module shows."""
    return observe(probe, Implementation(ModuleType("empty"), "nothing"), {})


def itself_within() -> list[Any]:
    """Return a list that holds itself."""
    items: list[Any] = [1]
    items.append(items)
    return items


HONEST: dict[str, Any] = {
    "a lone surrogate": "\ud800",
    "a lone surrogate as a key": {"\ud800": 1},
    "an int of 70 bits": [2**70, -(2**70)],
    "a long double": np.longdouble(1.5),
    "an array of long doubles": np.ones(2, dtype=np.longdouble),
    "a big-endian array": np.array([1.0, 2.0], dtype=">f8"),
    "an array of texts": np.array(["a"]),
    "a NumPy scalar as a key": {np.int64(1): 2},
    "a tensor of 17 axes": torch.ones((1,) * 17),
    "an array of 17 axes": np.ones((1,) * 17),
    "a tensor without elements": torch.empty(0, 2**20),
    "a tensor with steps in memory": torch.arange(6).reshape(2, 3).T,
    "a conjugate": torch.tensor([1 + 2j]).conj(),
    "a tensor of bfloat16": torch.ones(2, dtype=torch.bfloat16),
    "a tensor of float8": torch.ones(2).to(torch.float8_e5m2),
    "a sparse tensor": torch.eye(2).to_sparse(),
    "a list that holds itself": itself_within(),
    "a type with a long name": type("N" * 5_000, (), {})(),
    "nan as a key": {math.nan: math.nan},
}


@pytest.mark.parametrize("value", list(HONEST.values()), ids=list(HONEST))
def test_what_an_honest_probe_returns_is_never_called_nonsense(value: object) -> None:
    """It arrives, if only as the name of its type, and can be shown and compared."""
    use(sent(observed(lambda _: value)).observation)


def test_text_that_is_no_utf_8_arrives_from_prints_warnings_and_messages() -> None:
    """Such text comes of `os.fsdecode` and of JSON; it ends neither the worker nor a report."""

    def probe(_: object) -> None:
        print("\udc80 was printed")
        warnings.warn("\udc80 was warned of", stacklevel=1)
        raise ValueError("\udc80 was raised")

    observation = sent(observed(probe)).observation
    assert observation.raised is not None
    assert "was raised" in observation.raised.message
    assert "was printed" in observation.printed
    assert "was warned of" in observation.warned[0]


def test_an_exception_from_a_long_line_of_code_is_never_called_nonsense() -> None:
    """A line of five thousand characters stands in the traceback."""
    line = f"raise ValueError({'0 + ' * 1_500}0)\n"
    linecache.cache["long.py"] = (len(line), None, [line], "long.py")
    try:
        exec(compile(line, "long.py", "exec"))
    except ValueError as error:
        raised = describe_exception(error, "long.py")
    assert raised.frames
    sent(Observation(raised=raised))
