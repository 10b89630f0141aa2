"""Wrong: sharing is read from `_base`, which is never a view, so for a `t` that is itself a view (a slice, a transpose) a shared result is reported as False.

Named: asks whether t is the `_base` of the result, which fails where t is a view itself
"""


def reshape_and_report(t, shape):
    result = t.reshape(shape)
    return result, result is t or result._base is t
