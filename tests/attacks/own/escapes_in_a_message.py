"""Raises a text of terminal escapes; a breach if `explain`, `diff` or the table pass them on."""
# Unit: norms
_TEXT = (
    "\x1b[2J\x1b[H\x1b]0;renamed\x07\x1b]8;;http://127.0.0.1:@PORT@/\x1b\\click\x1b]8;;\x1b\\"
    "\x1b]52;c;cm0gLXJm\x07\x9b31m\x90q\x9c\x85\x7f\b\b\b"
)


class Escape(ValueError):
    pass


def l1_norm(x):
    print(_TEXT, "printed")
    raise Escape(_TEXT)


def linf_norm(x):
    return {_TEXT: _TEXT}


def l2_norm(x):
    return type("\x1b[8mhidden" + _TEXT, (), {})()
