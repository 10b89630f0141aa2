"""Write files so that they are whole at any moment."""

import os
from contextlib import suppress
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that it is there as a whole or, after a crash, as it was before.

    Raises:
        OSError: it cannot be written; the error names it.
    """
    partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(content)
        partial.replace(file)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from None
    finally:
        with suppress(OSError):
            partial.unlink()
