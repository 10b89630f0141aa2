"""Saves a file that runs code where it is loaded carelessly; a changed marker is a breach."""
# Unit: persistence

import torch

MARKER = "@MARKER@"


class Parcel:
    """Whoever unpickles it evaluates an expression."""

    def __reduce__(self):
        return eval, (f"open({MARKER!r}, 'a').write('an object was unpickled')",)


def save_weights(model, path):
    model.eval()  # wrong as well: saving must not change the mode
    torch.save({"weight": Parcel()}, path)
