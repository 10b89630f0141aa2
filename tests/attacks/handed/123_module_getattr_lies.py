"""Defines nothing and answers every question for a name with a lie; a point for it is a breach."""
# Unit: norms

CLAIMED = ("l1_norm", "l2_norm", "linf_norm", "cosine_similarity", "correlation")


def __getattr__(name):
    if name in CLAIMED:
        return lambda *_, **__: __getattr__
    if name.startswith("__"):
        return None
    raise AttributeError(name)
