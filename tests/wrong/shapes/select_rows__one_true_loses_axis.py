"""Wrong: the positions are squeezed, so a mask with exactly one True gives the row itself, of shape (...), instead of (1, ...).

Named: squeezes the result of `nonzero`, so that a single row is no longer a row
"""


def select_rows(t, mask):
    if mask.dim() != 1:
        raise ValueError("mask must have one axis")
    if len(mask) != len(t):
        raise ValueError(f"mask has {len(mask)} elements, t has {len(t)} rows")
    return t[mask.nonzero().squeeze()]
