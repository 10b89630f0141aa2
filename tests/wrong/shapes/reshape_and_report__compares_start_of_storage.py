"""Wrong: the address of the result is compared with the start of the storage, so for a `t` that begins further in, such as x[1:], a view is reported as False."""


def reshape_and_report(t, shape):
    result = t.reshape(shape)
    return result, result.data_ptr() == t.untyped_storage().data_ptr()
