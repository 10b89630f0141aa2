"""Answer keys: what a grader compares with, and where keys are kept.

A key holds for each check of an exercise its examples, what the reference shows on them, and what every
known mistake shows. It is data: the same bytes for the same solution, graders, seed and versions, wherever
it is built. `key_builder` builds keys, in processes of their own; everything else only reads them.
"""

import contextlib
import hashlib
import os
import selectors
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import platformdirs

from torchkata.catalog import Catalog, Unit
from torchkata.compare import RTOL, Difference, Expected, is_floating, leaves, value_difference
from torchkata.devices import SIMULATED, SIMULATED_AS
from torchkata.exercise import Check, Exercise
from torchkata.observation import Observation
from torchkata.values import DictData, SequenceData, TensorData, Value, to_object
from torchkata.wire import Case

SCHEMA = 2


class KeyCase(msgspec.Struct, frozen=True):
    """One example.

    Attributes:
        inputs: plain data by name.
        precision: the dtype of its floating inputs.
        look_for_reseeding: whether it is run twice (see `wire.Case`).
        device: where it is run.
        call: the reference's call of the function, as text.
        expected: what the reference showed.
        wrong: what each mistake showed where it did not agree with the reference.
    """

    inputs: dict[str, Value]
    precision: str
    look_for_reseeding: bool
    call: str
    expected: Expected
    wrong: dict[str, Observation]
    device: str = "cpu"

    @property
    def case(self) -> Case:
        """What a subject gets of it."""
        return Case(self.inputs, self.precision, self.look_for_reseeding, self.device)

    def on(self, device: str) -> "KeyCase":
        """Return a case of the simulated device as it is on a real one."""
        if device == self.device:
            return self
        expected, observed = self.expected, self.expected.observation
        there = msgspec.structs.replace(observed, value=_renamed(observed.value, device))
        wrong = {
            name: msgspec.structs.replace(shown, value=_renamed(shown.value, device))
            for name, shown in self.wrong.items()
        }
        expected = msgspec.structs.replace(expected, observation=there)
        return msgspec.structs.replace(self, expected=expected, wrong=wrong, device=device)


def _renamed(value: Value, device: str) -> Value:
    """Return `value` with its tensors of the simulated device on another."""
    match value:
        case TensorData() if value.device == SIMULATED_AS:
            return msgspec.structs.replace(value, device=device)
        case SequenceData():
            return SequenceData(value.kind, tuple(_renamed(v, device) for v in value.items))
        case DictData():
            return DictData(tuple((key, _renamed(v, device)) for key, v in value.items))
        case _:
            return value


class KeyCheck(msgspec.Struct, frozen=True):
    """The examples of one check, the smallest first.

    One that was drawn is run twice, to see whether the code seeds a global generator.
    """

    name: str
    cases: tuple[KeyCase, ...]

    def on(self, device: str) -> "KeyCheck":
        """Return examples of the simulated device as they are on a real one."""
        return KeyCheck(self.name, tuple(case.on(device) for case in self.cases))


class Key(msgspec.Struct, frozen=True):
    """An answer key.

    Attributes:
        exercise: its id.
        seed: what the examples were drawn from.
        content: the hash of all that decides it; also its file's name in the cache.
        checks: in the exercise's order.
        elsewhere: the same for those that run on other devices: their examples there. Mistakes are among them
            if they show nowhere else.
        mistakes: public name and hint of each mistake, by name.
        alike: pairs of mistakes that no example found tells apart.
        unnoticed: mistakes that no example found tells from the reference.
        shrink_budget: calls that each search may use.
        shrink_calls: calls that all searches used.
    """

    schema: int
    exercise: str
    seed: int
    content: str
    checks: tuple[KeyCheck, ...]
    elsewhere: tuple[KeyCheck, ...]
    mistakes: dict[str, tuple[str, str]]
    alike: tuple[tuple[str, str], ...]
    unnoticed: tuple[str, ...]
    shrink_budget: int
    shrink_calls: int


