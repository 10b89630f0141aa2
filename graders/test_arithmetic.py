"""Arithmetic: what must hold."""

import math

import torch

from torchkata.compare import raises
from torchkata.exercise import Exercise
from torchkata.recording import Calls, takes_more_steps
from torchkata.strategies import choice, dim, flags, integers, matrices, tensors, vectors

# add_in_place ------------------------------------------------------------------------------------

add = Exercise(
    "arithmetic.add_in_place",
    points=7,
    device_points=1,
    hints=(
        "After `a = a + b` inside a function, which tensor does the caller's `a` name?",
        "Methods of `torch.Tensor` whose names end in an underscore work in place.",
        "`a.add_(b)` or `a += b` adds in place and refuses what does not fit. Then return `a`.",
    ),
    changes=("a",),
)


@add.check(points=2, a=tensors("m", "n", leading=1), b=vectors("n"))
def changes_a_and_returns_it(impl, a, b):
    """Afterwards a holds the sum, b broadcast to its shape, and the result is that same object."""
    result = impl.add_in_place(a, b)
    return {"result": result, "the result is a": result is a, "a afterwards": a}


@add.check(points=1, owner=tensors(2, leading=2))
def changes_the_memory_that_others_see(impl, owner):
    """Where a is a view, 0-dim or larger, its owner changes in those places and in no other."""
    impl.add_in_place(owner[..., 0], owner[..., 1].clone())
    return owner


@add.check(
    points=1,
    a=matrices("m", "n", scales=(1.0,)),
    b=vectors("n", scales=(1.0,)),
    dtypes=choice(
        "float32 and float64", "float64 and float32", "int32 and int64", "float32 and int64"
    ),
)
def keeps_the_dtype(impl, a, b, dtypes):
    """The dtype of a stays, whichever fitting dtype b has."""
    mine, theirs = (getattr(torch, name) for name in dtypes.split(" and "))
    a = a.to(mine)
    impl.add_in_place(a, b.to(theirs))
    return a


@add.check(
    points=1,
    compare=raises(RuntimeError),
    a=vectors("n"),
    b=matrices(dim("m", least=2), "n", scales=(0.25, 1.0)),
    reason=choice("floating b", "larger b"),
)
def refuses_what_does_not_fit(impl, a, b, reason):
    """A floating b for an integer a is a RuntimeError, and so is a b whose shape would make a larger."""
    if reason == "floating b":
        return impl.add_in_place(a.to(torch.int64), b[0])
    return impl.add_in_place(a, b)


@add.check(points=1, a=matrices("m", "n"), b=vectors("n"))
def lets_gradients_flow(impl, a, b):
    """Gradients reach b, and through a what a was computed from."""
    a.requires_grad_(), b.requires_grad_()
    total = 3 * a
    impl.add_in_place(total, b)
    total.square().sum().backward()
    return [a.grad, b.grad]


# pairwise_sums -----------------------------------------------------------------------------------

pairwise = Exercise(
    "arithmetic.pairwise_sums",
    points=7,
    device_points=1,
    hints=(
        "Which shape must `column` have so that its numbers run down the table, one in each row?",
        "Indexing with `None`, or `torch.unsqueeze`, gives a tensor a new axis of size 1.",
        "Make `column` a tensor of shape (m, 1) and add `row` of shape (n,): broadcasting does the rest.",
    ),
)


@pairwise.check(points=2, row=vectors("n"), column=vectors("m"))
def adds_every_pair(impl, row, column):
    """Element (i, j) of the result, of shape (m, n), is column[i] + row[j]."""
    return impl.pairwise_sums(row, column)


@pairwise.check(points=1, row=vectors("n", distinct=True), column=vectors("n", distinct=True))
def gives_a_table_for_equal_lengths_too(impl, row, column):
    """Two vectors of n elements have n times n sums, not n."""
    return impl.pairwise_sums(row, column)


