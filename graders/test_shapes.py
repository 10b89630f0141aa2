"""Indexing, views and joining: what must hold."""

from collections.abc import Callable

import torch
from torch import Tensor

from torchkata.compare import raises
from torchkata.exercise import Exercise
from torchkata.strategies import (
    choice,
    dim,
    flags,
    integers,
    labels,
    matrices,
    size,
    tensors,
    vectors,
    whole_numbers,
)


def _gradient(function: Callable[[Tensor], Tensor], t: Tensor) -> Tensor | None:
    """Return the gradient of the result's elements times 1, 2, 3 and so on, or None if there is no graph."""
    leaf = t.detach().requires_grad_()
    result = function(leaf)
    if not result.requires_grad:
        return None
    weights = torch.arange(1, result.numel() + 1, dtype=result.dtype, device=result.device)
    (result * weights.reshape(result.shape)).sum().backward()
    return leaf.grad


def _dtype(name: str) -> torch.dtype:
    return getattr(torch, name)


# Whole numbers, all different: none of them is lost in an integer, and each says where it came from.
_DISTINCT = {"distinct": True, "scales": (1.0,)}
_OTHER_DTYPES = choice("int64", "bool", "int32")

# column ------------------------------------------------------------------------------------------

column = Exercise(
    "shapes.column",
    points=7,
    device_points=1,
    hints=(
        "In `t[i, j]`, which of the two numbers the rows, and what stands for all of them?",
        'A colon takes everything along an axis. "Tensor Views" lists what shares memory; '
        "`torch.Tensor.clone` does not.",
        "Index with a colon for the rows and `j` for the columns, then `clone` what you get.",
    ),
)
_SOME_ROWS = matrices("m", "n", **_DISTINCT)


@column.check(points=1, t=matrices(dim("m", least=0), "n", distinct=True), j=integers(0, 7))
def takes_one_element_of_each_row(impl, t, j):
    """Element i of the result is element (i, j) of t; a matrix without rows has empty columns."""
    return impl.column(t, j % t.shape[1])


@column.check(points=1, t=matrices("m", "n", distinct=True), j=integers(1, 8))
def counts_negative_numbers_from_the_end(impl, t, j):
    """Column -1 is the last one, -2 the one before it, and -n the first."""
    return impl.column(t, -1 - j % t.shape[1])


@column.check(points=1, t=_SOME_ROWS, j=integers(0, 7))
def is_a_copy(impl, t, j):
    """What is done to the result later does not reach t."""
    result = impl.column(t, j % t.shape[1])
    result += 1
    return {"result, plus 1": result, "t afterwards": t}


@column.check(points=1, t=_SOME_ROWS, j=integers(0, 7), dtype=_OTHER_DTYPES)
def keeps_any_dtype(impl, t, j, dtype):
    """Whole numbers and truth values stay what they are."""
    return impl.column(t.to(_dtype(dtype)), j % t.shape[1])


@column.check(points=1, t=_SOME_ROWS, j=integers(0, 7))
def lets_gradients_flow(impl, t, j):
    """Gradients reach the elements of column j of t, and are 0 elsewhere."""
    return _gradient(lambda t: impl.column(t, j % t.shape[1]), t)


@column.check(
    points=1,
    compare=raises(IndexError),
    t=matrices("m", "n"),
    beyond=integers(0, 2),
    negative=flags(),
    examples=6,
)
def refuses_columns_that_are_not_there(impl, t, beyond, negative):
    """A number of n or more, or below -n, is an IndexError."""
    n = t.shape[1]
    return impl.column(t, -n - 1 - beyond if negative else n + beyond)


# with_zero_column --------------------------------------------------------------------------------

zero_column = Exercise(
    "shapes.with_zero_column",
    points=7,
    device_points=1,
    hints=(
        "Whose numbers do you overwrite: those of the caller, or your own?",
        "`torch.Tensor.clone` makes a copy; an index on the left of `=` writes into a tensor.",
        "Clone `t`, assign 0 to all rows of column `j` of the clone, and return the clone.",
    ),
)


