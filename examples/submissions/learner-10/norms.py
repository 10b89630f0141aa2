"""Norms, distances and similarity.

A norm says how large a tensor is, a distance how far apart two points are, and a similarity how
much two vectors point the same way. All three squeeze many numbers into one, so they share their
pitfalls: signs that cancel, roots that go missing, axes reduced by accident, and a division by
zero for the one vector that has no direction. You will meet them again as loss functions, weight
penalties, gradient clipping and embedding search.

Where a contract calls a gradient *free*, any value will do, nan included.
"""

import math

import torch
from torch import Tensor

DEBUG = True

def dbg(*args):
    if DEBUG:
        print(">>> DEBUG >>>", *args, flush=True)


def l1_norm(x: Tensor) -> Tensor:
    """Return the L1 norm of `x`: the sum of the absolute values of all its elements.

    The L1 norm measures the total amount of something when direction does not matter, and it is
    the penalty that drives weights to exactly zero (lasso). A plain sum is not a norm: positive
    and negative elements cancel, so a large tensor could have size zero or less.

    The norm is that of the elements taken as one long vector, whatever the shape. For a matrix
    this is not the "1-norm of a matrix" of linear algebra, which is a largest column sum.

    Args:
        x: floating tensor of any shape with at least one element. It is left unchanged.

    Returns:
        A 0-dim tensor with the dtype and device of `x`. Gradients flow to `x`; at elements that
        are zero, where the absolute value has no derivative, the gradient is free.

    Example:
        >>> l1_norm(torch.tensor([[3.0, -4.0], [0.0, 1.0]]))
        tensor(8.)

    See `torch.linalg.vector_norm` in the PyTorch documentation.
    """
    dbg("l1_norm got", x)
    res = x.abs().sum()
    dbg("l1_norm gives", res)
    return res


def l2_norm(x: Tensor) -> Tensor:
    """Return the L2 norm of `x`: the square root of the sum of the squares of all its elements.

    This is the length of a vector as a ruler measures it. The sum of squares alone is the squared
    length, which ranks vectors alike but is not a length: doubling `x` quadruples it. The root has
    a trap of its own. Its slope at zero is infinite, and in the backward pass infinity meets the
    zero slope of the square: infinity times zero is nan, and one nan spoils every weight.

    The norm is that of the elements taken as one long vector, whatever the shape. For a matrix
    this is the Frobenius norm, not the spectral norm (its largest singular value).

    Args:
        x: floating tensor of any shape with at least one element, whose squares neither overflow
            nor underflow its dtype. It is left unchanged.

    Returns:
        A 0-dim tensor with the dtype and device of `x`. The value is exact up to rounding: nothing
        is added to it. Gradients flow to `x`; where all elements are zero the gradient is finite,
        and otherwise free.

    Example:
        >>> l2_norm(torch.tensor([[1.0, -5.0], [3.0, 1.0]]))
        tensor(6.)

    See `torch.linalg.vector_norm` in the PyTorch documentation.
    """
    dbg("l2_norm got", x)
    res = torch.linalg.norm(x, 2)
    dbg("l2_norm gives", res)
    return res


def linf_norm(x: Tensor) -> Tensor:
    """Return the L-infinity norm of `x`: the largest absolute value among all its elements.

    The maximum norm answers "how bad is the worst element?", as a bound on an error or on a
    perturbation of an image does. The largest element is not it: what counts is the distance from
    zero, and the element farthest from zero may well be negative.

    The norm is that of the elements taken as one long vector, whatever the shape. For a matrix
    this is not the "infinity norm of a matrix" of linear algebra, which is a largest row sum.

    Args:
        x: floating tensor of any shape with at least one element. It is left unchanged.

    Returns:
        A 0-dim tensor with the dtype and device of `x`. Gradients flow to the element that is
        farthest from zero; where several tie, or all are zero, the gradient is free.

    Example:
        >>> linf_norm(torch.tensor([[3.0, -4.0], [0.0, 1.0]]))
        tensor(4.)

    See `torch.linalg.vector_norm` in the PyTorch documentation.
    """
    dbg("linf_norm got", x)
    res = x.abs().max()
    dbg("linf_norm gives", res)
    return res


