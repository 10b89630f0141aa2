"""Arithmetic: element by element, with broadcasting, and by matrix products.

Almost all that a network computes is one of two things: the same small operation on every pair of
elements, or a matrix product. PyTorch pairs elements of different shapes by *broadcasting*: shapes
are aligned at their last axis, and an axis that is missing or of size 1 is stretched to fit. That
saves every loop, and it turns a wrong shape into a wrong result instead of an error. So ask of each
line here what it does to the shape, to the dtype, and to the memory of what it was given.
"""

import torch
from torch import Tensor


def add_in_place(a: Tensor, b: Tensor) -> Tensor:
    """Add `b` to `a` in the memory that `a` already has, and return `a` itself.

    An operation on tensors either makes a new tensor or works *in place*, that is, it overwrites
    one that exists. In place saves memory, and everybody who holds the tensor or a view of it sees
    the change: this is how an optimizer updates the weights of a model. A name is not a tensor,
    though. A line that gives the name `a` another tensor changes nothing for the caller, however
    much it looks like an update from inside the function.

    What is overwritten keeps its shape and its dtype, and the sum has to fit in. Half a unit does
    not fit into a tensor of integers; PyTorch says so instead of dropping the fraction, and so
    should you.

    Args:
        a: tensor of any shape with a floating or integer dtype. It is changed: afterwards it holds
            the sum, in the same memory, shape and dtype.
        b: tensor with a floating or integer dtype, on the same device. Its shape broadcasts to that
            of `a`. Its dtype may be another. It is left unchanged.

    Returns:
        `a` itself, the same object. Autograd knows of the addition: gradients flow to `b` and to
        what `a` was computed from. (A leaf that requires gradients cannot be changed in place while
        autograd records; that is not asked.)

    Raises:
        RuntimeError: `a` has an integer dtype and `b` a floating one, or the sum would have another
            shape than `a`. PyTorch's own addition in place raises the same.

    Example:
        >>> a = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> add_in_place(a, torch.tensor([10.0, 20.0])) is a
        True
        >>> a
        tensor([[11., 22.],
                [13., 24.]])

    See `torch.Tensor.add_` and "In-place semantics" in the PyTorch documentation.
    """
    return a.add_(b)


def pairwise_sums(row: Tensor, column: Tensor) -> Tensor:
    """Return the table of all sums of one number from `row` and one from `column`.

    Tables of this kind are everywhere: distances of all pairs, scores of all queries for all keys, a
    bias added to a whole batch. Broadcasting fills them without a loop, provided that the two
    operands vary along different axes. Two vectors do not: both lie along the last axis, so their
    elements are paired one with one, which fails for different lengths and gives a short wrong
    answer for equal ones. The reverse happens as often, when one operand has an axis too many and a
    vector of n results silently becomes a table of n times n.

    Element (i, j) of the result is `column[i] + row[j]`.

    Args:
        row: float32 or float64 tensor of shape (n,) with n ≥ 0. It is left unchanged.
        column: tensor of shape (m,) with m ≥ 0 and the same dtype and device. It is left unchanged.

    Returns:
        A tensor of shape (m, n) with the dtype and device of `row`, for n = m too, and empty where n
        or m is 0. Gradients flow to `row` and `column`.

        No Python loop runs over the elements, comprehensions and `map` included: neither the number
        of PyTorch calls nor that of executed lines grows with n or m.

    Example:
        >>> pairwise_sums(torch.tensor([1.0, 2.0, 3.0]), torch.tensor([10.0, 20.0]))
        tensor([[11., 12., 13.],
                [21., 22., 23.]])

    See "Broadcasting semantics" and `torch.unsqueeze` in the PyTorch documentation.
    """
    return column[None, :, None] + row[None, :]