@zero_column.check(points=1, t=matrices(dim("m", least=0), "n", distinct=True), j=integers(0, 7))
def has_zeros_in_one_column(impl, t, j):
    """The result is t with zeros in column j, and t itself is as it was."""
    return impl.with_zero_column(t, j % t.shape[1])


@zero_column.check(points=1, t=matrices("m", "n", distinct=True), j=integers(1, 8))
def counts_negative_numbers_from_the_end(impl, t, j):
    """Column -1 is the last one, -2 the one before it, and -n the first."""
    return impl.with_zero_column(t, -1 - j % t.shape[1])


@zero_column.check(
    points=1, t=_SOME_ROWS, j=integers(0, 7), odd=choice(float("inf"), float("nan")), examples=6
)
def overwrites_infinity_and_nan(impl, t, j, odd):
    """Where column j was infinite or nan it is 0, like everywhere else."""
    t = torch.where(t % 2 == 0, odd, t)
    return impl.with_zero_column(t, j % t.shape[1])


@zero_column.check(points=1, t=_SOME_ROWS, j=integers(0, 7), dtype=_OTHER_DTYPES)
def is_a_copy_of_the_same_dtype(impl, t, j, dtype):
    """Whole numbers and truth values stay what they are, and what is done to the result does not reach t."""
    t = t.to(_dtype(dtype))
    result = impl.with_zero_column(t, j % t.shape[1])
    as_returned = result.clone()
    result.fill_(1)
    return {"result": as_returned, "t afterwards": t}


# With a single column nothing would be left that depends on t.
@zero_column.check(points=1, t=matrices("m", dim("n", least=2), **_DISTINCT), j=integers(0, 7))
def lets_gradients_flow(impl, t, j):
    """Gradients reach every element of t outside column j, and are 0 in it."""
    return _gradient(lambda t: impl.with_zero_column(t, j % t.shape[1]), t)


@zero_column.check(
    points=1,
    compare=raises(IndexError),
    t=matrices("m", "n"),
    beyond=integers(0, 2),
    negative=flags(),
    examples=6,
)
def refuses_columns_that_are_not_there(impl, t, beyond, negative):
    """A number of n or more, or below -n, is an IndexError."""
    n = t.shape[1]
    return impl.with_zero_column(t, -n - 1 - beyond if negative else n + beyond)


# select_rows -------------------------------------------------------------------------------------

select = Exercise(
    "shapes.select_rows",
    points=7,
    device_points=1,
    hints=(
        "How many truth values does a mask for five rows have, and what if it has four?",
        "A boolean tensor between the brackets keeps rows; `mask.shape` tells whether it fits.",
        "First raise the ValueErrors that `mask.ndim` and `len(mask)` call for, then index `t` with `mask`.",
    ),
)
# Rows that are numbers, vectors or matrices.
_ROWS = tensors(dim("n", least=0, most=5), dim("d", most=3), dim("e", most=2), distinct=True)
_AXES = choice(2, 1, 3)


def _with_axes(t: Tensor, axes: int) -> Tensor:
    """Return `t` or a part of it, with so many of its three axes."""
    return t[(..., *[0] * (t.ndim - axes))]


@select.check(points=1, t=_ROWS, mask=labels(dim("n", least=0, most=5), 2), axes=_AXES)
def keeps_the_rows_where_the_mask_holds(impl, t, mask, axes):
    """The rows where mask is True remain, in their order and with all their axes."""
    return impl.select_rows(_with_axes(t, axes), mask.bool())


@select.check(points=1, t=_ROWS, axes=_AXES, row=integers(-1, 4))
def keeps_one_row_or_none_as_rows(impl, t, axes, row):
    """One row of shape (...) gives (1, ...), and none gives (0, ...)."""
    rows = torch.arange(len(t), device=t.device)
    return impl.select_rows(_with_axes(t, axes), rows == row)


