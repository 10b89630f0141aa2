"""Brings files with names that break tools or terminals; a grader that stops is a breach."""

import os
from pathlib import Path

WRONG = "import torch\n\n\ndef l1_norm(x):\n    return torch.tensor(0.5)\n"

NAMES = [
    b"two\nlines.py",
    b"\x1b[31mred\x1b[2J.py",
    "\u202egpj.py".encode(),
    b"x" * 250 + b".py",
    b"-rf",
    b" ",
    b" .py",
    b".py",
    b"..py",
    b"....norms.py",
    b"con.py",
    b"a\\..\\b.py",
    b"..\\..\\norms.py",
    b"<script>alert(1)<\xe2\x81\x84script>.py",
    b"=1+1.py",
    b"not utf-8 \xff\xfe.py",
    b"\xed\xa0\x80.py",
    "e\u0301.py".encode(),
    "\u00e9.py".encode(),
    b"exercises.norms.py",
    b"norms.py.py",
]


def build(folder: Path, marker: Path) -> None:
    """Lay out a wrong module, files with odd names, and a folder named as a module."""
    (folder / "norms.py").write_text(WRONG)
    for name in NAMES:
        descriptor = os.open(os.fsencode(folder) + b"/" + name, os.O_WRONLY | os.O_CREAT, 0o644)
        with open(descriptor, "w") as file:
            file.write(WRONG)
    (folder / "models.py").mkdir()
    (folder / "models.py" / "\x1b[31m\n.py").write_text(WRONG)
