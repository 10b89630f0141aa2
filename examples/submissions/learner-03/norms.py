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
    # Replace this line with your code.
    print("l1_norm called, shape =", x.shape)
    #result = x.sum()      # wrong!! negative numbers
    #result = abs(sum(x))  # also wrong
    total = torch.zeros((), dtype=torch.float64, device=x.device)
    for value in x.flatten():
        #print("value", value)
        total = total + abs(value.double())
    print("l1 total", total)
    total = total.to(x.dtype)
    return total


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
    # Replace this line with your code.
    print("l2_norm called")
    #return torch.sqrt(torch.sum(x**2))    # nan in the gradient for zeros!!
    total = torch.zeros((), dtype=torch.float64, device=x.device)
    for value in x.flatten():
        total = total + value.double() * value.double()
    print("sum of squares", total)
    if total.item() == 0:
        print("all zero, no sqrt")
        return (x * 0).sum()
    result = torch.sqrt(total)
    #result = total ** 1/2   # no!! this is total / 2
    result = result.to(x.dtype)
    print("result", result)
    return result


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
    # Replace this line with your code.
    print("linf_norm called")
    flat = x.flatten()
    biggest = abs(flat[0])
    for i in range(len(flat)):
        a = abs(flat[i])
        if a > biggest:
            #print("new biggest", a, "at", i)
            biggest = a
        else:
            pass
    print("biggest", biggest)
    return biggest


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
    # Replace this line with your code.
    print("p_norm called p =", p)
    if p == math.inf:
        print("inf -> linf_norm")
        return linf_norm(x)
    ok = False
    if p >= 1:
        if p <= 10:
            ok = True
    if ok == False:
        print("p is bad")
        raise ValueError("p is wrong: p = " + str(p))
    if p == 1:
        return l1_norm(x)
    if p == 2:
        return l2_norm(x)
    total = torch.zeros((), dtype=torch.float64, device=x.device)
    for value in x.flatten():
        #total = total + value ** p      # nan for p = 1.5
        total = total + abs(value.double()) ** p
    print("total", total)
    result = total ** (1 / p)
    #result = total ** 1 / p
    return result.to(x.dtype)


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
    # Replace this line with your code.
    print("manhattan", a.shape, b.shape)
    difference = a.double() - b.double()
    d = difference.shape[-1]
    total = 0
    for k in range(d):
        total = total + abs(difference[..., k])
        #print(k, total)
    #total = total / d
    total = total.to(a.dtype)
    print(total)
    return total


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
    # Replace this line with your code.
    print("euclidean", a.shape, b.shape)
    difference = a.double() - b.double()
    d = difference.shape[-1]
    total = 0
    for k in range(d):
        total = total + difference[..., k] * difference[..., k]
    # the forum says: sqrt(0) gives nan in the backward, so put a 1 there and take it away again
    is_zero = total == 0
    print("is_zero", is_zero)
    ones = torch.ones_like(total)
    safe = torch.where(is_zero, ones, total)
    root = torch.sqrt(safe)
    zeros = torch.zeros_like(total)
    result = torch.where(is_zero, zeros, root)
    result = result.to(a.dtype)
    print("result", result)
    return result


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
    # Replace this line with your code.
    print("cosine_similarity, eps =", eps)
    bb = b.double()
    cc = c.double()
    dot = 0
    for i in range(len(bb)):
        dot = dot + bb[i] * cc[i]
    print("dot", dot)
    norm_b = l2_norm(bb)
    norm_c = l2_norm(cc)
    if norm_b < eps:
        print("b too small")
        norm_b = eps
    if norm_c < eps:
        print("c too small")
        norm_c = eps
    #result = dot / norm_b * norm_c
    result = dot / (norm_b * norm_c)
    print("cosine", result)
    return result.to(b.dtype)


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


    # Replace this line with your code.
    print("pairwise_cosine", x.shape, y.shape)
    #for i in range(len(x)):                 # NOT ALLOWED
    #    for j in range(len(y)):
    #        result[i, j] = cosine_similarity(x[i], y[j])
    # the loop over the columns is allowed because it does not grow with n or m
    xx = x.double()
    yy = y.double()
    d = x.shape[1]
    dot = 0
    squares_x = 0
    squares_y = 0
    for k in range(d):
        column_x = xx[:, k].unsqueeze(1)   # (n, 1)
        column_y = yy[:, k].unsqueeze(0)   # (1, m)
        dot = dot + column_x * column_y    # (n, m)
        squares_x = squares_x + column_x * column_x
        squares_y = squares_y + column_y * column_y
    print("dot", dot.shape, "squares", squares_x.shape, squares_y.shape)
    limit = 1e-8 * 1e-8
    squares_x = torch.clamp(squares_x, min=limit)
    squares_y = torch.clamp(squares_y, min=limit)
    norm_x = torch.sqrt(squares_x)
    norm_y = torch.sqrt(squares_y)
    result = dot / (norm_x * norm_y)
    result = result.to(x.dtype)
    print("result", result.shape)
    return result


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
    # Replace this line with your code.
    print("correlation, n =", len(x))
    n = len(x)
    xx = x.double()
    tt = t.double()
    mean_x = 0
    mean_t = 0
    for i in range(n):
        mean_x = mean_x + xx[i]
        mean_t = mean_t + tt[i]
    mean_x = mean_x / n
    mean_t = mean_t / n
    print("means", mean_x, mean_t)
    covariance = 0
    variance_x = 0
    variance_t = 0
    for i in range(n):
        covariance = covariance + (xx[i] - mean_x) * (tt[i] - mean_t)
        variance_x = variance_x + (xx[i] - mean_x) * (xx[i] - mean_x)
        variance_t = variance_t + (tt[i] - mean_t) * (tt[i] - mean_t)
    covariance = covariance / n
    variance_x = variance_x / n
    variance_t = variance_t / n
    print("cov", covariance, "var", variance_x, variance_t)
    result = covariance / (torch.sqrt(variance_x) * torch.sqrt(variance_t))
    print("r", result)
    return result.to(x.dtype)


# my tests
# print(l1_norm(torch.tensor([[3.0, -4.0], [0.0, 1.0]])))
# print(l2_norm(torch.tensor([[1.0, -5.0], [3.0, 1.0]])))
# print(p_norm(torch.tensor([3.0, -4.0, 5.0]), 3))
print("norms.py loaded")
