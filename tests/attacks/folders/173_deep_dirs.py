"""Brings a folder in a folder, eight hundred deep; a grader that stops or wanders is a breach."""

import os
from pathlib import Path

WRONG = "import torch\n\n\ndef l1_norm(x):\n    return torch.tensor(0.5)\n"

# Deeper than what walks by recursion likes, and just so deep that `shutil.rmtree` can remove it.
DEPTH = 800


def build(folder: Path, marker: Path) -> None:
    """Lay out a wrong module beside the folders, and another one at their bottom."""
    (folder / "norms.py").write_text(WRONG)
    path = str(folder)
    for _ in range(DEPTH):
        path += "/d"
        os.mkdir(path)
    Path(path, "models.py").write_text(WRONG)
