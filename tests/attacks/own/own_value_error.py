"""Raises a class of its own that is only named ValueError; a breach if the check takes the name."""
# Unit: norms
# Must fail: refuses_other_p


class ValueError(BaseException):
    """Nobody who catches the real one catches this."""


def p_norm(x, p):
    raise ValueError(f"p is {p}")