def p_norm(x: Tensor, p: float) -> Tensor:
    """Return the p-norm of `x`: (|x₁|ᵖ + … + |xₙ|ᵖ)^(1/p) over all its elements.

    One formula holds the whole family: p = 1 is the L1 norm, p = 2 the L2 norm, and the larger p
    grows, the more the largest element decides. In the limit only that element is left, which is
    the maximum norm; the formula itself cannot be evaluated there, since every power is 0, 1 or
    infinite. Without the root the result would not scale with `x`. Without the absolute values an
    odd p lets elements cancel, and a fractional p has no real power of a negative number at all.

    The norm is that of the elements taken as one long vector, whatever the shape.

    Args:
        x: float32 or float64 tensor of any shape with at least one element. Elements are zero or
            have magnitudes from 1e-3 to 1e3, so that powers stay in range. It is left unchanged.
        p: the order, a number from 1 to 10 inclusive, or `math.inf` for the maximum norm. It need
            not be a whole number.

    Returns:
        A 0-dim tensor with the dtype and device of `x`. Gradients flow to `x`; they are free where
        all elements are zero, for p = 1 at elements that are zero, and for p = inf where several
        elements tie for the largest magnitude.

    Raises:
        ValueError: `p` is less than 1 (such a "norm" would break the triangle inequality), greater
            than 10 but not infinite, or nan. The message contains the name `p` and its value.

    Example:
        >>> p_norm(torch.tensor([3.0, -4.0, 5.0]), 3)
        tensor(6.)
        >>> p_norm(torch.tensor([3.0, -4.0, 5.0]), math.inf)
        tensor(5.)

    See `torch.linalg.vector_norm` in the PyTorch documentation.
    """
    dbg("p_norm got", x, "p", p)
    if p < 1:
        dbg("p too small!!!")
        raise ValueError(f"p is {p}")
    if p == math.inf:
        return linf_norm(x)
    res = (x.abs() ** p).sum() ** (1 / p)
    dbg("p_norm gives", res)
    return res


def manhattan_distance(a: Tensor, b: Tensor) -> Tensor:
    """Return the Manhattan distances between the points in `a` and `b`, along the last axis.

    The Manhattan distance of two points is the sum of the absolute differences of their
    coordinates: the way through a city whose streets form a grid. A tensor usually holds many
    points, one in each row, and each pair has a distance of its own. Adding up every axis would
    melt them into one number, and averaging would make the distance shrink as coordinates are
    added.

    Args:
        a: floating tensor of shape (..., d) with d ≥ 1: points with d coordinates each. It is left
            unchanged.
        b: tensor of shape (..., d) with the same d, dtype and device. Its leading axes, of which
            it may have another number, broadcast with those of `a`. It is left unchanged.

    Returns:
        A tensor of the broadcast leading shape, with the dtype and device of `a`; 0-dim for two
        single points of shape (d,). Gradients flow to `a` and `b`; they are free at coordinates in
        which two points agree.

    Example:
        >>> home = torch.tensor([1.0, 1.0])
        >>> shops = torch.tensor([[4.0, 5.0], [1.0, -1.0], [1.0, 1.0]])
        >>> manhattan_distance(shops, home)
        tensor([7., 2., 0.])

    See "Broadcasting semantics" and `torch.cdist` in the PyTorch documentation.
    """
    dbg("a", a)
    dbg("b", b)
    dbg("a - b", a - b)
    return (a - b).abs().sum(dim=-1)


def euclidean_distance(a: Tensor, b: Tensor) -> Tensor:
    """Return the Euclidean distances between the points in `a` and `b`, along the last axis.

    The Euclidean distance is the length of the straight line between two points, that is, the
    square root of the sum of the squared differences of their coordinates. Leaving out the root
    keeps the ranking of neighbours, yet the numbers are no longer in the unit of the coordinates.
    Each pair of points has a distance of its own, however many points a tensor holds.

    Args:
        a: floating tensor of shape (..., d) with d ≥ 1: points with d coordinates each. Squared
            differences neither overflow nor underflow its dtype. It is left unchanged.
        b: tensor of shape (..., d) with the same d, dtype and device. Its leading axes, of which
            it may have another number, broadcast with those of `a`. It is left unchanged.

    Returns:
        A tensor of the broadcast leading shape, with the dtype and device of `a`; 0-dim for two
        single points of shape (d,). The distance is exact up to rounding, and 0 for equal points:
        no epsilon is added (`torch.nn.PairwiseDistance` does add one). Gradients flow to `a` and
        `b`; they are free where two points are equal.

    Example:
        >>> home = torch.tensor([1.0, 1.0])
        >>> shops = torch.tensor([[4.0, 5.0], [1.0, -1.0], [1.0, 1.0]])
        >>> euclidean_distance(shops, home)
        tensor([5., 2., 0.])

    See "Broadcasting semantics" and `torch.linalg.vector_norm` in the PyTorch documentation.
    """
    dbg("a", a)
    dbg("b", b)
    answer = input("press enter to go on, d to see the difference ")
    if answer == "d":
        print(a - b)
    return torch.linalg.vector_norm(a - b, dim=-1)


