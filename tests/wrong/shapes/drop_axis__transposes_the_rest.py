"""Wrong: the axis is exchanged with the first one and indexed away, so the other axes change their order for `dim` of 2 or more: (2, 3, 1) gives (3, 2)."""


def drop_axis(t, dim):
    if t.shape[dim] != 1:
        raise ValueError(f"Axis {dim} must have size 1, and it has size {t.shape[dim]}.")
    return t.transpose(0, dim)[0]