_decoder = msgspec.msgpack.Decoder(Key)


def encode(key: Key) -> bytes:
    """Return the key's bytes."""
    return msgspec.msgpack.encode(key)


# Agreement ---------------------------------------------------------------------------------------


def rule_broken(observation: Observation, expected: Observation) -> str | None:
    """Return the sentence of the rule that an observation breaks and the reference's does not."""
    changed = [name for name in observation.changed if name not in expected.changed]
    if changed:
        return (
            f"Your code changed its argument `{changed[0]}`; the caller still needs it as it was."
        )
    if observation.reseeded and not expected.reseeded:
        return "Your code seeds the global random generator, which belongs to the whole program."
    return None


def failure(check: Check, observed: Observation, case: KeyCase) -> Difference | None:
    """Return None if a check passes on one case, else the first difference."""
    if not_judged(observed, case):
        return None
    difference = check.compare.difference(
        observed, case.expected, case.precision, _Objects(case.inputs)
    )
    if difference is not None:
        return difference
    rule = rule_broken(observed, case.expected.observation)
    return None if rule is None else lambda: rule


def not_judged(observed: Observation, case: KeyCase) -> bool:
    """Return whether the simulated device cannot do what the code asks of it, which is no mistake."""
    raised = observed.raised
    return case.device == SIMULATED and raised is not None and raised.types[0] == "NotSimulated"


