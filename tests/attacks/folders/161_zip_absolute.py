"""Hands in an archive with an absolute member name; one that is unpacked anywhere is a breach."""

import zipfile
from pathlib import Path

HARMLESS = 'def l1_norm(x):\n    return "wrong on purpose"\n'
# Shows in the report if it is run; the module beside the archive counts before one in it.
RAN = 'raise RuntimeError("LEAK" + "! The archive was unpacked and run.")\n'


def build(folder: Path, marker: Path) -> None:
    """Put a zip beside a wrong module; unpacked carelessly, it would write the marker."""
    (folder / "norms.py").write_text(HARMLESS)
    with zipfile.ZipFile(folder / "submission.zip", "w") as archive:
        archive.writestr("norms.py", RAN)
        archive.writestr(zipfile.ZipInfo(str(marker)), "written by an archive")