def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    """Return the six comparisons of `a` with `b`, element by element.

    A comparison of two tensors is a tensor of truth values, one for each pair of elements. It is
    not one answer, so `if a == b:` fails as soon as there are two elements; where you do need one
    answer, you have to say whether all or any of the pairs count. What comes out makes masks,
    accuracies and thresholds, where everything hangs on the ties: `gt` and `ge` differ for equal
    numbers alone.

    Numbers are compared exactly as they are, to the last digit. Floating numbers that should be
    equal in mathematics often are not after rounding, but that is for the caller to judge. And nan
    is not equal to, greater or less than any number, itself included, so that "less or equal" is not
    the opposite of "greater".

    Args:
        a: tensor with a boolean, integer or floating dtype. It is left unchanged.
        b: tensor on the same device whose shape broadcasts with that of `a`. It may have another
            dtype: numbers are compared in the dtype that PyTorch promotes both to. It is left
            unchanged.

    Returns:
        A dict with the keys "eq", "ne", "gt", "ge", "lt" and "le", in any order. Its values are
        boolean tensors of the broadcast shape on the device of `a`: where `a` is equal to `b`, not
        equal, greater, greater or equal, less, less or equal.

    Example:
        >>> result = compare(torch.tensor([1.0, 2.0, 3.0]), torch.tensor(2.0))
        >>> result["ge"]
        tensor([False,  True,  True])
        >>> result["ne"]
        tensor([ True, False,  True])

    See `torch.eq`, `torch.ge` and "Type promotion" in the PyTorch documentation.
    """
    return {
        "eq": a == b,
        "ne": a != b,
        "gt": a > b,
        "ge": a >= b,
        "lt": a < b,
        "le": a <= b,
    }


def exactly_one(a: Tensor, b: Tensor) -> Tensor:
    """Return where exactly one of `a` and `b` is true, element by element.

    This is the exclusive or: true for true and false, false for two of a kind. As in Python, a
    number counts as true unless it is zero, so two different numbers may both be true. PyTorch has
    two families of operators that look alike here. The logical ones ask each element whether it is
    true. The bitwise ones, `&`, `|`, `^` and `~`, work on the digits of the numbers in base 2: on
    boolean tensors that is the same, on integers it is not (`~1` is -2, which is true as well), and
    floating numbers they refuse.

    Args:
        a: tensor with a boolean, integer or floating dtype. Every number but zero is true: negative
            numbers, fractions, infinity and nan too. -0.0 is zero. It is left unchanged.
        b: tensor on the same device whose shape broadcasts with that of `a`. Its dtype may be
            another. It is left unchanged.

    Returns:
        A boolean tensor of the broadcast shape on the device of `a`.

    Example:
        >>> a = torch.tensor([True, True, False, False])
        >>> b = torch.tensor([True, False, True, False])
        >>> exactly_one(a, b)
        tensor([False,  True,  True, False])
        >>> exactly_one(torch.tensor([0.5, 2.0, 0.0]), torch.tensor([0, 1, -3]))
        tensor([ True, False,  True])

    See `torch.logical_and`, `torch.bitwise_and` and their relatives in the PyTorch documentation.
    """
    return (a != 0) ^ (b != 0)


def elementwise_product(a: Tensor, b: Tensor) -> Tensor:
    """Return the product of `a` and `b`, element by element.

    Gates, masks and dropout scale every element by a factor of its own, and this is the product that
    they use (mathematicians name it after Hadamard). It is not the matrix product, which also adds
    up. For square matrices both give a result of the same shape, and nothing but the numbers tells
    that the wrong one was used.

    Args:
        a: tensor with a floating or integer dtype. It is left unchanged.
        b: tensor with the same dtype and device, whose shape broadcasts with that of `a`. It is left
            unchanged.

    Returns:
        A new tensor of the broadcast shape with the dtype and device of `a`; products of integers
        are exact as long as they fit into it. Gradients flow to `a` and `b`.

    Example:
        >>> a = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
        >>> elementwise_product(a, torch.tensor([[1.0, 0.0], [-1.0, 2.0]]))
        tensor([[ 1.,  0.],
                [-3.,  8.]])
        >>> elementwise_product(a, torch.tensor([10.0, 100.0]))
        tensor([[ 10., 200.],
                [ 30., 400.]])

    See `torch.mul` and "Broadcasting semantics" in the PyTorch documentation.
    """
    return a.mul_(b)


