"""Hands in a tar whose modules are hard links to files outside; unpacking it is a breach."""

import io
import tarfile
from pathlib import Path

HARMLESS = 'def l1_norm(x):\n    return "wrong on purpose"\n'


def build(folder: Path, marker: Path) -> None:
    """Put a tar beside a wrong module; unpacked, it would read a file and write into the marker."""
    (folder / "norms.py").write_text(HARMLESS)
    with tarfile.open(folder / "submission.tar.gz", "w:gz") as archive:
        for name, target in (("models.py", "/etc/hostname"), ("data.py", str(marker))):
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.LNKTYPE, target
            archive.addfile(link)
        through = tarfile.TarInfo("data.py")
        through.size = len(b"written")
        archive.addfile(through, io.BytesIO(b"written"))
