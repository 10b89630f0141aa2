"""Returns a float whose arithmetic always gives 0; a point for it is a breach."""
# Unit: norms


def zero(*_):
    """Stand for every operation."""
    return 0.0


class Slippery(float):
    """A number whose difference to any other is 0."""

    __float__ = __sub__ = __rsub__ = __abs__ = zero


def l1_norm(x):
    return Slippery(0.5)


def l2_norm(x):
    return Slippery(0.5)


def cosine_similarity(b, c, eps=1e-8):
    return Slippery(0.5)
