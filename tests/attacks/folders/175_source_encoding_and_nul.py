"""Brings modules that are no proper text; a grader that stops, or a point, is a breach."""

from pathlib import Path

WRONG = "import torch\n\n\ndef l1_norm(x):\n    return torch.tensor(0.5)\n"


def build(folder: Path, marker: Path) -> None:
    """Lay out wrong encodings, NUL bytes, and lines too long to be written by hand.

    A tool that believed the cookie of `models.py` would run what stands in its second line.
    """
    hidden = f"open({str(marker)!r}, 'a').write('a comment was run')"
    # In UTF-7 this is a line break and then code; in any other encoding it is a comment.
    utf7 = "# +AAo-" + hidden.replace("+", "+-") + "\n"
    long_line = b"text = '" + b"A" * 10_000_000 + b"'\n"

    cookie = b"\xef\xbb\xbf# -*- coding: utf-7 -*-\n"
    (folder / "norms.py").write_bytes(cookie + WRONG.encode() + b"\0\n" + long_line)
    (folder / "models.py").write_bytes(b"# -*- coding: utf-7 -*-\n" + utf7.encode())
    (folder / "data.py").write_bytes(WRONG.encode("utf-16"))
    (folder / "training.py").write_bytes(long_line + WRONG.encode())
    (folder / "evaluation.py").write_bytes(
        b"# -*- coding: utf-8 -*-\n# \xff\xfe\xc0\xaf\n\rx = '\n"
    )
    (folder / "persistence.py").write_bytes(b"")