@select.check(
    points=1,
    compare=raises(
        ValueError,
        mentions=lambda t, n, other, axes: {n, other if other != n else n + 1},
    ),
    t=_ROWS,
    n=size(dim("n", least=0, most=5)),
    other=integers(0, 7),
    axes=_AXES,
)
def refuses_a_mask_of_another_length(impl, t, n, other, axes):
    """A mask with fewer or more elements than t has rows is a ValueError that names both numbers."""
    length = other if other != n else n + 1
    mask = torch.zeros(length, dtype=torch.bool, device=t.device)
    mask[:n] = True
    return impl.select_rows(_with_axes(t, axes), mask)


@select.check(
    points=1, compare=raises(ValueError), t=matrices("n", "d"), axes=choice(2, 0), examples=4
)
def refuses_a_mask_of_another_number_of_axes(impl, t, axes):
    """A mask with a truth value for each element of t, or a single one, is a ValueError."""
    return impl.select_rows(t, t > 0 if axes == 2 else (t > 0).any())


@select.check(points=1, t=_SOME_ROWS, mask=labels("m", 2), dtype=_OTHER_DTYPES)
def keeps_any_dtype(impl, t, mask, dtype):
    """Whole numbers and truth values stay what they are."""
    return impl.select_rows(t.to(_dtype(dtype)), mask.bool())


@select.check(points=1, t=_SOME_ROWS, mask=labels("m", 2))
def lets_gradients_flow(impl, t, mask):
    """Gradients reach the rows that remain, and are 0 in the others."""
    # Without any row nothing would be left that depends on t.
    mask[-1] = 1
    return _gradient(lambda t: impl.select_rows(t, mask.bool()), t)


# flatten_samples ---------------------------------------------------------------------------------

flatten = Exercise(
    "shapes.flatten_samples",
    points=7,
    device_points=1,
    hints=(
        "Which of the axes of a batch of images must still be there afterwards?",
        "Of `view` and `reshape`, one takes any memory layout. What does `-1` follow from in an empty batch?",
        "`reshape` to `len(t)` rows and as many columns as `math.prod` of the sizes after the first says.",
    ),
)
_BATCH = tensors(dim("n", most=5), dim("h", most=3), dim("w", most=3), distinct=True)


@flatten.check(points=2, t=_BATCH, axes=choice(3, 2, 4))
def gives_each_sample_a_row(impl, t, axes):
    """Sample i becomes row i, its elements in the order of reading, whatever the number of axes."""
    return impl.flatten_samples(torch.stack([t, -t], dim=2) if axes == 4 else _with_axes(t, axes))


@flatten.check(points=1, t=vectors(dim("n", least=0), distinct=True))
def makes_a_column_of_single_numbers(impl, t):
    """A batch of N numbers becomes a matrix of N rows with one element each."""
    return impl.flatten_samples(t)


@flatten.check(
    points=1, t=tensors(dim("n", least=0, most=1), dim("h", most=3), dim("w", most=3)), examples=6
)
def takes_a_batch_of_one_or_none(impl, t):
    """A batch of one sample gives one row, and an empty batch gives (0, m)."""
    return impl.flatten_samples(t)


@flatten.check(points=1, t=_BATCH)
def takes_any_memory_layout(impl, t):
    """A transposed batch is flattened in the order in which it is read."""
    return impl.flatten_samples(t.mT)


@flatten.check(points=1, t=_BATCH, dtype=choice("float64", "int64", "bool"))
def lets_gradients_flow_and_keeps_any_dtype(impl, t, dtype):
    """Gradients reach each element of t; whole numbers and truth values stay what they are."""
    if dtype != "float64":
        return impl.flatten_samples(t.to(_dtype(dtype)))
    return _gradient(impl.flatten_samples, t)


# reshape_and_report ------------------------------------------------------------------------------

