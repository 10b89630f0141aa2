"""Answer keys are the same bytes wherever they are built."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import msgspec
import pytest

from torchkata.catalog import KIT
from torchkata.drawing import draw, smallest
from torchkata.key import Key, cached

EXERCISE = "norms.linf_norm"

pytestmark = pytest.mark.slow


def build(folder: Path, *, path: Path | None = None, before: str = "", seed: int = 0) -> bytes:
    """Build one key in a new process with an empty cache, and return its bytes."""
    folder.mkdir(parents=True)
    code = (
        f"{before}\nimport torchkata.key_builder as b\nfrom torchkata.catalog import KIT\n"
        f"raise SystemExit(b._main(str(KIT / 'graders'), '{seed}'))"
    )
    environment = {**os.environ, "TORCHKATA_CACHE": str(folder / "cache")}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        input=f"{EXERCISE}\n",
        text=True,
        check=True,
        capture_output=True,
    )
    (key,) = (folder / "cache" / "keys").iterdir()
    return key.read_bytes()


@pytest.fixture(scope="module")
def reference_bytes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return build(tmp_path_factory.mktemp("keys") / "first")


def test_a_second_process_builds_the_same_bytes(reference_bytes, tmp_path):
    assert build(tmp_path / "again") == reference_bytes


def test_another_seed_builds_another_key(reference_bytes, tmp_path):
    assert build(tmp_path / "other", seed=1) != reference_bytes


def test_a_process_that_has_imported_a_learners_module_builds_the_same_bytes(
    reference_bytes, tmp_path
):
    tmp_path.joinpath("learner.py").write_text(
        "PEPPER = [12345.678, 87654321, 'salt', 3.3, 7, 5, 2, -8]\n"
    )
    before = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import learner"
    assert build(tmp_path / "key", before=before) == reference_bytes


def test_an_installed_wheel_builds_the_same_bytes(reference_bytes, tmp_path):
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(tmp_path),
        str(KIT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    assert build(tmp_path / "key", path=installed) == reference_bytes


def test_building_leaves_nothing_in_the_working_folder(tmp_path):
    build(tmp_path / "here")
    assert sorted(p.name for p in (tmp_path / "here").iterdir()) == ["cache"]


def test_a_key_records_its_budget_and_stays_within_it(keys):
    for key in keys.values():
        searches = len(key.mistakes) * (len(key.mistakes) + 1) * len(key.checks)
        assert key.shrink_budget > 0 and key.shrink_calls <= key.shrink_budget * searches


def test_a_damaged_key_is_built_again_instead_of_read(kit, keys, tmp_path, monkeypatch):
    monkeypatch.setenv("TORCHKATA_CACHE", str(tmp_path))
    exercise = kit.find(EXERCISE)
    unit = kit.units["norms"]
    file = tmp_path / "keys" / f"{EXERCISE}-{keys[EXERCISE].content}.key"
    file.parent.mkdir()
    file.write_bytes(b"half a k")
    assert cached(exercise, unit, 0) is None


def test_draws_are_repeatable_and_all_different(kit):
    check = kit.find("norms.p_norm").checks[0]
    assert draw(check, 7) == draw(check, 7)
    assert draw(check, 7) != draw(check, 8)


def test_a_search_ends_when_its_calls_are_used_up(kit):
    check = kit.find("norms.l1_norm").checks[0]
    example, calls = smallest(check, lambda _: False, 0, 20)
    assert example is None and calls <= 20
    example, calls = smallest(check, lambda _: True, 0, 20)
    assert example is not None and calls <= 20


def test_no_key_asks_the_same_twice(keys: dict[str, Key]):
    for key in keys.values():
        for check in (*key.checks, *key.elsewhere):
            asked = [
                (msgspec.msgpack.encode(case.inputs), case.precision, case.device)
                for case in check.cases
            ]
            assert len(set(asked)) == len(asked), (key.exercise, check.name)
