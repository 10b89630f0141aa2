"""Wrong: a slice never is out of range, so `j` of n or more returns `t` unchanged instead of raising IndexError."""


def with_zero_column(t, j):
    n = t.shape[1]
    if j < -n:
        raise IndexError("no such column")
    if j < 0:
        j = j + n
    result = t.clone()
    result[:, j : j + 1] = 0
    return result
