"""Shapes: indexing, views and joining.

A tensor is a stretch of memory, and a note of how to read it: a shape, and for each axis how far
to step. Much of what we do with tensors writes only a new note. A slice, a transpose, an axis more
or less: all of these are *views*, which cost nothing and show the same numbers as before, so that
writing into one of them changes the other too. The rest copies: a boolean mask, joining, and a
reshape whose order the memory does not have. Most errors in PyTorch code are about shapes, and the
worst of them raise nothing: the shape is right, and the numbers are in the wrong places.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor


def column(t: Tensor, j: int) -> Tensor:
    """Return a copy of column `j` of the matrix `t`.

    An index for each axis goes into the brackets, the row first, and a colon stands for everything
    along its axis. What comes back is a view: it shows numbers that still lie in `t`, and whoever
    scales the column scales the matrix with it. A copy has memory of its own. It is still computed
    from `t`, as autograd sees it; one that is cut from the graph would be another thing.

    Args:
        t: tensor of shape (m, n) with m ≥ 0 and n ≥ 1, of any dtype. It is left unchanged.
        j: the number of the column, counted from 0. Negative numbers count from the end, as
            everywhere in Python: -1 is the last column.

    Returns:
        A tensor of shape (m,) with the dtype and device of `t`, which shares no memory with `t`.
        Gradients flow to `t`.

    Raises:
        IndexError: there is no such column: `j` is n or more, or less than -n.

    Example:
        >>> table = torch.tensor([[1, 2, 3], [4, 5, 6]])
        >>> column(table, 0)
        tensor([1, 4])
        >>> column(table, -1)
        tensor([3, 6])

    See "Tensor Views" and `torch.Tensor.clone` in the PyTorch documentation.
    """
    raise NotImplementedError  # Replace this line with your code.


def with_zero_column(t: Tensor, j: int) -> Tensor:
    """Return a copy of the matrix `t` whose column `j` is zero.

    Setting a feature to zero shows how much a model leans on it. The caller still needs the
    feature afterwards, so the zeros must go into a copy. A second name is none, and neither is a
    slice, although slicing does copy a Python list: both still stand for the memory of `t`.
    Arithmetic is no substitute for writing, either: zero times infinity is nan, and so is zero
    times nan.

    Args:
        t: tensor of shape (m, n) with m ≥ 0 and n ≥ 1, of any dtype. Its elements may be infinite
            or nan. It is left unchanged.
        j: the number of the column, counted from 0. Negative numbers count from the end: -1 is the
            last column.

    Returns:
        A tensor of shape (m, n) with the dtype and device of `t`, which shares no memory with `t`.
        In column `j` all elements are 0, whatever they were; the others are those of `t`.
        Gradients flow to `t`, and are 0 in column `j`.

    Raises:
        IndexError: there is no such column: `j` is n or more, or less than -n.

    Example:
        >>> with_zero_column(torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), 1)
        tensor([[1., 0., 3.],
                [4., 0., 6.]])

    See "Tensor Views" and `torch.Tensor.clone` in the PyTorch documentation.
    """
    raise NotImplementedError  # Replace this line with your code.


def select_rows(t: Tensor, mask: Tensor) -> Tensor:
    """Return those rows of `t` for which `mask` is True, in their order.

    A comparison such as `age > 18` gives one truth value for each row, and such a mask between the
    brackets keeps the rows where it holds: no loop, and no counting of positions. It must be of
    truth values. Zeros and ones that are whole numbers say *which* rows to take, row 0 and row 1
    again and again, and `~` makes -1 and -2 of them. A mask also belongs to one tensor. One that
    was made for another, and has too few or too many values, is best refused in plain words.

    Args:
        t: tensor of shape (N, ...) with N ≥ 0, of any dtype. It is left unchanged.
        mask: boolean tensor of shape (N,), on the device of `t`. It is left unchanged.

    Returns:
        A tensor of shape (k, ...) with the dtype and device of `t`, where k is the number of True
        values in `mask`, which may be 0. Gradients flow to `t`. Whether it shares memory with `t`
        is free.

    Raises:
        ValueError: `mask` has not exactly one axis, or not exactly N elements. In the second case
            the message contains N and the number of elements of `mask`.

    Example:
        >>> points = torch.tensor([[1, 2], [3, 4], [5, 6]])
        >>> select_rows(points, torch.tensor([True, False, True]))
        tensor([[1, 2],
                [5, 6]])

    See `torch.masked_select` and `torch.Tensor.index_select` in the PyTorch documentation, and
    "Boolean array indexing" in that of NumPy.
    """
    raise NotImplementedError  # Replace this line with your code.


def flatten_samples(t: Tensor) -> Tensor:
    """Return `t` as a matrix with one row for each sample: (N, ...) becomes (N, product of the rest).

    A linear layer wants features side by side, while images have height, width and channels. The
    first axis counts samples and has to survive, or a whole batch melts into one long vector. The
    batches that break such code are the unusual ones. The last one of an epoch is smaller. An
    empty one leaves a `-1` nothing to infer a size from. A batch of single numbers has no further
    axes. And a batch that was transposed does not lie in memory in the order in which it is read.

    Args:
        t: tensor of shape (N,) or (N, ...) with N ≥ 0 and all other sizes at least 1, of any dtype
            and memory layout. It is left unchanged.

    Returns:
        A tensor of shape (N, m) with the dtype and device of `t`, where m is the product of all
        sizes but the first, and 1 where there is no other. Each row holds the elements of a sample
        with the last index running fastest. Gradients flow to `t`. Whether it shares memory with
        `t` is free.

    Example:
        >>> flatten_samples(torch.tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]))
        tensor([[1, 2, 3, 4],
                [5, 6, 7, 8]])
        >>> flatten_samples(torch.tensor([1, 2]))
        tensor([[1],
                [2]])

    See `torch.reshape`, `torch.Tensor.view` and `torch.flatten` in the PyTorch documentation.
    """
    raise NotImplementedError  # Replace this line with your code.


def reshape_and_report(t: Tensor, shape: tuple[int, ...]) -> tuple[Tensor, bool]:
    """Return `t` reshaped, and whether the result shares memory with `t`.

    `reshape` promises numbers in a new shape, and not how it gets them. Where the memory can be
    read in that shape it makes a view, and where it cannot, of a transposed matrix mostly, a copy.
    Writing into the result then changes `t`, or it does not. `view` refuses to copy and raises
    instead, which is safer where sharing matters and a nuisance where it does not. Whether `t` is
    contiguous decides less than it seems: some tensors that are not can be viewed all the same.
    Equal numbers decide nothing, since a copy has them too. What decides is the memory.

    Args:
        t: tensor with at least one element, of any dtype and memory layout. It is left unchanged.
        shape: the sizes wanted. One of them may be -1 and follows from the others.

    Returns:
        A tuple (result, shared). The result has the shape asked for, the dtype and device of `t`,
        and its elements in the same order, that of reading with the last index running fastest.
        It is a view of `t` wherever `torch.Tensor.view` could make it one, and a copy otherwise.
        Gradients flow to `t`. `shared` is a Python bool: True for a view, False for a copy.

    Raises:
        RuntimeError: `shape` does not have room for exactly the elements of `t`, as in PyTorch.

    Example:
        >>> t = torch.tensor([[1, 2, 3], [4, 5, 6]])
        >>> reshape_and_report(t, (3, -1))
        (tensor([[1, 2],
                [3, 4],
                [5, 6]]), True)
        >>> reshape_and_report(t.T, (6,))
        (tensor([1, 4, 2, 5, 3, 6]), False)

    See `torch.reshape` and "Tensor Views" in the PyTorch documentation.
    """
    raise NotImplementedError  # Replace this line with your code.


def swap_axes(t: Tensor, a: int, b: int) -> Tensor:
    """Return `t` with axes `a` and `b` exchanged, contiguous in memory.

    Images come with the channels last and layers want them first; sequences come with the batch
    first and are wanted with time first. Exchanging axes takes every element along: what stood at
    (i, j) stands at (j, i) afterwards. A reshape to the same sizes does nothing of the kind. It
    cuts the old order of numbers into other pieces, and the result has the right shape and is
    wrong. PyTorch exchanges axes by writing down other steps through the same memory. Code that
    reads memory from front to back, such as `view` or a C library, needs it put in order.

    Args:
        t: tensor with at least one axis, no axis of size 0, and any dtype and memory layout. It is
            left unchanged.
        a: the number of an axis, counted from 0; negative numbers count from the end.
        b: the number of another axis, or of the same one, in which case nothing is exchanged.

    Returns:
        A contiguous tensor with the elements, dtype and device of `t`, in which axes `a` and `b`
        have changed places and all others have stayed. Gradients flow to `t`. Whether it shares
        memory with `t` is free.

    Raises:
        IndexError: there is no such axis: `a` or `b` is `t.ndim` or more, or less than `-t.ndim`.

    Example:
        >>> swap_axes(torch.tensor([[0, 1, 2], [3, 4, 5]]), 0, 1)
        tensor([[0, 3],
                [1, 4],
                [2, 5]])

    See `torch.transpose` and `torch.Tensor.contiguous` in the PyTorch documentation.
    """
    raise NotImplementedError  # Replace this line with your code.


def add_channel(images: Tensor) -> Tensor:
    """Return a batch of grey images with an axis for their one channel: (N, H, W) becomes (N, 1, H, W).

    Convolutions count on four axes: images, channels, height and width. A data set of grey images
    leaves out the second. Inserting an axis of size 1 moves no number and costs nothing, but its
    place matters: in front it would make one image with N channels, and at the end one with
    channels last. The methods that do it return a new tensor and leave the old one as it was, so a
    result that nobody keeps is lost.

    Args:
        images: tensor of shape (N, H, W) with N ≥ 0 and H, W ≥ 1, of any dtype. It is left
            unchanged, its shape included.

    Returns:
        A tensor of shape (N, 1, H, W) with the dtype and device of `images`. Gradients flow to
        `images`. Whether it shares memory with `images` is free.

    Example:
        >>> add_channel(torch.zeros(5, 28, 20)).shape
        torch.Size([5, 1, 28, 20])

    See `torch.unsqueeze` in the PyTorch documentation.
    """
    raise NotImplementedError  # Replace this line with your code.


def drop_axis(t: Tensor, dim: int) -> Tensor:
    """Return `t` without axis `dim`, which must have size 1.

    A model with one output gives (N, 1) where a loss wants (N,). Removing *every* axis of size 1
    works until a batch holds a single sample: then its axis goes too, and the code after it fails
    on the last batch of an epoch. Naming the axis is safer, and still leaves a gap, for PyTorch
    keeps an axis of another size without a word. Somebody who asks for an axis to be dropped
    believes that its size is 1, and should hear if that is not so.

    Args:
        t: tensor with at least one axis, of any dtype. It is left unchanged, its shape included.
        dim: the number of the axis, counted from 0; negative numbers count from the end.

    Returns:
        A tensor with the elements, dtype and device of `t`, and all of its axes but `dim`, other
        axes of size 1 included. Gradients flow to `t`. Whether it shares memory with `t` is free.

    Raises:
        ValueError: axis `dim` has another size than 1, be it larger or 0. The message contains
            `dim`, as it was given, and the size.
        IndexError: there is no such axis: `dim` is `t.ndim` or more, or less than `-t.ndim`.

    Example:
        >>> drop_axis(torch.tensor([[[1], [2]]]), 2)
        tensor([[1, 2]])
        >>> drop_axis(torch.tensor([[[1], [2]]]), 1)
        Traceback (most recent call last):
        ValueError: Axis 1 must have size 1, and it has size 2.

    See `torch.squeeze` in the PyTorch documentation.
    """
    raise NotImplementedError  # Replace this line with your code.


def concat_rows(tensors: Sequence[Tensor]) -> Tensor:
    """Return one tensor with the rows of all the given ones, in order: joined along axis 0.

    Batches become a data set again, and the predictions of many batches one tensor. Joining makes
    an axis that is there longer and leaves the number of axes as it is, whereas stacking makes a
    new one. So the tensors may have different numbers of rows, but must agree in all other sizes.
    The sign `+`, which joins Python lists, adds numbers here. The result is always a copy, also
    of a single tensor.

    Args:
        tensors: a list or tuple of at least one tensor, all of the same dtype and device. They have
            shapes (n_1, ...), (n_2, ...) and so on; each n_i may be 0. They are left unchanged,
            and so is the list itself.

    Returns:
        A tensor of shape (n_1 + n_2 + ..., ...) with the same dtype and device, which shares no
        memory with any of the tensors. Gradients flow to them.

    Raises:
        RuntimeError: two tensors differ in the size of an axis other than the first; nothing is
            broadcast.

    Example:
        >>> concat_rows([torch.tensor([[1, 2], [3, 4]]), torch.tensor([[5, 6]])])
        tensor([[1, 2],
                [3, 4],
                [5, 6]])

    See `torch.cat` in the PyTorch documentation.
    """
    raise NotImplementedError  # Replace this line with your code.


def stack_samples(tensors: Sequence[Tensor]) -> Tensor:
    """Return one tensor with the given ones side by side along a new first axis.

    This is how a loader makes a batch of samples: k images of shape (H, W) become a batch of shape
    (k, H, W), and k single numbers a vector. Stacking makes a new axis, whereas joining makes one
    that is there longer and forgets where a sample ends. As each sample becomes one entry of the
    new axis, all must have the same shape. If one of them is smaller, there is an error in the
    data, and stretching it to fit would only hide that.

    Args:
        tensors: a list or tuple of k ≥ 1 tensors, all of the same dtype and device, and of the same
            shape (...), which may be (). They are left unchanged, and so is the list itself.

    Returns:
        A tensor of shape (k, ...) with the same dtype and device, whose entry i is tensor i.
        Gradients flow to the tensors.

    Raises:
        RuntimeError: two tensors differ in shape; nothing is broadcast, padded or cut.

    Example:
        >>> stack_samples([torch.tensor([1, 2, 3]), torch.tensor([4, 5, 6])])
        tensor([[1, 2, 3],
                [4, 5, 6]])

    See `torch.stack` in the PyTorch documentation.
    """
    raise NotImplementedError  # Replace this line with your code.
