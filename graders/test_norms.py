"""Norms, distances and similarity: what must hold."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from torchkata.compare import LOOSE_RTOL, close, raises
from torchkata.exercise import Exercise
from torchkata.recording import takes_more_steps
from torchkata.strategies import (
    choice,
    dim,
    flags,
    integers,
    matrices,
    tensors,
    vectors,
)


def _step(function: Callable[..., Tensor], *points: Tensor) -> list[Tensor | None]:
    """Return the points after one step against the gradient of the summed results.

    The gradient of a similarity is often a small remainder of large terms. Beside the point that it
    moves, a remainder that is mere rounding does not count.
    """
    leaves = [point.detach().requires_grad_() for point in points]
    function(*leaves).sum().backward()
    return [None if leaf.grad is None else leaf.detach() - leaf.grad for leaf in leaves]


# Elements whose squares a float32 cannot hold.
_EXTREME = (1e-30, 1e30)

# l1_norm -----------------------------------------------------------------------------------------

l1 = Exercise(
    "norms.l1_norm",
    points=5,
    device_points=1,
    hints=(
        "How far does a taxi drive from (0, 0) to (3, -4)? What happens to the minus sign?",
        "Make every element non-negative first; `torch.Tensor.abs` is on the same page as `torch.abs`.",
        "Take the absolute values of all elements and add them up: an `abs`, then a `sum`.",
    ),
)


@l1.check(points=1, x=vectors("n"))
def adds_up_absolute_values(impl, x):
    """The L1 norm of a vector is the sum of the absolute values of its elements."""
    return impl.l1_norm(x)


@l1.check(points=1, x=tensors("n", leading=2), transposed=flags())
def takes_all_elements_whatever_the_shape(impl, x, transposed):
    """The norm is one number for a tensor of any shape: its elements count as one long vector."""
    return impl.l1_norm(x.transpose(0, -1) if transposed else x)


@l1.check(points=1, x=vectors("n", low=1, scales=_EXTREME))
def works_at_any_magnitude(impl, x):
    """Very small and very large elements count as well: nothing under- or overflows on the way."""
    return impl.l1_norm(-x)


@l1.check(points=1, x=tensors(leading=2))
def lets_gradients_flow(impl, x):
    """The gradient with respect to x is the sign of each element; at zeros it is free."""
    x.requires_grad_()
    impl.l1_norm(x).backward()
    return x.grad[x != 0]


# l2_norm -----------------------------------------------------------------------------------------

l2 = Exercise(
    "norms.l2_norm",
    points=5,
    device_points=1,
    hints=(
        "Pythagoras: how long is the arrow from (0, 0) to (3, 4)?",
        "Square, sum, root. For the slope at zero, look at `torch.linalg.vector_norm`.",
        "`torch.linalg.vector_norm` with its default `ord` is the L2 norm of all elements.",
    ),
)


@l2.check(points=1, x=vectors("n"))
def is_the_euclidean_length(impl, x):
    """The L2 norm of a vector is the square root of the sum of the squares of its elements."""
    return impl.l2_norm(x)


@l2.check(points=1, x=tensors("n", leading=2), transposed=flags())
def takes_all_elements_whatever_the_shape(impl, x, transposed):
    """The norm is one number for a tensor of any shape: its elements count as one long vector."""
    return impl.l2_norm(x.transpose(0, -1) if transposed else x)


@l2.check(points=1, x=vectors("n", low=1))
def lets_gradients_flow(impl, x):
    """The gradient with respect to x is x divided by the norm, also where some elements are zero."""
    # A row of zeros, and a sum of zero: neither makes the norm zero.
    x = torch.stack([x, torch.zeros_like(x), -x]).requires_grad_()
    impl.l2_norm(x).backward()
    return x.grad


@l2.check(points=1, x=tensors(leading=2, scales=(0.0,)), examples=4)
def has_a_finite_gradient_at_zero(impl, x):
    """Where all elements are zero the norm is 0 and the gradient is finite; its value is free."""
    x.requires_grad_()
    norm = impl.l2_norm(x)
    norm.backward()
    return {"norm": norm, "gradient is finite": bool(x.grad.isfinite().all())}


# linf_norm ---------------------------------------------------------------------------------------

linf = Exercise(
    "norms.linf_norm",
    points=5,
    device_points=1,
    hints=(
        "Which single element of (3, -7, 5) decides the result?",
        "The largest absolute value of all elements: `torch.Tensor.abs` and `torch.max`.",
        "First `abs`, then `max` without a `dim`, so that one number remains.",
    ),
)


@linf.check(points=1, x=vectors("n"))
def is_the_largest_absolute_value(impl, x):
    """The maximum norm of a vector is the largest absolute value among its elements."""
    return impl.linf_norm(x)


@linf.check(points=1, x=tensors("n", leading=2), transposed=flags())
def takes_all_elements_whatever_the_shape(impl, x, transposed):
    """The norm is one number for a tensor of any shape: its elements count as one long vector."""
    return impl.linf_norm(x.transpose(0, -1) if transposed else x)


@linf.check(points=1, x=vectors("n", low=1, scales=_EXTREME))
def works_at_any_magnitude(impl, x):
    """Very small and very large elements count as well: nothing under- or overflows on the way."""
    return impl.linf_norm(-x)


@linf.check(points=1, x=tensors(leading=2, low=1, distinct=True), negative=flags())
def lets_gradients_flow(impl, x, negative):
    """The gradient is the sign of the element farthest from zero, and 0 at all others."""
    x = (-x if negative else x).requires_grad_()
    impl.linf_norm(x).backward()
    return x.grad


# p_norm ------------------------------------------------------------------------------------------

p_norm = Exercise(
    "norms.p_norm",
    points=7,
    device_points=1,
    hints=(
        "What do the L1 and the L2 norm have in common, and what has to be undone at the end?",
        "Sum the p-th powers of absolute values, then take the p-th root; infinity is a case of its own.",
        "`x.abs() ** p`, summed, `** (1 / p)`. Before: refuse p outside 1 to 10. For `math.inf`: the maximum.",
    ),
)
_MAGNITUDES = (1.0, 1.0, 1e-3, 100.0)


@p_norm.check(
    points=1,
    x=tensors("n", leading=1, scales=_MAGNITUDES),
    p=choice(2, 1, 3, 4, 10),
)
def is_the_root_of_summed_powers(impl, x, p):
    """For 1 <= p <= 10 the norm is the p-th root of the sum of the p-th powers of absolute values."""
    return impl.p_norm(x, p)


@p_norm.check(
    points=1,
    x=tensors("n", leading=1, low=-9, high=-1, scales=_MAGNITUDES),
    p=choice(2.5, 1.5, 4.5),
)
def takes_orders_between_whole_numbers(impl, x, p):
    """The order p need not be a whole number, nor the elements positive."""
    return impl.p_norm(x, p)


@p_norm.check(points=1, x=tensors("n", leading=1, scales=_MAGNITUDES))
def is_the_maximum_norm_for_infinity(impl, x):
    """For p = inf the norm is the largest absolute value."""
    return impl.p_norm(x, math.inf)


@p_norm.check(
    points=1,
    x=vectors("n", low=1, distinct=True, scales=(1.0,)),
    p=choice(2, 1, 1.5, 3, 10, math.inf),
    negative=flags(),
)
def lets_gradients_flow(impl, x, p, negative):
    """Gradients reach x: one step against the gradient moves x to where it should, zeros included."""
    x = -x if negative else x
    if p > 1:
        # For p = 1 the gradient at a zero is free.
        x = torch.cat([x, x.new_zeros(1)])
    return _step(lambda x: impl.p_norm(x, p), x)[0]


@p_norm.check(
    points=2,
    compare=raises(ValueError, mentions=lambda x, p: ["p", p]),
    x=vectors("n"),
    p=choice(0.75, 0, -1, 11, 10.25, -math.inf, math.nan),
)
def refuses_other_p(impl, x, p):
    """Any other p is a ValueError whose message contains the name p and its value."""
    return impl.p_norm(x, p)


# distances ---------------------------------------------------------------------------------------

manhattan = Exercise(
    "norms.manhattan_distance",
    points=5,
    device_points=1,
    hints=(
        "What is the distance of two points on one axis, and how do the axes combine?",
        "Subtract (broadcasting pairs them up), then an L1 norm, but along one axis only.",
        "`(a - b).abs()` summed over `dim=-1`.",
    ),
)


@manhattan.check(points=1, a=vectors("d"), b=vectors("d"))
def sums_absolute_differences(impl, a, b):
    """The distance of two points is the sum of the absolute differences of their coordinates."""
    return impl.manhattan_distance(a, b)


@manhattan.check(points=1, a=tensors("d", leading=2), b=vectors("d"))
def works_along_the_last_axis(impl, a, b):
    """The last axis holds the coordinates: there is one distance for each leading index."""
    return impl.manhattan_distance(a, b)


@manhattan.check(points=1, a=tensors("m", "d"), b=tensors("n", 1, "d"))
def broadcasts_leading_axes(impl, a, b):
    """Leading axes broadcast, with more of them on either side: (m, d) and (n, 1, d) give (n, m)."""
    return impl.manhattan_distance(a, b)


@manhattan.check(points=1, a=matrices("n", "d"), b=matrices("n", "d"))
def lets_gradients_flow(impl, a, b):
    """The gradients are the sign of a - b, and its negative; where coordinates agree they are free."""
    a.requires_grad_(), b.requires_grad_()
    impl.manhattan_distance(a, b).sum().backward()
    return [a.grad[a != b], b.grad[a != b]]


euclidean = Exercise(
    "norms.euclidean_distance",
    points=6,
    device_points=1,
    hints=(
        "How long is the straight line from one point to the other?",
        "Subtract, then an L2 norm along the last axis: `torch.linalg.vector_norm` takes `dim`.",
        "`torch.linalg.vector_norm(a - b, dim=-1)`, or square, sum over `dim=-1` and take the root.",
    ),
)


@euclidean.check(points=1, a=vectors("d"), b=vectors("d"))
def is_the_length_of_the_difference(impl, a, b):
    """The distance of two points is the L2 norm of a - b, and nothing is added to it."""
    return impl.euclidean_distance(a, b)


@euclidean.check(points=1, a=tensors("d", leading=2), b=vectors("d"))
def works_along_the_last_axis(impl, a, b):
    """The last axis holds the coordinates: there is one distance for each leading index."""
    return impl.euclidean_distance(a, b)


@euclidean.check(points=1, a=tensors("m", "d"), b=tensors("n", 1, "d"))
def broadcasts_leading_axes(impl, a, b):
    """Leading axes broadcast, with more of them on either side: (m, d) and (n, 1, d) give (n, m)."""
    return impl.euclidean_distance(a, b)


@euclidean.check(points=1, a=matrices("n", "d", scales=(1.0,)), b=matrices("n", "d", scales=(1.0,)))
def is_exact_far_from_the_origin(impl, a, b):
    """Points that lie near each other and far from the origin have an exact distance, 0 if they are equal."""
    # `cdist` takes to a shortcut that cancels above 25 rows.
    a, b = a.repeat(30, 1) + 2**20, b.repeat(30, 1) + 2**20
    return impl.euclidean_distance(a, b)[-3:]


@euclidean.check(points=1, a=matrices("n", "d"), b=matrices("n", "d"))
def lets_gradients_flow(impl, a, b):
    """The gradients are the directions between the points; where two points are equal they are free."""
    # In their last coordinate all points agree, which does not make them equal.
    a, b = (torch.cat([t, torch.ones_like(t[:, :1])], dim=1).requires_grad_() for t in (a, b))
    impl.euclidean_distance(a, b).sum().backward()
    apart = (a != b).any(dim=-1)
    return [a.grad[apart], b.grad[apart]]


# cosine_similarity -------------------------------------------------------------------------------

cosine = Exercise(
    "norms.cosine_similarity",
    points=6,
    device_points=1,
    hints=(
        "What should the similarity of a vector with itself be, however long it is?",
        "Divide the dot product by the product of both lengths: does Python read your line that way?",
        "Clamp each norm from below with `clamp_min(eps)`, bracket their product, then divide.",
    ),
)
# At least two different numbers: not the zero vector, and not constant.
_SAMPLE = vectors(dim("n", least=2, most=6), distinct=True)
_SAMPLE_NEAR_ONE = vectors(dim("n", least=2, most=6), distinct=True, scales=(1.0,))


@cosine.check(points=2, b=vectors("n"), c=vectors("n"))
def matches_the_definition(impl, b, c):
    """cos(b, c) is b·c over the product of both norms."""
    return impl.cosine_similarity(b, c)


@cosine.check(points=1, b=vectors("n"), zero_first=flags())
def a_zero_vector_is_similar_to_nothing(impl, b, zero_first):
    """The similarity with the zero vector is 0, not nan."""
    zero = torch.zeros_like(b)
    return impl.cosine_similarity(zero, b) if zero_first else impl.cosine_similarity(b, zero)


@cosine.check(
    points=1,
    b=vectors("n", low=1, scales=(1e-9, 1e-10, 1.0)),
    c=vectors("n", low=1, scales=(1.0, 1e-9)),
    eps=choice(1e-8, 0.5),
)
def clamps_each_norm_by_itself(impl, b, c, eps):
    """Each norm is raised to eps where it is smaller, before the two are multiplied."""
    return impl.cosine_similarity(b, c, eps=eps)


@cosine.check(points=1, b=_SAMPLE_NEAR_ONE, c=_SAMPLE_NEAR_ONE)
def lets_gradients_flow(impl, b, c):
    """Gradients reach b and c: one step against them moves both to where it should."""
    return _step(impl.cosine_similarity, b, c)


# pairwise_cosine ---------------------------------------------------------------------------------

pairwise = Exercise(
    "norms.pairwise_cosine",
    points=6,
    device_points=1,
    hints=(
        "Which product of two matrices holds every dot product of a row with a row?",
        "Scale each row to length 1 first: norms along `dim=1`, kept as a column by `keepdim=True`.",
        "Divide x and y by their clamped row norms, then multiply x by the transpose of y.",
    ),
)
_ROWS_NEAR_ONE = {"distinct": True, "scales": (1.0,)}


@pairwise.check(points=2, x=matrices("n", "d"), y=matrices("m", "d"))
def compares_every_row_with_every_row(impl, x, y):
    """Element (i, j) is the cosine similarity of row i of x and row j of y."""
    return impl.pairwise_cosine(x, y)


@pairwise.check(
    points=1,
    x=matrices("n", "d", low=-3, high=3, scales=(1e-9, 1e-9, 0.0)),
    y=matrices("m", "d", scales=(1.0, 1.0, 1e-9)),
    swapped=flags(),
)
def short_rows_are_clamped(impl, x, y, swapped):
    """Each row norm is raised to 1e-8 where it is smaller, so that a zero row is similar to nothing."""
    return impl.pairwise_cosine(y, x) if swapped else impl.pairwise_cosine(x, y)


@pairwise.check(
    points=1,
    x=matrices("n", dim("d", least=2), **_ROWS_NEAR_ONE),
    y=matrices("m", dim("d", least=2), **_ROWS_NEAR_ONE),
)
def lets_gradients_flow(impl, x, y):
    """Gradients reach x and y: one step against them moves both to where it should."""
    return _step(impl.pairwise_cosine, x, y)


@pairwise.check(points=1, evidence="claim", d=integers(2, 4), examples=2)
def has_no_loop_over_rows(impl, d):
    """The work does not grow with the number of rows of either argument, as it does in a Python loop."""
    few, many = torch.ones(2, d), torch.ones(130, d)
    return {
        "grows with x": takes_more_steps(impl.pairwise_cosine, (few, few), (many, few)),
        "grows with y": takes_more_steps(impl.pairwise_cosine, (few, few), (few, many)),
    }


# correlation -------------------------------------------------------------------------------------

correlation = Exercise(
    "norms.correlation",
    points=5,
    device_points=1,
    hints=(
        "What is left of a cosine similarity when both vectors are first moved to mean 0?",
        "Subtract the means; the factors 1/n or 1/(n-1) must be the same above and below, or absent.",
        "With x and t centred: sum of products, over the root of the product of the sums of squares.",
    ),
)


@correlation.check(points=2, compare=close(LOOSE_RTOL), x=_SAMPLE, t=_SAMPLE)
def is_pearsons(impl, x, t):
    """The result is Pearson's correlation coefficient of x and t."""
    return impl.correlation(x, t)


# The mean of four such numbers has no rounding error: with any formula the division is 0/0.
@correlation.check(
    points=1,
    t=vectors(4, distinct=True, scales=(1.0, 0.25, 100.0)),
    constant=integers(-3, 3),
    swapped=flags(),
    examples=6,
)
def a_constant_correlates_with_nothing(impl, t, constant, swapped):
    """Where one of the two is constant the result is nan."""
    level = torch.full_like(t, constant)
    return impl.correlation(t, level) if swapped else impl.correlation(level, t)


@correlation.check(points=1, compare=close(LOOSE_RTOL), x=_SAMPLE_NEAR_ONE, t=_SAMPLE_NEAR_ONE)
def lets_gradients_flow(impl, x, t):
    """Gradients reach x and t: one step against them moves both to where it should."""
    return _step(impl.correlation, x, t)
