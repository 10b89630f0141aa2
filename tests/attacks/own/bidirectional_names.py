"""Reverses text with bidirectional marks in names and messages; a breach if shown raw."""
# Unit: norms
_RIGHT = "\u202e0/4\u202c \u2066\u2067\u200f\u061c\u200b\ufeff\u2028\u2029"
Reversed = type("Error" + _RIGHT, (ValueError,), {"__module__": "builtins"})


def l1_norm(x):
    print(_RIGHT)
    raise Reversed(f"{_RIGHT} points: 4/4")


def linf_norm(x):
    return type("float64" + _RIGHT, (), {})()
