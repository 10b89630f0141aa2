"""Brings files that cannot be read, or run as another user; a grader that stops is a breach."""

from pathlib import Path

WRONG = "import torch\n\n\ndef l1_norm(x):\n    return torch.tensor(0.5)\n"


def build(folder: Path, marker: Path) -> None:
    """Lay out a wrong module with set-user-id, and a module and a folder that nobody may open.

    Whoever removes the folder gives back the permissions first, unless they are root.
    """
    (folder / "norms.py").write_text(WRONG)
    (folder / "norms.py").chmod(0o6755)
    (folder / "data.py").write_text(WRONG)
    (folder / "data.py").chmod(0o000)
    (folder / "locked").mkdir()
    (folder / "locked" / "models.py").write_text(WRONG)
    (folder / "locked").chmod(0o000)
