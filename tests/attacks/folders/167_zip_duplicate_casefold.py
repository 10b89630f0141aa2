"""Hands in an archive with one name twice and in capitals; running any of them is a breach."""

import warnings
import zipfile
from pathlib import Path

HARMLESS = 'def l1_norm(x):\n    return "wrong on purpose"\n'
# Shows in the report if it is run; the module beside the archive counts before one in it.
RAN = 'raise RuntimeError("LEAK" + "! The archive was unpacked and run.")\n'


def build(folder: Path, marker: Path) -> None:
    """Put a zip beside a wrong module, and a second module whose name differs in case only."""
    (folder / "norms.py").write_text(HARMLESS)
    (folder / "NORMS.PY").write_text(RAN)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of names that come twice
        with zipfile.ZipFile(folder / "norms.py.zip", "w") as archive:
            for name, text in (("norms.py", HARMLESS), ("norms.py", RAN), ("NORMS.py", RAN)):
                archive.writestr(name, text)
