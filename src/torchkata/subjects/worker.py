"""What runs in a forked worker: load a submission's module, run probes on it, send what was seen.

Nothing here knows an expected value.
"""

import socket
import struct
from collections.abc import Mapping
from types import ModuleType

import msgspec

from torchkata.confinement import Level
from torchkata.exercise import Exercise
from torchkata.observation import Implementation, Observation, observe
from torchkata.subjects.local import loaded_state
from torchkata.subjects.modules import import_submitted
from torchkata.subjects.refusals import explain_refusals
from torchkata.values import Unknown
from torchkata.wire import (
    HEADER,
    REPLY_LIMIT,
    Load,
    Loaded,
    Nonsense,
    Observe,
    OutOfMemory,
    Seen,
    check_value,
    frame,
    read_request,
)


def serve(connection: socket.socket, exercises: Mapping[str, Exercise], level: Level) -> None:
    """Answer requests on `connection` until it is closed.

    Args:
        connection: to the judge.
        exercises: those whose probes may be asked for, by id.
        level: how this process is confined.
    """
    explain_refusals(level)
    exercise: Exercise | None = None
    module: ModuleType | BaseException | None = None
    load: Load | None = None
    while (body := _receive(connection)) is not None:
        request = read_request(body)
        if isinstance(request, Load):
            if module is None or load is None or not _same_module(load, request):
                module = _load(request)
            load = request
            exercise = exercises[f"{load.unit}.{load.name}"]
            loaded = _without_room_problems(load, module)
            connection.sendall(frame(loaded))
        elif load is not None and exercise is not None and isinstance(module, ModuleType):
            implementation = Implementation(module, load.name, load.changes, request.describe_calls)
            _answer(connection, exercise, implementation, request)


def _same_module(one: Load, other: Load) -> bool:
    """Return whether two exercises are those of one module: its code runs once, as in any program.

    What an exercise leaves behind there can help the next one to pass, which shows where it is asked again.
    """
    return (one.unit, one.sources) == (other.unit, other.sources)


def _load(request: Load) -> ModuleType | BaseException:
    try:
        return import_submitted(request.unit, request.sources)
    except BaseException as error:
        return error


def _without_room_problems(load: Load, module: ModuleType | BaseException) -> Loaded | OutOfMemory:
    if isinstance(module, MemoryError):
        return OutOfMemory()
    state = loaded_state(module, load.sources[load.unit], load.stub, load.name)
    return msgspec.structs.replace(state, id=load.id)


def _answer(
    connection: socket.socket, exercise: Exercise, implementation: Implementation, request: Observe
) -> None:
    probe = exercise.check_named(request.check).probe
    for number, case in enumerate(request.cases):
        seen = observe(
            probe,
            implementation,
            case.inputs,
            device=case.device,
            look_for_reseeding=case.look_for_reseeding,
        )
        if _ran_out_of_memory(seen):
            connection.sendall(frame(OutOfMemory()))
            return
        connection.sendall(_frame_that_fits(Seen(seen, request.id, number)))


def _frame_that_fits(seen: Seen) -> bytes:
    """Return the reply, without its result if that is larger than the judge takes."""
    message = frame(seen)
    try:
        check_value(seen.observation.value)
        if len(message) <= REPLY_LIMIT:
            return message
    except Nonsense:
        pass
    kind = type(seen.observation.value).__name__.removesuffix("Data").lower()
    value = Unknown(f"{kind} too large to be compared")
    observation = msgspec.structs.replace(seen.observation, value=value)
    return frame(msgspec.structs.replace(seen, observation=observation))


def _ran_out_of_memory(seen: Observation) -> bool:
    """Python has an exception of its own for this; torch's CPU allocator raises a bare RuntimeError."""
    if seen.raised is None:
        return False
    refused = "DefaultCPUAllocator" in seen.raised.message or "alloc_cpu" in seen.raised.message
    return "MemoryError" in seen.raised.types or ("RuntimeError" in seen.raised.types and refused)


def _receive(connection: socket.socket) -> bytes | None:
    header = _exactly(connection, HEADER.size)
    if header is None:
        return None
    (length,) = struct.unpack("<I", header)
    return _exactly(connection, length)


def _exactly(connection: socket.socket, length: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(min(length - len(parts), 1 << 20))
        if not part:
            return None
        parts += part
    return bytes(parts)