def cosine_similarity(b: Tensor, c: Tensor, eps: float = 1e-8) -> Tensor:
    """Return the cosine of the angle between the vectors `b` and `c`.

    The cosine compares directions and ignores lengths: 1 for the same direction, 0 for a right
    angle, -1 for opposite directions, which is why its sign must survive. Both norms belong in the
    denominator; with one of them missing, or on the wrong side of the fraction bar, the result
    depends on how long the vectors are. A zero vector has no direction, and 0/0 is nan, so each
    norm is kept away from zero first:

        b·c / (max(‖b‖, eps) · max(‖c‖, eps))

    Each norm has a limit of its own. Limiting the product instead, or adding eps to it, gives
    other values for short vectors. The formula is the one of PyTorch's own function.

    You may use your own `l2_norm` from this module, but need not.

    Args:
        b: floating tensor of shape (n,) with n ≥ 1. It is left unchanged.
        c: tensor of the same shape, dtype and device. It is left unchanged.
        eps: the least value that either norm counts as, a positive number.

    Returns:
        A 0-dim tensor with the dtype and device of `b`, which is 0 if `b` or `c` is a zero vector.
        Rounding may carry it slightly past 1 or -1; it need not be clipped. Gradients flow to `b`
        and `c`; they are free where a norm is eps or less.

    Example:
        >>> cosine_similarity(torch.tensor([3.0, 4.0]), torch.tensor([0.0, -2.0]))
        tensor(-0.8000)
        >>> cosine_similarity(torch.tensor([3.0, 4.0]), torch.tensor([0.0, 0.0]))
        tensor(0.)

    See `torch.nn.functional.cosine_similarity` in the PyTorch documentation.
    """
    dbg("b", b, "c", c)
    dot = (b * c).sum()
    dbg("dot", dot)
    denominator = torch.linalg.vector_norm(b) * torch.linalg.vector_norm(c) + eps
    dbg("denominator", denominator)
    return dot / denominator


def pairwise_cosine(x: Tensor, y: Tensor) -> Tensor:
    """Return the cosine similarity of every row of `x` with every row of `y`.

    This table is what embedding search and contrastive losses compute: queries against documents,
    images against captions. Each row is one vector, so each row has a norm of its own, taken over
    its features. Norms taken along the other axis, or divided out along the wrong one, still give
    plausible numbers, and with as many rows as features not even the shapes object.

    Element (i, j) of the result is the cosine similarity of `x[i]` and `y[j]`, with each norm
    limited to at least 1e-8 as in `cosine_similarity`.

    Args:
        x: floating tensor of shape (n, d) with n ≥ 1 and d ≥ 1. It is left unchanged.
        y: tensor of shape (m, d) with m ≥ 1, the same d, dtype and device. It is left unchanged.

    Returns:
        A tensor of shape (n, m) with the dtype and device of `x`. Rows that are zero give 0. No
        clipping is needed. Gradients flow to `x` and `y`; they are free at rows whose norm is 1e-8
        or less.

        No Python loop runs over the rows, comprehensions and `map` included: neither the number of
        PyTorch calls nor that of executed lines grows with n or m.

    Example:
        >>> x = torch.tensor([[1.0, 0.0], [3.0, 4.0]])
        >>> y = torch.tensor([[2.0, 0.0], [0.0, -1.0], [0.0, 0.0]])
        >>> pairwise_cosine(x, y)
        tensor([[ 1.0000,  0.0000,  0.0000],
                [ 0.6000, -0.8000,  0.0000]])

    See `torch.nn.functional.cosine_similarity` and `torch.matmul` in the PyTorch documentation.
    """

    dbg("x", x)
    dbg("y", y)
    x = torch.nn.functional.normalize(x, dim=1)
    y = torch.nn.functional.normalize(y, dim=1)
    print("-" * 80)
    for row in x:
        dbg("length of row must be 1:", row.norm())
    print("-" * 80)
    return x @ y.T


def correlation(x: Tensor, t: Tensor) -> Tensor:
    """Return Pearson's correlation coefficient of the samples `x` and `t`.

    The correlation tells how well a straight line describes `t` as a function of `x`: 1 for a
    rising line, -1 for a falling one, whatever the units. It is the covariance divided by both
    standard deviations. The covariance alone changes with the units. All three must divide by the
    same count, n or n - 1: either will do, since it cancels, but a mixture scales the result by
    n / (n - 1) or its inverse. Covariance and deviations are about the means; without subtracting
    those first, what you get is a cosine similarity, which moves when a constant is added.

    The coefficient is due to K. Pearson, Proceedings of the Royal Society of London 58 (1895).

    Args:
        x: floating tensor of shape (n,) with n ≥ 2. It is left unchanged.
        t: tensor of the same shape, dtype and device, paired with `x` element by element. It is
            left unchanged.

    Returns:
        A 0-dim tensor with the dtype and device of `x`. If `x` or `t` is constant there is no line
        to speak of and the result is nan: the division is 0/0, and nothing guards against it. This
        is promised for constants that are whole numbers, whose mean has no rounding error; for
        others rounding decides. No clipping to [-1, 1] is needed. Gradients flow to `x` and `t`;
        they are free where the result is nan.

    Example:
        >>> correlation(torch.tensor([1.0, 2.0, 3.0]), torch.tensor([9.0, 5.0, 1.0]))
        tensor(-1.)
        >>> correlation(torch.tensor([1.0, 2.0, 3.0]), torch.tensor([4.0, 4.0, 4.0]))
        tensor(nan)

    See `torch.corrcoef` in the PyTorch documentation.
    """
    dbg("correlation of", x, "and", t)
    dtype = x.dtype
    x = x.double() - x.double().mean()
    t = t.double() - t.double().mean()
    res = (x * t).sum() / (torch.linalg.vector_norm(x) * torch.linalg.vector_norm(t))
    res = res.to(dtype)
    dbg("r =", res)
    return res

dbg("norms.py imported from", __file__)
for i in range(20):
    dbg("check", i, l1_norm(torch.full((3,), float(-i))))
print("ALL TESTS PASSED")