report = Exercise(
    "shapes.reshape_and_report",
    points=7,
    device_points=1,
    hints=(
        "How could you tell, without reading the documentation, whether two tensors share memory?",
        "`torch.reshape` says when it copies; `data_ptr` of a tensor, or of its `untyped_storage()`, "
        "says where its numbers are.",
        "Reshape, and compare where the memory of the result begins with where that of `t` does.",
    ),
)


def _result_and_truth(impl, t: Tensor, shape: tuple[int, ...]) -> dict[str, object]:
    """Return what was answered, and whether the result really changes along with t."""
    answer = impl.reshape_and_report(t, shape)
    result, shared = answer
    as_returned = result.clone()
    # Every element becomes another: 1 where it was 0, and 0 elsewhere.
    t.copy_(t == 0)
    follows = not torch.equal(result, as_returned)
    return {
        "is a tuple": isinstance(answer, tuple),
        "result": as_returned,
        "shared": shared,
        "result follows t": follows,
    }


@report.check(
    points=1,
    t=matrices("m", "n", strided=False, **_DISTINCT),
    to=choice("columns first", "flat", "infer", "more axes", "same"),
)
def shares_the_memory_of_an_ordinary_tensor(impl, t, to):
    """What lies in memory in the order of reading is viewed in any shape: shared, and True."""
    m, n = t.shape
    shapes = {
        "columns first": (n, m),
        "flat": (m * n,),
        "infer": (-1, m),
        "more axes": (m, 1, n, 1),
        "same": (m, n),
    }
    # A clone: the tensor itself is no view.
    return _result_and_truth(impl, t.clone(), shapes[to])


@report.check(
    points=2,
    t=matrices(dim("m", least=2), dim("n", least=2), strided=False, **_DISTINCT),
    to=choice("flat", "back", "infer"),
)
def copies_a_transposed_matrix(impl, t, to):
    """What lies in memory in another order is copied: not shared, and False."""
    m, n = t.shape
    shape = {"flat": (m * n,), "back": (m, n), "infer": (-1, 1)}[to]
    return _result_and_truth(impl, t.T, shape)


@report.check(
    points=1,
    t=matrices(dim("m", least=2), dim("n", least=2), strided=False, **_DISTINCT),
    how=choice("an axis more", "every other row", "the same shape", "a part"),
)
def shares_where_a_view_is_possible(impl, t, how):
    """A view can be viewed again, also if it is not contiguous and axes are only split or added."""
    m, n = t.shape
    if how == "a part":
        return _result_and_truth(impl, t[1:], (-1,))
    if how == "every other row":
        return _result_and_truth(impl, t.repeat(2, 2)[::2], (m, 2, n))
    return _result_and_truth(impl, t.T, (n, 1, m) if how == "an axis more" else (n, m))


@report.check(points=1, t=matrices("m", "n", **_DISTINCT), transposed=flags())
def lets_gradients_flow(impl, t, transposed):
    """Gradients reach each element of t, through a view and through a copy."""
    return _gradient(
        lambda t: impl.reshape_and_report(t.T if transposed else t, (t.numel(),))[0], t
    )


@report.check(
    points=1,
    compare=raises(RuntimeError),
    t=matrices("m", "n"),
    more=choice(1, -1, 2),
    transposed=flags(),
    examples=6,
)
def refuses_a_shape_of_another_size(impl, t, more, transposed):
    """A shape with room for more elements, or for fewer, is a RuntimeError."""
    return impl.reshape_and_report(t.T if transposed else t, (t.numel() + more,))[1]


# swap_axes ---------------------------------------------------------------------------------------

swap = Exercise(
    "shapes.swap_axes",
    points=7,
    device_points=1,
    hints=(
        "Element (i, j) of a matrix goes to (j, i). Does cutting the same row of numbers elsewhere do that?",
        "`torch.transpose` exchanges two axes and returns a view. Which method puts memory in order?",
        "`transpose(a, b)`, and `contiguous()` on what it returns.",
    ),
)
_BLOCK = tensors(dim("m", most=4), dim("n", most=3), dim("k", most=3), distinct=True)


