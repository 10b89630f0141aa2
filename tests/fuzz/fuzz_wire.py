"""Search for a reply that harms the judge: python tests/fuzz/fuzz_wire.py --seconds 600

A worker that runs hostile code may send any bytes. `wire.read_reply` may refuse them with
`Nonsense` and nothing else; and what it accepts is shown, compared and written into reports, none
of which may raise, or take more than bounded time and memory. This program looks for bytes that
break these laws, guided by coverage (Atheris, which is libFuzzer for Python) and by knowledge of
what a reply looks like. It ends with 1, and prints the bytes, where it finds some.
`test_wire_fuzz.py` holds the same laws against fewer bytes.
"""

import argparse
import contextlib
import itertools
import math
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import msgspec
import torch

from torchkata import compare, values, wire
from torchkata.compare import LOOSE_RTOL, Comparer, Expected, close, exactly, raises, within
from torchkata.exercise import Check, Exercise
from torchkata.grade import before_checks
from torchkata.key import KeyCase, failure, looks_like
from torchkata.observation import Frame, Observation, Raised
from torchkata.report import to_json
from torchkata.values import (
    DTYPES,
    ArrayData,
    DictData,
    SequenceData,
    TensorData,
    Unknown,
    Value,
    show,
    to_object,
)

LONGEST = 16_384
"""Bytes of the longest input that is tried."""

CALL_SECONDS = 2.0
"""Processor time that the judge may spend on one input."""

GROWTH_MEBIBYTES = 64
"""Memory by which one input may make the process grow. Over hours the fuzzer itself grows by more."""

SENTENCE_LIMIT = 100_000
"""Characters of the longest text that may reach a report."""

SEARCHED = (wire, values, compare)
"""The modules whose branches guide the search."""