@pairwise.check(
    points=1,
    row=vectors("n"),
    column=vectors("m"),
    empty=choice("column", "row", "both"),
    examples=6,
)
def takes_empty_vectors(impl, row, column, empty):
    """Where row or column has no element the table is empty, of shape (m, 0), (0, n) or (0, 0)."""
    row = row[:0] if empty != "column" else row
    column = column[:0] if empty != "row" else column
    return impl.pairwise_sums(row, column)


@pairwise.check(points=1, row=vectors("n"), column=vectors("m"))
def lets_gradients_flow(impl, row, column):
    """Gradients reach row and column, from every sum that a number is part of."""
    row.requires_grad_(), column.requires_grad_()
    impl.pairwise_sums(row, column).square().sum().backward()
    return [row.grad, column.grad]


@pairwise.check(points=1, evidence="claim", n=integers(2, 4), examples=2)
def has_no_loop(impl, n):
    """The work does not grow with the length of either argument, as it does in a Python loop."""
    few, many = torch.ones(n), torch.ones(130)
    return {
        "grows with row": takes_more_steps(impl.pairwise_sums, (few, few), (many, few)),
        "grows with column": takes_more_steps(impl.pairwise_sums, (few, few), (few, many)),
    }


# compare -----------------------------------------------------------------------------------------

comparison = Exercise(
    "arithmetic.compare",
    points=7,
    device_points=1,
    hints=(
        "How many pairs of elements do two tensors of shape (2, 3) have, and how many answers?",
        "Python's six operators work on tensors; `torch.eq`, `torch.ne`, `torch.gt` and so on are the same.",
        '`{"eq": a == b, "ne": a != b, ...}`: one operator for each key, and nothing done to its result.',
    ),
)
# So few different numbers that many pairs are equal.
_TIES = {"low": -2, "high": 2, "scales": (1.0, 0.25)}


def _by_name(result):
    """Return a dict in the order of its keys: which order that was is free."""
    return {name: result[name] for name in sorted(result)}


@comparison.check(points=2, a=matrices("m", "n", **_TIES), b=matrices("m", "n", **_TIES))
def compares_element_by_element(impl, a, b):
    """Each key holds one truth value for each pair of elements, and ties go where its name says."""
    return _by_name(impl.compare(a, b))


@comparison.check(points=1, a=matrices("m", 1, **_TIES), b=vectors("n", **_TIES), swapped=flags())
def broadcasts(impl, a, b, swapped):
    """Shapes broadcast, with more axes on either side: (m, 1) and (n,) give (m, n)."""
    return _by_name(impl.compare(b, a) if swapped else impl.compare(a, b))


@comparison.check(
    points=1,
    a=matrices("m", "n", low=0, high=3, scales=(1.0,)),
    b=matrices("m", "n", low=0, high=3, scales=(1.0, 0.5)),
    dtypes=choice("uint8 and uint8", "int64 and float32", "float64 and int32", "bool and bool"),
)
def takes_any_dtype(impl, a, b, dtypes):
    """Boolean, integer and floating numbers are compared as what they are, two dtypes at once too."""
    mine, theirs = (getattr(torch, name) for name in dtypes.split(" and "))
    return _by_name(impl.compare(a.to(mine), b.to(theirs)))


@comparison.check(points=1, a=vectors("n", **_TIES), special=choice(math.nan, math.inf, -math.inf))
def knows_nan_and_infinity(impl, a, special):
    """Infinity equals itself; nan is unequal to everything, itself included, and neither greater nor less."""
    specials = torch.full_like(a, special)
    return [_by_name(impl.compare(*pair)) for pair in ((a, specials), (specials, specials))]


@comparison.check(points=1, a=vectors("n", low=1), negative=flags(), integer=flags())
def tells_neighbours_apart(impl, a, negative, integer):
    """Numbers that differ in their last digits only are not equal: nothing is forgiven, nothing rounded."""
    a = -a if negative else a
    if integer:
        # Of the integers in that region float64 holds every sixteenth.
        a = a.to(torch.int64) + 2**56
        return _by_name(impl.compare(a, a + 1))
    return _by_name(impl.compare(a, a * (1 + 4 * torch.finfo(a.dtype).eps)))


# exactly_one -------------------------------------------------------------------------------------