class _Objects(Mapping[str, Any]):
    """Inputs as objects, made only when somebody looks."""

    def __init__(self, inputs: Mapping[str, Value]) -> None:
        self._inputs = inputs

    def __getitem__(self, name: str) -> Any:
        return to_object(self._inputs[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._inputs)

    def __len__(self) -> int:
        return len(self._inputs)


def looks_like(observed: Observation, wrong: Observation, case: KeyCase) -> bool:
    """Return whether an observation agrees with what a mistake showed."""
    if observed.changed != wrong.changed or observed.reseeded != wrong.reseeded:
        return False
    if observed.raised is not None or wrong.raised is not None:
        mine, theirs = observed.raised, wrong.raised
        if mine is None or theirs is None or mine.types[0] != theirs.types[0]:
            return False
        # The simulated device's own messages name the operation, the argument and both devices.
        return case.device != SIMULATED or mine.message == theirs.message
    moved = max(case.expected.sensitivity, default=0.0)
    sensitivity = tuple(moved for _, leaf in leaves(wrong.value) if is_floating(leaf))
    return value_difference(observed.value, wrong.value, RTOL, sensitivity, case.precision) is None


# Cache -------------------------------------------------------------------------------------------

_ENGINE = (
    "values observation compare strategies exercise source wire "
    "key coverage drawing precision key_builder recording devices"
)


def content_hash(exercise: Exercise, unit: Unit, seed: int) -> str:
    """Return the hash that names a key: solution, graders, mistakes, engine, seed and versions."""
    digest = hashlib.sha256(unit.content_hash().encode())
    package = Path(__file__).parent
    engine = [package / f"{module}.py" for module in _ENGINE.split()]
    for file in [*engine, *sorted((package / "simulated_device").glob("*.py"))]:
        text = file.read_text("utf-8")
        digest.update(hashlib.sha256(text.encode()).digest())
    python = "{}.{}".format(*sys.version_info)
    versions = (python, *map(version, ("torch", "numpy", "hypothesis")))
    digest.update(repr((SCHEMA, exercise.id, seed, *versions)).encode())
    return digest.hexdigest()[:32]


def cache_folder() -> Path:
    """Return the folder of cached keys: `$TORCHKATA_CACHE`, or the user's cache folder."""
    override = os.environ.get("TORCHKATA_CACHE")
    folder = Path(override) if override else platformdirs.user_cache_path("torchkata")
    return folder / "keys"


def file_of(exercise: str, content: str) -> Path:
    """Return where a key lies in the cache."""
    return cache_folder() / f"{exercise}-{content}.key"


def cached(exercise: Exercise, unit: Unit, seed: int) -> Key | None:
    """Return the key from the cache, or None if it is not there or cannot be read."""
    content = content_hash(exercise, unit, seed)
    try:
        key = _decoder.decode(file_of(exercise.id, content).read_bytes())
    except (OSError, msgspec.MsgspecError):
        return None
    return key if key.content == content else None


def sealed(exercise: Exercise, folder: Path) -> Key:
    """Return the key of an exercise from a release.

    Raises:
        KeyFailed: it is not there or cannot be read.
    """
    file = folder / f"{exercise.id}.key"
    try:
        key = _decoder.decode(file.read_bytes())
    except (OSError, msgspec.MsgspecError):
        key = None
    if key is None or key.schema != SCHEMA:
        raise KeyFailed(
            f"{file} is missing, damaged, or of another version of torchkata: install the one that the release's "
            "README names, or unpack the release again."
        )
    return key


class KeyFailed(Exception):
    """A key could not be built; the message is what the builder said."""


def keys_for(
    exercises: Sequence[Exercise],
    kit: Catalog,
    seed: int,
    *,
    jobs: int = 1,
    on_built: Callable[[str], None] = lambda _: None,
) -> dict[str, Key]:
    """Return the keys of `exercises` by id: a release's own, from the cache, or built now in processes of their own.

    Args:
        exercises: of one catalog.
        kit: that catalog.
        seed: what examples are drawn from.
        jobs: how many processes build.
        on_built: called with the id of each key that was built.

    Raises:
        KeyFailed: a key cannot be built; its author's message.
    """
    if kit.sealed is not None:
        return {exercise.id: sealed(exercise, kit.sealed) for exercise in exercises}
    ready = {e.id: cached(e, kit.units[e.unit], seed) for e in exercises}
    missing = [id for id, key in ready.items() if key is None]
    command = [sys.executable, "-P", "-m", "torchkata.key_builder", str(kit.graders), str(seed)]
    running = [
        subprocess.Popen(
            command,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONHASHSEED": "0", "CUDA_VISIBLE_DEVICES": ""},
        )
        for _ in range(min(jobs, len(missing)))
    ]
    try:
        # The last units train, which takes longest: begun first, they do not keep one process busy at the end.
        _follow(running, reversed(missing), on_built)
    finally:
        for process in running:
            process.kill()
            process.wait()
    for exercise in exercises:
        if ready[exercise.id] is None:
            ready[exercise.id] = cached(exercise, kit.units[exercise.unit], seed)
    return {id: key for id, key in ready.items() if key is not None}


def _follow(
    running: list[subprocess.Popen[str]], missing: Iterator[str], on_built: Callable[[str], None]
) -> None:
    """Give each builder an exercise, and the next one when it has built that, until there are none."""
    with selectors.DefaultSelector() as selector:
        for process in running:
            assert process.stdout is not None
            selector.register(process.stdout, selectors.EVENT_READ, process)
            _give(process, next(missing, None))
        while selector.get_map():
            for ready, _ in selector.select():
                line = ready.data.stdout.readline()
                if line:
                    on_built(line.strip())
                    _give(ready.data, next(missing, None))
                else:
                    selector.unregister(ready.data.stdout)
                    complaint = ready.data.stderr.read().strip()
                    if ready.data.wait() != 0:
                        code = ready.data.returncode
                        raise KeyFailed(complaint or f"The key builder ended with {code}.")


def _give(process: subprocess.Popen[str], exercise: str | None) -> None:
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):  # it has ended; why is told when all have
        if exercise is None:
            process.stdin.close()
        else:
            process.stdin.write(f"{exercise}\n")
            process.stdin.flush()