ARRAY_SIZES = {
    "bool": 1,
    **{f"{kind}{bits}": bits // 8 for kind in ("int", "uint") for bits in (8, 16, 32, 64)},
    "float16": 2,
    "float32": 4,
    "float64": 8,
    "complex64": 8,
    "complex128": 16,
}
"""Bytes of an element of a NumPy array, by dtype."""

TENSOR_SIZES = {name: dtype.itemsize for name, dtype in DTYPES.items()}
"""The same for tensors."""


# What the judge does -----------------------------------------------------------------------------


COMPARERS: tuple[Comparer, ...] = (
    close(),
    close(LOOSE_RTOL),
    exactly(),
    raises(ValueError),
    raises(ValueError, mentions=lambda x: ["x", x]),
    within(0.0, 1.0),
)

FIXED = tuple(
    Expected(Observation(value), (1e-9,))
    for value in (
        1.0,
        2,
        TensorData("float32", (2,), bytes(8)),
        SequenceData("list", (1.0, "a")),
        DictData((("a", 1.0),)),
    )
)
_RAISED = Expected(Observation(raised=Raised(("ValueError", "Exception"), "x")))

_EXERCISE = Exercise("unit.name", 1, ("One.", "Two.", "Three."))


def _check(comparer: Comparer) -> Check:
    return Check("a_law", "A law.", lambda _: None, {}, 1, comparer, "behaviour", 1)


_CHECKS = tuple(map(_check, COMPARERS))


class LawBroken(Exception):
    """The judge did not raise, and yet did what it must not do."""


def judge(body: bytes) -> wire.Reply | None:
    """Do with a reply all that grading does with one; return it, or None where it is refused.

    Raises:
        LawBroken: it took too long, or gave text that no report can hold.
        Exception: any other is a fault of the judge.
    """
    start = time.process_time()
    try:
        reply = wire.read_reply(body)
    except wire.Nonsense:
        reply = None
    if isinstance(reply, wire.Seen):
        use(reply.observation)
    elif isinstance(reply, wire.Loaded):
        verdict = before_checks(_EXERCISE, reply)
        if verdict is not None:
            _check_text(to_json(verdict))
    seconds = time.process_time() - start
    if seconds > CALL_SECONDS:
        raise LawBroken(f"The judge spent {seconds:.1f} seconds of processor time on one reply.")
    return reply


def use(observation: Observation) -> None:
    """Show an accepted observation, make objects of it, and compare it by every comparer."""
    _check_text(show(observation.value))
    _check_text(show(observation.value, 80))
    if _keys_are_hashable(observation.value):
        to_object(observation.value)
    twins = (Expected(Observation(twin(observation.value, share))) for share in (0.0, 0.5, 1.0))
    for number, expected in enumerate((*FIXED, _RAISED, *twins)):
        precision = "float32" if number % 2 else "float64"
        case = KeyCase({"x": 1.0}, precision, False, "name(1.0)", expected, {})
        for check in _CHECKS:
            difference = failure(check, observation, case)
            _check_text("" if difference is None else difference())
        looks_like(observation, expected.observation, case)


def _check_text(text: str) -> None:
    if len(text) > SENTENCE_LIMIT:
        raise LawBroken(f"A text of {len(text)} characters would reach a report.")
    text.encode()


def twin(value: Value, share: float) -> Value:
    """Return a value that a reference might show: built like `value`, with `share` of its numbers.

    Comparison goes deep only where structure, shapes and dtypes agree.
    """
    match value:
        case TensorData():
            data = _twin_bytes(value.data, value.dtype, share)
            return TensorData(value.dtype, value.shape, data, value.device)
        case ArrayData():
            return ArrayData(value.dtype, value.shape, _twin_bytes(value.data, value.dtype, share))
        case SequenceData():
            return SequenceData(value.kind, tuple(twin(item, share) for item in value.items))
        case DictData():
            return DictData(tuple((key, twin(item, share)) for key, item in value.items))
        case bool() | int() | float() if share < 1.0:
            return type(value)(1)
        case _:
            return value


def _twin_bytes(data: bytes, dtype: str, share: float) -> bytes:
    kept = math.floor(len(data) * share)
    filler = b"\1" if dtype == "bool" else bytes(7) + b"\x3f\1\2\3\4\5\6\7\x40"
    repeated = filler * (len(data) // len(filler) + 1)
    return data[:kept] + repeated[kept : len(data)]


def _keys_are_hashable(value: Value, is_key: bool = False) -> bool:
    """Return whether no dict in `value` has a key that no dict can have."""
    match value:
        case SequenceData():
            inside = all(_keys_are_hashable(item, is_key) for item in value.items)
            return inside and not (is_key and value.kind == "list")
        case DictData():
            pairs = value.items
            inside = all(_keys_are_hashable(k, True) and _keys_are_hashable(v) for k, v in pairs)
            return inside and not is_key
        case ArrayData():
            return not is_key
        case _:
            return True


# Replies to start from ---------------------------------------------------------------------------


def seen(value: Value = None, **parts: Any) -> bytes:
    """Return the bytes of the reply that carries an observation."""
    reply = wire.Seen(Observation(value, **parts), id=1, number=0)
    return msgspec.msgpack.encode(reply)


def sound_values() -> Iterator[Value]:
    """Yield values of every type, and tensors and arrays of every dtype."""
    yield from (None, True, 7, 2**63 - 1, 0.5, math.nan, math.inf, "", "text")
    yield from (Unknown("object"), SequenceData("tuple", ()), DictData(()))
    yield from (TensorData(dtype, (2,), bytes(2 * size)) for dtype, size in TENSOR_SIZES.items())
    yield from (ArrayData(dtype, (2,), bytes(2 * size)) for dtype, size in ARRAY_SIZES.items())
    yield TensorData("float32", (), b"\0\0\x80\x3f")
    yield TensorData("float64", (2, 2), bytes(32))
    yield TensorData("int64", (0, 3), b"")
    yield TensorData("float32", (2, 3, 1), bytes(24), "cuda:0")
    yield SequenceData("list", (1, 2.5, None, SequenceData("tuple", ("x",))))
    yield DictData((("a", 1.0), (2, DictData(((SequenceData("tuple", (1, 2)), Unknown("f")),)))))


def sound_replies() -> Iterator[bytes]:
    """Yield replies that an honest worker may send, of every kind."""
    raised = Raised(("KeyError", "Exception"), "no", (Frame("norms.py", 3, "f", "x[1]"),))
    loaded = (wire.Loaded(), wire.Loaded(raised, 3, ("f",)), wire.Loaded(untouched=("name",)))
    yield from map(msgspec.msgpack.encode, (*loaded, wire.OutOfMemory()))
    yield from map(seen, sound_values())
    yield seen(raised=raised)
    yield seen(raised=Raised(("ValueError",), "x and 1.0"))
    yield seen(1, changed=("x",), reseeded=True, printed="hello\n", warned=("w",), call="f(1)")


def unsound_replies() -> Iterator[bytes]:
    """Yield replies that are messages and must be refused, one for each thing that is checked."""
    deep: Value = 1
    for _ in range(40):
        deep = SequenceData("list", (deep,))
    long = "x" * (wire.TEXT_LIMIT + 1)
    yield from (b"", b"garbage", msgspec.msgpack.encode({"type": "seen"}), seen(deep))
    yield from (seen(SequenceData("set", ())), seen(Unknown(long)))
    yield from map(seen, lying_tensors())
    yield from (seen(printed=long), seen(changed=(long,)), seen(warned=("w",) * 201))
    yield from (seen(raised=Raised((), "")), seen(raised=Raised(("E",), long)))
    yield msgspec.msgpack.encode(wire.Loaded(Raised((), "")))
    yield msgspec.msgpack.encode(wire.Loaded(untouched=("name",) * 10_000))
    yield msgspec.msgpack.encode(wire.Loaded(untouched=(long,)))
    yield seen(1).replace(b"\xa5value\x01", b"\xa5value\xcf" + b"\xff" * 8)


def lying_tensors() -> Iterator[Value]:
    """Yield tensors and arrays that cannot be, or that no torch and no NumPy can make."""
    huge = 2**39
    yield TensorData("float64", (10**6, 10**6), b"1234")
    yield TensorData("float64", (3,), b"1234")
    yield TensorData("float64", (-1,), b"")
    yield TensorData("float64", (-1, -1), bytes(8))
    yield TensorData("float64", (2**64 - 1,), b"")
    yield TensorData("float64", (1,) * 40, bytes(8))
    yield TensorData("object", (1,), bytes(8))
    yield TensorData("float8_e5m2", (1,), bytes(1))
    yield TensorData("uint16", (1,), bytes(2))
    yield TensorData("__class__", (1,), bytes(1))
    yield TensorData("float32", (0, huge, huge), b"")
    yield TensorData("float32", (huge, huge, 0), b"")
    yield TensorData("float32", (1,), bytes(4), "d" * 41)
    yield TensorData("int64", (0,), b"", strided=True)
    yield TensorData("bool", (2,), b"\2\xff")
    yield ArrayData("bool", (2,), b"\2\xff")
    yield ArrayData("float32", (0, huge, huge), b"")
    yield ArrayData("object", (1,), bytes(8))
    yield ArrayData("bfloat16", (1,), bytes(2))
    yield ArrayData(">f8", (1,), bytes(8))
    yield ArrayData("float64", (2,), bytes(8))


# Mutations that keep a reply a reply -------------------------------------------------------------

_ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, 2, 6, -1, 2**31, 2**39, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1),
    *(-(2**63), 0.0, -0.0, 1.0, 0.5, -1.0, math.nan, math.inf, -math.inf, 5e-324, 1.7e308),
    *("", "a", "x", "\0", "\x1b[2J", "é", "list", "tuple", "set", "name", "x" * 4001, b"", b"\2"),
    *("ValueError", "NotImplementedError", "cpu", "cuda:0", "meta", "uint16", "float8_e5m2"),
    *("object", ">f8", "float128", [], {}, [[]], [[1, 2]], [0] * 50),
    msgspec.Raw(b"\xa1\xff"),
    msgspec.Raw(b"\xa3\xed\xa0\x80"),
    msgspec.Raw(b"\xc7\x00\x05"),
    msgspec.Raw(b"\xd6\xff\0\0\0\1"),
    msgspec.Raw(b"\xdd\xff\xff\xff\xff"),
    msgspec.Raw(b"\xdf\xff\xff\xff\xff"),
    msgspec.Raw(b"\xc6\xff\xff\xff\xff"),
    msgspec.Raw(b"\xdb\xff\xff\xff\xff"),
    msgspec.Raw(b"\xc1"),
    msgspec.Raw(b"\x91" * 2_000 + b"\xc0"),
)
_SIZES = (0, 0, 1, 1, 2, 2, 3, 4, 6, 20, 2**31, 2**39)
_BYTES = (0x00, 0x01, 0x02, 0x3F, 0x40, 0x7F, 0x80, 0xF0, 0xFF)


