"""Returns and raises objects of which every question raises; a grader that stops is a breach."""
# Unit: norms

import warnings


def refuse(*_, **__):
    """Answer any question with an exception."""
    raise RuntimeError("boo" * 1000)


class Nasty:
    """An object that can be neither shown, nor counted, nor compared."""

    __repr__ = __str__ = __len__ = __iter__ = __array__ = __bool__ = __float__ = refuse
    __eq__ = __hash__ = __reduce_ex__ = refuse

    def __getattr__(self, name):
        raise KeyboardInterrupt


class NastyError(Exception):
    """An exception without a message."""

    __str__ = __repr__ = refuse


class NastyWarning(UserWarning):
    """A warning without a message."""

    __str__ = __repr__ = refuse


def l1_norm(x):
    return Nasty()


def l2_norm(x):
    raise NastyError


def cosine_similarity(b, c, eps=1e-8):
    warnings.warn(NastyWarning("text"), stacklevel=1)
    return [Nasty()]
