"""Loads other units of its own submission and puts itself in their place; must earn nothing."""
# Unit: norms
import contextlib
import importlib
import sys

import torch

for _unit in ("data", "models", "training", "evaluation", "persistence", "norms"):
    with contextlib.suppress(Exception):
        importlib.import_module(f"exercises.{_unit}")
    sys.modules[f"exercises.{_unit}"] = sys.modules[__name__]
    sys.modules[_unit] = sys.modules[__name__]

with contextlib.suppress(Exception):
    for _finder in sys.meta_path:
        for _name in list(getattr(_finder, "sources", ())):
            _finder.sources[_name] = "raise SystemExit(0)"
    sys.modules["exercises"].__path__ = ["/"]


def l1_norm(x):
    return torch.tensor(-7.25)
