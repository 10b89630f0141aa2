"""Wrong: the message names the axis as counted from 0 and not as it was given, so a negative `dim` of another size than 1 does not appear in it."""


def drop_axis(t, dim):
    size = t.size(dim)
    if dim < 0:
        dim = dim + t.dim()
    if size != 1:
        raise ValueError(f"Axis {dim} must have size 1, and it has size {size}.")
    return t.squeeze(dim)
