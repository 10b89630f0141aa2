"""Wrong: where `a` and `b` are the same axis `t` is returned as it is, which is not contiguous for a transposed or sliced `t`."""


def swap_axes(t, a, b):
    dims = list(range(t.dim()))
    if dims[a] == dims[b]:
        return t
    return t.transpose(a, b).contiguous()