def matrix_product(a: Tensor, b: Tensor) -> Tensor:
    """Return the matrix product of `a` and `b`, two matrices and nothing else.

    Element (i, j) of the product is the dot product of row i of `a` and column j of `b`, so a row of
    `a` must be as long as a column of `b`. The order of the factors matters, and which of them is
    transposed matters. With square matrices no shape objects to any mixture of these, so try yours
    with sizes that all differ.

    PyTorch's operators go out of their way to give *some* product: vectors are promoted to
    matrices, and any axes in front make a batch. That is handy until a tensor has an axis that its
    author did not know of. A function that is about matrices had better say so at once.

    Args:
        a: float32 or float64 tensor of shape (m, k). Sizes may be 0. It is left unchanged.
        b: tensor of shape (k, n) with the same k, dtype and device. It is left unchanged.

    Returns:
        A tensor of shape (m, n) with the dtype and device of `a`; where k is 0 it is all zeros.
        Gradients flow to `a` and `b`.

    Raises:
        ValueError: `a` or `b` has another number of axes than two.
        RuntimeError: both are matrices, and `a` has another number of columns than `b` has rows.
            PyTorch's operators raise the same, but `torch.einsum` and `torch.tensordot` stretch an
            inner size of 1 instead.

    Example:
        >>> a = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
        >>> matrix_product(a, torch.tensor([[1.0], [0.0], [-1.0]]))
        tensor([[-2.],
                [-2.]])

    See `torch.mm` and `torch.matmul` in the PyTorch documentation.
    """
    if a.ndim != 2 or b.ndim != 2:
        raise ValueError(f"a and b must be matrices, and they have {a.ndim} and {b.ndim} axes.")
    return a @ b


def batched_product(a: Tensor, b: Tensor) -> Tensor:
    """Return the matrix products of two stacks of matrices.

    Attention multiplies queries and keys of every head of every sentence, and one call does it: the
    last two axes of a tensor are matrices, and all axes before them say which one. Each matrix of
    `a` meets its counterpart in `b`, not every one of them, and where one side has a single matrix,
    or no such axis at all, that matrix is used again and again. A loop does the same, slowly; a
    function that insists on three axes works until the next model has four.

    Args:
        a: float32 or float64 tensor of shape (..., m, k), with at least two axes. It is left
            unchanged.
        b: tensor of shape (..., k, n) with the same k, dtype and device, and at least two axes. Its
            leading axes, of which it may have another number, broadcast with those of `a`; the last
            two take no part in that. It is left unchanged.

    Returns:
        A tensor of the broadcast leading shape followed by (m, n), with the dtype and device of `a`.
        Any size may be 0: where k is, all elements are zero. Gradients flow to `a` and `b`.

    Example:
        >>> a = torch.tensor([[[1.0, 2.0]], [[3.0, 4.0]]])
        >>> b = torch.tensor([[1.0], [10.0]])
        >>> batched_product(a, b)
        tensor([[[21.]],
        <BLANKLINE>
                [[43.]]])
        >>> batched_product(torch.ones(5, 1, 2, 3), torch.ones(4, 3, 6)).shape
        torch.Size([5, 4, 2, 6])

    See `torch.matmul` and `torch.bmm` in the PyTorch documentation.
    """
    return a @ b


def reflect(points: Tensor, about: str) -> Tensor:
    """Return `points` of the plane as a mirror shows them.

    Mirrors, turns and stretches are linear: a matrix holds all there is to know about one of them,
    and a single matrix product applies it to any number of points. Find the matrix by asking where
    it takes (1, 0) and (0, 1). A mirror along the x axis keeps x and turns y around, so the axis
    that is named is the coordinate that stays. And mind on which side the matrix stands: books write
    points as columns, data comes with a point in each row.

    Args:
        points: float32 or float64 tensor of shape (N, 2) with N ≥ 0: the coordinates x and y of one
            point in each row. It is left unchanged.
        about: "x" or "y" for a mirror along that axis, "y=x" for one along the diagonal that runs
            through (1, 1), or "origin" to send each point to the other side of (0, 0).

    Returns:
        A new tensor of shape (N, 2) with the dtype and device of `points`, computed with a matrix
        product of PyTorch's (`@`, or any function that multiplies matrices). Gradients flow to
        `points`.

    Raises:
        ValueError: `about` is another text, such as one in upper case. The message contains it.

    Example:
        >>> points = torch.tensor([[3.0, 1.0], [0.0, -2.0]])
        >>> reflect(points, "y")
        tensor([[-3.,  1.],
                [ 0., -2.]])
        >>> reflect(points, "y=x")
        tensor([[ 1.,  3.],
                [-2.,  0.]])

    See `torch.matmul` in the PyTorch documentation.
    """
    matrices = {
        "x": [[1, 0], [0, -1]],
        "y": [[-1, 0], [0, 1]],
        "origin": [[-1, 0], [0, -1]],
        "y=x": [[0, -1], [-1, 0]],
    }
    if about not in matrices:
        raise ValueError(f"about must be one of {', '.join(matrices)}, but it is {about!r}.")
    # Points are rows, so the matrix stands on the right. That of a mirror equals its transpose.
    return points @ torch.tensor(matrices[about], dtype=points.dtype, device=points.device)