@swap.check(points=2, t=_BLOCK, a=integers(0, 5), b=integers(0, 5), axes=choice(3, 2, 1))
def exchanges_two_axes(impl, t, a, b, axes):
    """Axes a and b change places, with their elements; all others stay. They may be the same axis."""
    return impl.swap_axes(_with_axes(t, axes), a % axes, b % axes)


@swap.check(points=1, t=_BLOCK, a=integers(0, 2), b=integers(0, 2), both=flags())
def counts_negative_numbers_from_the_end(impl, t, a, b, both):
    """Axis -1 is the last one, -2 the one before it; one of the two may be negative, or both."""
    return impl.swap_axes(t, a - 3, b - 3 if both else b)


@swap.check(points=1, t=_BLOCK, a=integers(0, 2), b=integers(0, 2))
def lies_in_memory_in_the_order_of_reading(impl, t, a, b):
    """The result is contiguous: its memory, read from front to back, holds its elements in order."""
    result = impl.swap_axes(t, a, b)
    memory = result.as_strided((result.numel(),), (1,), result.storage_offset())
    return {"result": result, "its memory": memory}


@swap.check(
    points=1, t=_BLOCK, a=integers(0, 2), b=integers(0, 2), dtype=choice("float64", "int64", "bool")
)
def lets_gradients_flow_and_keeps_any_dtype(impl, t, a, b, dtype):
    """Gradients reach each element of t; whole numbers and truth values stay what they are."""
    if dtype != "float64":
        return impl.swap_axes(t.to(_dtype(dtype)), a, b)
    return _gradient(lambda t: impl.swap_axes(t, a, b), t)


@swap.check(
    points=1,
    compare=raises(IndexError),
    t=matrices("m", "n"),
    axis=integers(0, 1),
    beyond=choice(2, -3, 4),
    first=flags(),
    examples=6,
)
def refuses_axes_that_are_not_there(impl, t, axis, beyond, first):
    """An axis number of t.ndim or more, or below -t.ndim, is an IndexError."""
    return impl.swap_axes(t, beyond, axis) if first else impl.swap_axes(t, axis, beyond)


# add_channel -------------------------------------------------------------------------------------

channel = Exercise(
    "shapes.add_channel",
    points=6,
    device_points=1,
    hints=(
        "What is the number of the new axis in the result, if the axis of the images is number 0?",
        "`torch.unsqueeze` inserts an axis of size 1, and so does `None` between the brackets.",
        "`unsqueeze(1)`: the new axis stands where axis 1 was. Return what it returns.",
    ),
)
_IMAGES = tensors(dim("n", most=4), dim("h", most=3), dim("w", most=3), distinct=True)


@channel.check(points=2, t=_IMAGES)
def puts_an_axis_of_size_one_after_the_first(impl, t):
    """Pixel (h, w) of image n is element (n, 0, h, w) of the result."""
    return impl.add_channel(t)


@channel.check(points=1, t=_IMAGES, images=integers(0, 1))
def takes_a_batch_of_one_or_none(impl, t, images):
    """One image gives (1, 1, H, W), and an empty batch gives (0, 1, H, W)."""
    return impl.add_channel(t[:images])


@channel.check(
    points=1,
    t=tensors(dim("n", most=4), dim("h", most=3), dim("w", most=3), low=0, scales=(1.0,)),
    dtype=choice("uint8", "int64", "bool"),
)
def keeps_any_dtype(impl, t, dtype):
    """Images of bytes stay images of bytes."""
    return impl.add_channel(t.to(_dtype(dtype)))


@channel.check(points=1, t=_IMAGES)
def lets_gradients_flow(impl, t):
    """Gradients reach each pixel."""
    return _gradient(impl.add_channel, t)


# drop_axis ---------------------------------------------------------------------------------------

