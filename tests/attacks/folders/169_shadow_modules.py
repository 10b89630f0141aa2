"""Brings modules named as those that the grader imports; one that the judge runs is a breach."""

from pathlib import Path

WRONG = """import json

import numpy
import torch


def l1_norm(x):
    return torch.tensor(0.5)


def l2_norm(x):
    return torch.tensor(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return torch.tensor(0.5)
"""

SHADOWS = """
    torch.py numpy.py numpy/__init__.py json.py msgspec.py hypothesis.py pytest.py typing.py
    torchkata.py torchkata/__init__.py solutions.py conftest.py sitecustomize.py usercustomize.py
    test_norms.py __init__.py __main__.py
""".split()


def build(folder: Path, marker: Path) -> None:
    """Lay out a wrong module among shadows, each of which writes the marker and exits."""
    code = f"""try:
    with open({str(marker)!r}, "a") as file:
        file.write(__name__ + " was run where it may write this\\n")
except OSError:
    pass
raise SystemExit(0)
"""
    (folder / "norms.py").write_text(WRONG)
    for name in SHADOWS:
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(code)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -p conftest\n")
    (folder / "shadows.pth").write_text("import sitecustomize\n")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "norms.cpython-311.pyc").write_bytes(b"\xa7\x0d\x0d\x0a" + bytes(12))