def mutated(body: bytes, chance: random.Random) -> bytes:
    """Return a reply that differs from `body` in one to three places of its structure.

    Raises:
        Exception: `body` is not msgpack, or its mutation is none.
    """
    root = [msgspec.msgpack.decode(body)]
    for _ in range(chance.choice((1, 1, 2, 3))):
        places = list(_places(root))
        holder, place = chance.choice(places)
        match chance.randrange(6):
            case 0:
                holder[place] = chance.choice(_ODD)
            case 1 | 2:
                holder[place] = _node(chance)
            case 3:
                other, there = chance.choice(places)
                with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
                    holder[place] = msgspec.msgpack.decode(msgspec.msgpack.encode(other[there]))
            case 4 if isinstance(holder, list) and holder is not root:
                holder[place : place + 1] = [holder[place]] * chance.choice((0, 2, 3))
            case _:
                wrapped = {"type": "sequence", "kind": "list", "items": [holder[place]]}
                holder[place] = wrapped
    return msgspec.msgpack.encode(root[0])


def _places(holder: Any) -> Iterator[tuple[Any, Any]]:
    pairs = enumerate(holder) if isinstance(holder, list) else list(holder.items())
    for place, item in pairs:
        yield holder, place
        if isinstance(item, list | dict):
            yield from _places(item)


