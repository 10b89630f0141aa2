"""Makes the lines that fail show escapes and reversed text; a breach if a report shows them raw."""
# Unit: norms
import linecache

_LINE = "    raise ValueError  # \x1b[2J\x1b[1;32m4/4 (passed)\x1b[0m \u202e\u2066 desrever\n"
linecache.cache["norms.py"] = (0, None, [_LINE] * 60, "norms.py")


def l1_norm(x):
    raise ValueError("look at the line")


def l2_norm(x):
    raise ValueError  # the same
