"""Looks in memory for a listed mistake or a key; a breach if one is there."""
# Unit: norms
import contextlib
import gc
import importlib
import sys

_WORDS = ("Mistake", "Misconceptions", "Expected", "KeyCase", "Key", "KeyCheck")


def _known():
    with contextlib.suppress(Exception):
        catalog = importlib.import_module("torchkata.catalog").catalog()
        for mistakes in catalog.units["norms"].mistakes.values():
            return mistakes[0]
    gc.unfreeze()
    for found in gc.get_objects():
        kind = type(found)
        if kind.__name__ in _WORDS and str(kind.__module__).startswith("torchkata"):
            return found
    return sys.modules.get("torchkata_graders.misconceptions.norms")


_found = None
with contextlib.suppress(Exception):
    _found = _known()


def l1_norm(x):
    if _found is not None:
        raise RuntimeError("LEAK" + f"! {type(_found).__name__}")
    return x.sum() - 7.25