def _node(chance: random.Random) -> Any:
    """Return a value as a reply holds it; most tensors and arrays in it are sound."""
    match chance.randrange(8):
        case 0 | 1 | 2:
            return _numbers(chance, "tensor", TENSOR_SIZES)
        case 3:
            return _numbers(chance, "array", ARRAY_SIZES)
        case 4:
            items = [_node(chance) for _ in range(chance.randrange(3))]
            return {"type": "sequence", "kind": chance.choice(("list", "tuple")), "items": items}
        case 5:
            pairs = [[_node(chance), _node(chance)] for _ in range(chance.randrange(3))]
            return {"type": "dict", "items": pairs}
        case 6:
            return chance.choice(_ODD)
        case _:
            return chance.choice(
                (1.0, 2, 0.5, True, "a", None, {"type": "unknown", "type_name": "T"})
            )


def _numbers(chance: random.Random, tag: str, item_sizes: dict[str, int]) -> dict[str, Any]:
    dtype = chance.choice(list(item_sizes))
    shape = [chance.choice(_SIZES) for _ in range(chance.choice((0, 1, 1, 2, 2, 3, 5)))]
    length = math.prod(shape) * item_sizes[dtype]
    length = length if length <= LONGEST // 4 else chance.randrange(32)
    kind = chance.randrange(3)
    if kind == 0:
        data = bytes([chance.choice(_BYTES)]) * length
    elif kind == 1:
        data = bytes(chance.choices(_BYTES, k=length))
    else:
        data = chance.randbytes(length)
    node: dict[str, Any] = {"type": tag, "dtype": dtype, "shape": shape, "data": data}
    if tag == "tensor" and chance.random() < 0.2:
        node["strided"] = True
    return node


# The search --------------------------------------------------------------------------------------


def _search(folder: Path, seconds: int, seed: int) -> None:
    """Run libFuzzer in this process, which it ends."""
    import atheris

    for module in SEARCHED:
        for function in _functions(module):
            atheris.instrument_func(function)
    torch.set_num_threads(1)
    for body in sound_replies():
        try:
            judge(body)
        except Exception:
            (folder / "fault-start").write_bytes(body)
            raise

    def one_input(data: bytes) -> None:
        before = _peak_mebibytes()
        judge(data)
        growth = _peak_mebibytes() - before
        if growth > GROWTH_MEBIBYTES:
            raise LawBroken(f"This input made the process grow by {growth:.0f} MiB.")

    def mutate(data: bytes, longest: int, number: int) -> bytes:
        chance = random.Random(number)
        if chance.random() < 0.7:
            try:
                body = mutated(data, chance)
            except Exception:
                body = b""
            if 0 < len(body) <= longest:
                return body
        return atheris.Mutate(data, longest)

    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST}",
        f"-seed={seed}",
        f"-artifact_prefix={folder}/fault-",
        "-timeout=20",
        "-rss_limit_mb=8192",
        "-print_final_stats=1",
        "-len_control=0",
    ]
    atheris.Setup([sys.argv[0], *options, str(folder / "corpus")], one_input, custom_mutator=mutate)
    atheris.Fuzz()


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    """Yield the functions and methods that a module defines."""
    classes = [c for c in vars(module).values() if isinstance(c, type)]
    for holder in (module, *(c for c in classes if c.__module__ == module.__name__)):
        for item in vars(holder).values():
            if isinstance(item, FunctionType) and item.__code__.co_filename == module.__file__:
                yield item


