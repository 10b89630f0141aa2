"""Returns objects that run code where they are unpickled; a change of the marker is a breach."""
# Unit: norms

MARKER = "@MARKER@"


class Parcel:
    """Whoever unpickles it evaluates an expression."""

    def __reduce__(self):
        return eval, (f"open({MARKER!r}, 'a').write('an object was unpickled')",)


def l1_norm(x):
    return Parcel()


def l2_norm(x):
    return [Parcel()]


def cosine_similarity(b, c, eps=1e-8):
    return {"similarity": Parcel()}
