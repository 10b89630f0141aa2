"""Wrong: axis `a` is moved to place `b` and the axes between shift, which is an exchange for neighbours only: wrong for axes 0 and 2.

Named: moves one axis to the place of the other, and shifts those in between
"""


def swap_axes(t, a, b):
    return t.movedim(a, b).contiguous()
