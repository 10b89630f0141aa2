"""Wrong: the tensor is made contiguous first, so a `t` that is not contiguous but can be viewed, as x[:, :2] in shape (m, 2, 1), gives a copy (reported as False) instead of a view.

Named: makes t contiguous first, which copies also where a view would do
"""


def reshape_and_report(t, shape):
    result = t.contiguous().view(shape)
    return result, result.data_ptr() == t.data_ptr()