exclusive = Exercise(
    "arithmetic.exactly_one",
    points=7,
    device_points=1,
    hints=(
        "Are 1 and 2 both true? In which of their binary digits do they differ?",
        "Turn both into truth values first, or look for the relative of `torch.logical_and` that you need.",
        "`torch.logical_xor(a, b)`, or `a != 0` and `b != 0`, of which exactly one must be true: `^`.",
    ),
)
_BITS = {"low": 0, "high": 1, "scales": (1.0,)}
_NUMBERS = {"low": -3, "high": 3}


@exclusive.check(points=2, a=matrices("m", "n", **_BITS), b=matrices("m", "n", **_BITS))
def is_true_where_one_of_two_is(impl, a, b):
    """Of two truth values exactly one is true where they differ."""
    return impl.exactly_one(a.bool(), b.bool())


@exclusive.check(points=1, a=vectors("n", **_NUMBERS), b=vectors("n", **_NUMBERS))
def counts_every_number_but_zero_as_true(impl, a, b):
    """Floating numbers are true unless they are zero: negative ones, fractions, and two unequal ones."""
    return impl.exactly_one(a, b)


@exclusive.check(
    points=1,
    a=vectors("n", low=0, high=3, scales=(1.0,)),
    b=vectors("n", low=0, high=3, scales=(1.0,)),
    dtypes=choice("int64 and int64", "uint8 and bool", "float32 and int32", "bool and float64"),
)
def takes_any_dtype(impl, a, b, dtypes):
    """Integers, truth values and floating numbers mix, and what counts is whether each is true."""
    mine, theirs = (getattr(torch, name) for name in dtypes.split(" and "))
    return impl.exactly_one(a.to(mine), b.to(theirs))


@exclusive.check(points=1, a=matrices("m", 1, **_BITS), b=vectors("n", **_BITS), swapped=flags())
def broadcasts(impl, a, b, swapped):
    """Shapes broadcast, with more axes on either side: (m, 1) and (n,) give (m, n)."""
    return impl.exactly_one(b, a) if swapped else impl.exactly_one(a, b)


@exclusive.check(
    points=1, a=vectors("n", **_BITS), special=choice(math.nan, 1e-30, 1e-300, -0.0, -math.inf)
)
def knows_what_is_zero(impl, a, special):
    """Infinity, nan and the smallest fractions are true, whichever side they are on; -0.0 is not."""
    specials = torch.full_like(a, special)
    return [impl.exactly_one(a, specials), impl.exactly_one(specials, a)]


# products ----------------------------------------------------------------------------------------

elementwise = Exercise(
    "arithmetic.elementwise_product",
    points=6,
    device_points=1,
    hints=(
        "Which elements of a and b make the element (0, 1) of the result, and is anything added up?",
        "Which of the operators `*` and `@` is `torch.mul`, and which is `torch.matmul`?",
        "`a * b` multiplies element by element and broadcasts; nothing more is needed.",
    ),
)


@elementwise.check(points=2, a=matrices("m", "n"), b=matrices("m", "n"))
def multiplies_element_by_element(impl, a, b):
    """Each element of the result is the product of the elements of a and b in its place."""
    return impl.elementwise_product(a, b)


@elementwise.check(points=1, a=tensors("m", 1, leading=1), b=vectors("n"), swapped=flags())
def broadcasts(impl, a, b, swapped):
    """Shapes broadcast, with more axes on either side: (m, 1) and (n,) give (m, n)."""
    return impl.elementwise_product(b, a) if swapped else impl.elementwise_product(a, b)


@elementwise.check(
    points=1, a=matrices("m", "n", scales=(1.0,)), b=vectors("n", scales=(1.0,)), large=flags()
)
def keeps_integers_exact(impl, a, b, large):
    """Products of integers are integers, exact beyond what a floating number could hold too."""
    a, b = a.to(torch.int64), b.to(torch.int64)
    # Of the integers in that region float64 holds every sixteenth.
    return impl.elementwise_product(a + 2**56 + 1 if large else a, b)


