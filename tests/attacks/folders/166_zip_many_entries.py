"""Hands in an archive of fifty thousand members; unpacking it, or listing them, is a breach."""

import zipfile
from pathlib import Path

HARMLESS = 'def l1_norm(x):\n    return "wrong on purpose"\n'
# Shows in the report if it is run; the module beside the archive counts before one in it.
RAN = 'raise RuntimeError("LEAK" + "! The archive was unpacked and run.")\n'


def build(folder: Path, marker: Path) -> None:
    """Put a zip with many empty members beside a wrong module."""
    (folder / "norms.py").write_text(HARMLESS)
    with zipfile.ZipFile(folder / "submission.zip", "w") as archive:
        archive.writestr("norms.py", RAN)
        for number in range(50_000):
            archive.writestr(f"many/{number}", "")
