"""Wrong: `ndim` is added to a negative `dim`, and what is still negative counts from the end again, so `dim` = -ndim - 1 takes the last axis instead of raising IndexError."""


def drop_axis(t, dim):
    axis = dim + t.dim() if dim < 0 else dim
    if t.shape[axis] != 1:
        raise ValueError(f"Axis {dim} must have size 1, and it has size {t.shape[axis]}.")
    return t.squeeze(axis)