@elementwise.check(points=1, a=matrices("m", "n"), b=vectors("n"))
def lets_gradients_flow(impl, a, b):
    """Gradients reach a and b, from every product that a number is part of."""
    a.requires_grad_(), b.requires_grad_()
    impl.elementwise_product(a, b).sum().backward()
    return [a.grad, b.grad]


matrix = Exercise(
    "arithmetic.matrix_product",
    points=9,
    device_points=1,
    hints=(
        "Which row and which column make the element (0, 1) of the product?",
        "Look at `ndim` of both before you multiply: `torch.mm` and `torch.matmul`, also written `@`, differ "
        "in which shapes they take.",
        "Raise a ValueError unless `a.ndim` and `b.ndim` are both 2. Then it is `a @ b`.",
    ),
)


@matrix.check(points=2, a=matrices("m", "k"), b=matrices("k", "n"))
def multiplies_rows_by_columns(impl, a, b):
    """Element (i, j) of the result is the dot product of row i of a and column j of b."""
    return impl.matrix_product(a, b)


@matrix.check(points=1, a=matrices("n", "n", distinct=True), b=matrices("n", "n", distinct=True))
def keeps_the_order_of_square_factors(impl, a, b):
    """The first factor stands on the left, and neither is transposed, where shapes would allow it."""
    return impl.matrix_product(a, b)


@matrix.check(
    points=1,
    a=matrices(dim("m", least=0, most=2), dim("k", least=0, most=1)),
    b=matrices(dim("k", least=0, most=1), dim("n", least=0, most=2)),
)
def takes_sizes_of_zero_and_one(impl, a, b):
    """A size of 0 or 1 is a size like others: the result has shape (m, n), of zeros where k is 0."""
    return impl.matrix_product(a, b)


@matrix.check(
    points=2,
    compare=raises(ValueError),
    a=matrices("n", "n"),
    b=matrices("n", "n"),
    other=choice("a stack", "a vector", "a number"),
    position=choice("second", "first", "both"),
)
def refuses_other_than_matrices(impl, a, b, other, position):
    """A factor with another number of axes than two is a ValueError, on either side."""
    index = {"a stack": None, "a vector": 0, "a number": (0, 0)}[other]
    a = a[index] if position != "second" else a
    b = b[index] if position != "first" else b
    return impl.matrix_product(a, b)


@matrix.check(
    points=1,
    compare=raises(RuntimeError),
    a=matrices("m", 1),
    b=matrices(dim("k", least=2), "n"),
    transposed=flags(),
)
def refuses_sizes_that_do_not_fit(impl, a, b, transposed):
    """Inner sizes that differ are a RuntimeError, also where one of them is 1: nothing is stretched."""
    return impl.matrix_product(b.T, a.T) if transposed else impl.matrix_product(a, b)


@matrix.check(points=1, a=matrices("m", "k"), b=matrices("k", "n"))
def lets_gradients_flow(impl, a, b):
    """Gradients reach a and b, from every dot product that a number is part of."""
    a.requires_grad_(), b.requires_grad_()
    impl.matrix_product(a, b).sum().backward()
    return [a.grad, b.grad]


batched = Exercise(
    "arithmetic.batched_product",
    points=7,
    device_points=1,
    hints=(
        "Three matrices times three matrices: how many products are asked, three or nine?",
        "`torch.mm`, `torch.bmm` and `torch.matmul` differ in what they do with axes in front of the last two.",
        "`a @ b`, which is `torch.matmul`, multiplies the last two axes and broadcasts all others.",
    ),
)


# Few matrices in a stack: one example has matrices of a realistic size.
_STACK = dim("s", most=3)


@batched.check(points=2, a=tensors(_STACK, "m", "k"), b=tensors(_STACK, "k", "n"))
def multiplies_each_pair_of_matrices(impl, a, b):
    """Matrix i of the result is the product of matrix i of a and matrix i of b, in this order."""
    return impl.batched_product(a, b)