drop = Exercise(
    "shapes.drop_axis",
    points=8,
    device_points=1,
    hints=(
        "Which axes does `squeeze()` remove from a batch that happens to hold one sample?",
        "`torch.squeeze` takes a `dim`. What does it do where that axis has another size than 1?",
        "Raise ValueError if `t.shape[dim]` is not 1; then `squeeze(dim)`.",
    ),
)


@drop.check(points=2, t=_BLOCK, dim=integers(0, 5), axes=choice(2, 1, 3, 0))
def removes_the_axis(impl, t, dim, axes):
    """The axis is gone, and the elements and all other axes are as before."""
    at = dim % (axes + 1)
    return impl.drop_axis(_with_axes(t, axes).unsqueeze(at), at)


@drop.check(points=1, t=_BLOCK, dim=integers(1, 6), axes=choice(2, 1, 3, 0))
def counts_negative_numbers_from_the_end(impl, t, dim, axes):
    """Axis -1 is the last one, -2 the one before it."""
    at = -1 - dim % (axes + 1)
    return impl.drop_axis(_with_axes(t, axes).unsqueeze(at), at)


@drop.check(points=1, t=vectors(dim("n", least=0, most=3), distinct=True), dim=integers(0, 3))
def keeps_other_axes_of_size_one(impl, t, dim):
    """Of several axes of size 1 only the one asked for is removed."""
    return impl.drop_axis(t.reshape(1, 1, -1, 1), (0, 1, 3, -1)[dim])


@drop.check(
    points=1,
    compare=raises(ValueError, mentions=lambda t, dim, empty: {dim, 0 if empty else t.shape[dim]}),
    t=tensors(dim("m", least=2), dim("k", least=1, most=2), dim("n", least=2)),
    dim=choice(0, 2, -1, -3),
    empty=flags(),
)
def refuses_an_axis_of_another_size(impl, t, dim, empty):
    """An axis of size 2 or more, or of size 0, is a ValueError that names the axis and its size."""
    return impl.drop_axis(t.narrow(dim, 0, 0) if empty else t, dim)


@drop.check(
    points=1,
    compare=raises(IndexError),
    t=matrices(1, 1),
    dim=choice(2, -3, 5),
    examples=4,
)
def refuses_axes_that_are_not_there(impl, t, dim):
    """An axis number of t.ndim or more, or below -t.ndim, is an IndexError."""
    return impl.drop_axis(t, dim)


@drop.check(points=1, t=_SOME_ROWS, dim=integers(0, 2), dtype=choice("float64", "int32", "bool"))
def lets_gradients_flow_and_keeps_any_dtype(impl, t, dim, dtype):
    """Gradients reach each element of t; whole numbers and truth values stay what they are."""
    if dtype != "float64":
        return impl.drop_axis(t.unsqueeze(dim).to(_dtype(dtype)), dim)
    return _gradient(lambda t: impl.drop_axis(t.unsqueeze(dim), dim), t)


# concat_rows -------------------------------------------------------------------------------------

concat = Exercise(
    "shapes.concat_rows",
    points=7,
    device_points=1,
    hints=(
        "Three rows and two rows: how many axes has the result, and how long is the first?",
        "`torch.cat` joins along an axis that is there, `torch.stack` along a new one.",
        "`torch.cat` takes the whole list and joins along axis 0 if it is told nothing else.",
    ),
)
_PARTS = whole_numbers(dim("k", least=1, most=3), 0, 3)
_FULL_PARTS = whole_numbers(dim("k", least=1, most=3), 1, 3)
# As many rows as all parts can have together.
_ALL_ROWS = tensors(9, dim("d", most=3), dim("e", most=2), distinct=True)


def _parts(t: Tensor, counts: list[int], axes: int) -> list[Tensor]:
    """Return tensors with these numbers of rows of `t`, and with so many axes."""
    return list(_with_axes(t, axes)[: sum(counts)].split(counts))


