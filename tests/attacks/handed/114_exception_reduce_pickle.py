"""Raises an exception that runs code where it is unpickled; a change of the marker is a breach."""
# Unit: norms

MARKER = "@MARKER@"


class Parcel(Exception):
    """Whoever unpickles it evaluates an expression."""

    def __reduce__(self):
        return eval, (f"open({MARKER!r}, 'a').write('an exception was unpickled')",)


def l1_norm(x):
    raise Parcel


def l2_norm(x):
    raise Parcel


def cosine_similarity(b, c, eps=1e-8):
    raise Parcel
