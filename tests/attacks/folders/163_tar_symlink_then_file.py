"""Hands in a tar that links to a folder outside and then writes into it; unpacking is a breach."""

import io
import tarfile
from pathlib import Path

HARMLESS = 'def l1_norm(x):\n    return "wrong on purpose"\n'
# Shows in the report if it is run; the module beside the archive counts before one in it.
RAN = b'raise RuntimeError("LEAK" + "! The archive was unpacked and run.")\n'


def build(folder: Path, marker: Path) -> None:
    """Put a tar beside a wrong module; unpacked carelessly, it would write the marker."""
    (folder / "norms.py").write_text(HARMLESS)
    with tarfile.open(folder / "submission.tar", "w") as archive:
        link = tarfile.TarInfo("work")
        link.type, link.linkname = tarfile.SYMTYPE, str(marker.parent)
        archive.addfile(link)
        for name, content in ((f"work/{marker.name}", b"written"), ("norms.py", RAN)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