@concat.check(points=2, t=_ALL_ROWS, counts=_PARTS, axes=_AXES, as_tuple=flags())
def joins_rows_in_order(impl, t, counts, axes, as_tuple):
    """The rows of all tensors follow each other; there may be a different number in each, and none."""
    parts = _parts(t, counts, axes)
    return impl.concat_rows(tuple(parts) if as_tuple else parts)


@concat.check(points=1, t=_ALL_ROWS, counts=_FULL_PARTS)
def is_a_copy(impl, t, counts):
    """What is done to the result later reaches none of the tensors, not even a single one."""
    parts = _parts(t, counts, 2)
    result = impl.concat_rows(parts)
    result += 1
    return {"result, plus 1": result, "tensors afterwards": parts}


@concat.check(points=1, t=_SOME_ROWS, dtype=_OTHER_DTYPES)
def keeps_any_dtype(impl, t, dtype):
    """Whole numbers and truth values stay what they are."""
    t = t.to(_dtype(dtype))
    return impl.concat_rows([t, t[:1]])


@concat.check(points=1, t=_ALL_ROWS, counts=_FULL_PARTS)
def lets_gradients_flow(impl, t, counts):
    """Gradients reach each of the tensors."""
    return _gradient(lambda t: impl.concat_rows(_parts(t, counts, 2)), t)


@concat.check(
    points=1,
    compare=raises(RuntimeError),
    t=matrices(dim("m", most=4), dim("n", least=2, most=4)),
    narrow=choice(1, 0),
    first=flags(),
    examples=6,
)
def refuses_rows_of_different_lengths(impl, t, narrow, first):
    """Tensors that differ in another axis than the first are a RuntimeError: nothing is stretched."""
    other = torch.stack([t[:, 0]], dim=1) if narrow else t[:, :-1].repeat(1, 3)
    return impl.concat_rows([other, t] if first else [t, other])


# stack_samples -----------------------------------------------------------------------------------

stack = Exercise(
    "shapes.stack_samples",
    points=6,
    device_points=1,
    hints=(
        "Four images of shape (2, 3): how many axes has a batch of them, and which one counts the images?",
        "`torch.stack` joins along a new axis, `torch.cat` along one that is there.",
        "`torch.stack` takes the whole list, and its new axis is axis 0 if it is told nothing else.",
    ),
)
_SAMPLES = tensors(dim("k", most=3), dim("d", most=3), dim("e", most=2), distinct=True)


@stack.check(points=2, t=_SAMPLES, axes=choice(1, 0, 2), as_tuple=flags())
def puts_samples_on_a_new_first_axis(impl, t, axes, as_tuple):
    """Entry i of the result is sample i, whatever the number of its axes, and also if there is only one."""
    samples = _with_axes(t, axes + 1).unbind()
    return impl.stack_samples(samples if as_tuple else list(samples))


@stack.check(points=1, t=_SOME_ROWS, dtype=_OTHER_DTYPES)
def keeps_any_dtype(impl, t, dtype):
    """Whole numbers and truth values stay what they are."""
    return impl.stack_samples(list(t.to(_dtype(dtype))))


@stack.check(points=1, t=_SAMPLES, axes=choice(1, 0, 2))
def lets_gradients_flow(impl, t, axes):
    """Gradients reach each of the samples."""
    return _gradient(lambda t: impl.stack_samples(list(_with_axes(t, axes + 1))), t)


@stack.check(
    points=1,
    compare=raises(RuntimeError),
    t=matrices(dim("m", least=2), dim("n", least=2)),
    other=choice("one number", "one number less", "another axis"),
    first=flags(),
    examples=8,
)
def refuses_samples_of_different_shapes(impl, t, other, first):
    """Samples that differ in shape are a RuntimeError: nothing is stretched, padded or cut."""
    odd = {"one number": t[0, :1], "one number less": t[0, 1:], "another axis": t[0, None]}[other]
    return impl.stack_samples([odd, *t] if first else [*t, odd])
