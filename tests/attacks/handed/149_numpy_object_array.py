"""Returns arrays of objects that run code when they are unpickled; a changed marker is a breach."""
# Unit: norms

import numpy as np

MARKER = "@MARKER@"


class Parcel:
    """Whoever unpickles it evaluates an expression."""

    def __reduce__(self):
        return eval, (f"open({MARKER!r}, 'a').write('an object was unpickled')",)


def l1_norm(x):
    return np.array([Parcel()], dtype=object)


def l2_norm(x):
    return np.array(Parcel(), dtype=object)


def cosine_similarity(b, c, eps=1e-8):
    return np.array([("a", 1)], dtype=[("name", "U1"), ("number", "i4")])