@batched.check(
    points=1, a=tensors(_STACK, 1, "m", "k"), b=tensors(dim("t", most=3), "k", "n"), swapped=flags()
)
def broadcasts_leading_axes(impl, a, b, swapped):
    """Leading axes broadcast, with more of them on either side: (s, 1) and (t,) give (s, t)."""
    if swapped:
        # The transposed of a product is the product of the transposed in reverse.
        return impl.batched_product(b.mT, a.mT)
    return impl.batched_product(a, b)


@batched.check(points=1, a=matrices("m", "k"), b=tensors("k", "n", leading=1), swapped=flags())
def takes_a_single_matrix(impl, a, b, swapped):
    """One matrix meets every matrix of a stack, on either side; two plain matrices have one product."""
    return impl.batched_product(b.mT, a.mT) if swapped else impl.batched_product(a, b)


_ANY_SIZE = {name: dim(name, least=0, most=2) for name in ("s", "m", "k", "n")}


@batched.check(
    points=1,
    a=tensors(1, _ANY_SIZE["m"], _ANY_SIZE["k"]),
    b=tensors(_ANY_SIZE["s"], _ANY_SIZE["k"], _ANY_SIZE["n"]),
)
def takes_empty_stacks_and_stacks_of_one(impl, a, b):
    """A leading size of 1 stays in the result, and any size may be 0, also that of the matrices."""
    return impl.batched_product(a, b)


@batched.check(points=1, a=tensors(_STACK, "m", "k"), b=matrices("k", "n"))
def lets_gradients_flow(impl, a, b):
    """Gradients reach a and b, from every product that a matrix is part of."""
    a.requires_grad_(), b.requires_grad_()
    impl.batched_product(a, b).sum().backward()
    return [a.grad, b.grad]


# reflect -----------------------------------------------------------------------------------------

mirror = Exercise(
    "arithmetic.reflect",
    points=9,
    device_points=1,
    hints=(
        "Where do (1, 0) and (0, 1) go in a mirror along the x axis? Which matrix takes them there?",
        "`torch.tensor` makes the matrix, with the `dtype` and `device` of points; `@` applies it to rows.",
        "Look the matrix up by name (if it is not there: ValueError) and return `points @ matrix`. For "
        '"y=x" it is [[0, 1], [1, 0]]; the others have 1 or -1 on the diagonal.',
    ),
)
_ABOUT = choice("x", "y", "origin", "y=x")


@mirror.check(points=3, pairs=matrices(dim("n", least=0), 2), about=_ABOUT)
def mirrors_every_point(impl, pairs, about):
    """Each row of the result is the mirror image of the point in that row; without points it has none."""
    return impl.reflect(pairs, about)


@mirror.check(points=1, pairs=matrices(2, 2, distinct=True), about=_ABOUT)
def mirrors_two_points(impl, pairs, about):
    """Two points fill a square matrix, and are still a point in each row."""
    return impl.reflect(pairs, about)


@mirror.check(
    points=2,
    compare=raises(ValueError, mentions=lambda pairs, about, without_points: [about]),
    pairs=matrices("n", 2),
    about=choice("z", "X", "diagonal", "ORIGIN", "", "="),
    without_points=flags(),
)
def refuses_other_mirrors(impl, pairs, about, without_points):
    """Any other text is a ValueError whose message contains it, also where there is no point."""
    return impl.reflect(pairs[:0] if without_points else pairs, about)


@mirror.check(points=1, pairs=matrices("n", 2), about=_ABOUT)
def lets_gradients_flow(impl, pairs, about):
    """Gradients reach the points: they are mirrored as well."""
    pairs.requires_grad_()
    impl.reflect(pairs, about).square().sum().backward()
    return pairs.grad


@mirror.check(points=1, evidence="claim", about=_ABOUT, examples=4)
def multiplies_matrices(impl, about):
    """The points are multiplied by a matrix with one of PyTorch's functions for that."""
    with Calls() as calls:
        impl.reflect(torch.ones(3, 2), about)
    # matmul, mm, bmm, addmm, mv, einsum, linear, tensordot, vecdot, inner and so on.
    products = ("mm", "mv", "matmul", "einsum", "linear", "dot", "inner")
    return any(product in name for name in calls.names for product in products)
