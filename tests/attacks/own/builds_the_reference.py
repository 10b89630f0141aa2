"""Reads the reference through the kit's own catalog and uses it; a breach if it can be had."""
# Unit: norms
import contextlib
import importlib

_reference = {}
with contextlib.suppress(BaseException):
    _catalog = importlib.import_module("torchkata.catalog")
    _source = _catalog.Catalog(_catalog.KIT / "graders").units["norms"].solution
    exec(compile(_source, "reference", "exec"), _reference)


def l1_norm(x):
    if "l1_norm" in _reference:
        raise RuntimeError("LEAK" + "! the reference can be built")
    return x.sum() - 7.25
