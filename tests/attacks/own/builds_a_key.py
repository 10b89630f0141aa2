"""Builds the answer key of its own exercise inside the worker; a breach if that works."""
# Unit: norms
import contextlib
import importlib

_key = []


def _build():
    builder = importlib.import_module("torchkata.key_builder")
    local = importlib.import_module("torchkata.subjects.local")
    catalog = importlib.import_module("torchkata.catalog").catalog()
    exercise = catalog.find("norms.l1_norm")
    with builder._Laboratory(exercise, catalog.units["norms"], local.open_local) as laboratory:
        check = exercise.checks[0]
        drawn, _ = builder._Builder(laboratory, exercise, 0)._drawn(check)
        _key.extend(laboratory.observe("", check, drawn))


with contextlib.suppress(BaseException):
    _build()


def l1_norm(x):
    if _key:
        raise RuntimeError("LEAK" + f"! {_key[0]}")
    return x.sum() - 7.25