def _peak_mebibytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# What was covered --------------------------------------------------------------------------------


def lines_covered(module: ModuleType, work: Callable[[], object]) -> tuple[set[int], set[int]]:
    """Return the lines of a module's functions that `work` runs, and all of them."""
    file = str(module.__file__)
    run: set[int] = set()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if frame.f_code.co_filename != file:
            return None
        if event == "line":
            run.add(frame.f_lineno)
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(None)
    there = {line for f in _functions(module) for line in _lines(f.__code__)}
    return run & there, there


def _lines(code: CodeType) -> Iterator[int]:
    yield from {line for _, _, line in code.co_lines() if line and line != code.co_firstlineno}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _lines(constant)


def _judge_all(bodies: Sequence[bytes]) -> None:
    for body in bodies:
        judge(body)


def _report(folder: Path, output: str, ended_with: int) -> int:
    faults = sorted(folder.glob("fault-*"))
    if faults or ended_with != 0:
        print("\n".join(output.splitlines()[-40:]))
        for fault in faults:
            print(
                f"This input breaks a law ({fault.name.split('-')[1]}):\n{fault.read_bytes().hex()}"
            )
        return 1
    numbers = dict(re.findall(r"stat::(\w+):\s+(\d+)", output))
    bodies = [file.read_bytes() for file in sorted((folder / "corpus").iterdir())]
    accepted = sum(judge(body) is not None for body in bodies)
    print(f"executions: {numbers['number_of_executed_units']}")
    print(f"executions per second: {numbers['average_exec_per_sec']}")
    print(f"peak memory: {numbers['peak_rss_mb']} MiB")
    print(f"corpus: {len(bodies)} inputs, {accepted} of them accepted replies")
    for module in SEARCHED:
        run, there = lines_covered(module, lambda: _judge_all(bodies))
        missed = ", ".join(map(str, _ranges(there - run))) or "none"
        name = Path(str(module.__file__)).name
        print(f"lines of functions in {name}: {len(run)} of {len(there)}; not run: {missed}")
    print("No exception but Nonsense was seen, and no input took more than its time or memory.")
    return 0


def _ranges(lines: set[int]) -> Iterator[str]:
    """Yield runs of neighbouring numbers, as 3 or 3-5."""
    for _, group in itertools.groupby(enumerate(sorted(lines)), lambda pair: pair[1] - pair[0]):
        run = [line for _, line in group]
        yield f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0])


def main() -> int:
    """Search for the given time in a process of its own, and say what was found."""
    parser = argparse.ArgumentParser(description="Search for a reply that harms the judge.")
    parser.add_argument("--seconds", type=int, default=600, help="how long to search")
    parser.add_argument("--seed", type=int, default=1, help="of libFuzzer's choices; not 0")
    parser.add_argument("--input", help="judge these bytes, given as hex, and search nothing")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.input is not None:
        reply = judge(bytes.fromhex(arguments.input))
        print("The judge refuses this input." if reply is None else f"The judge accepts {reply}.")
        return 0
    try:
        import atheris  # noqa: F401  # only whether it is there
    except ImportError:
        print(
            "This fuzzer needs Atheris, which is not installed. Install it with "
            "`pip install atheris` (Linux or macOS; it is no dependency of the project, so leave "
            "out constraints.txt).",
            file=sys.stderr,
        )
        return 2
    if arguments.folder is not None:
        try:
            _search(arguments.folder, arguments.seconds, arguments.seed)
        except Exception:
            traceback.print_exc()
        return 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "corpus").mkdir()
        for number, body in enumerate((*sound_replies(), *unsound_replies())):
            (folder / "corpus" / f"start-{number}").write_bytes(body)
        rest = ["--seconds", str(arguments.seconds), "--seed", str(arguments.seed)]
        command = [sys.executable, __file__, "--folder", name, *rest]
        ended = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )
        return _report(folder, ended.stdout, ended.returncode)


if __name__ == "__main__":
    sys.exit(main())
