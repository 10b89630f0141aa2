"""Loss functions and autograd: what must hold."""

import torch

from torchkata.compare import raises
from torchkata.exercise import Exercise
from torchkata.strategies import choice, dim, flags, labels, matrices, tensors, vectors

_UNEQUAL = choice(
    "column against vector",
    "vector against column",
    "column against row",
    "one element fewer",
    "one number against vector",
    "vector against matrix",
    "column against matrix",
)


def _unequal(how, one, other):
    """Return the two vectors, at least two elements long, in shapes that differ."""
    match how:
        case "column against vector":
            return one[:, None], other
        case "vector against column":
            return one, other[:, None]
        case "column against row":
            return one[:, None], other[None]
        case "one element fewer":
            return one, other[1:]
        case "one number against vector":
            return one[0], other
        case "column against matrix":
            return one[:, None], torch.stack([other, other], dim=1)
        case _:
            return one, torch.stack([other, other])


# mse_loss ----------------------------------------------------------------------------------------

mse = Exercise(
    "losses.mse_loss",
    points=7,
    device_points=1,
    hints=(
        "What is the shape of the difference of a (3, 1) and a (3,) tensor, and what is its mean?",
        "Compare `pred.shape` with `target.shape` before you subtract; then `square` and `mean`.",
        "If the shapes differ, `raise ValueError(...)`; else return `(pred - target).square().mean()`.",
    ),
)
_N = dim("n", least=2)


@mse.check(points=2, pred=vectors("n"), target=vectors("n"))
def is_the_mean_of_the_squared_differences(impl, pred, target):
    """The loss is the mean of the squares of pred - target."""
    return impl.mse_loss(pred, target)


@mse.check(points=1, pred=tensors("m", "n"), target=tensors("m", "n"), shape=choice("(m, n)", "()"))
def takes_all_elements_whatever_the_shape(impl, pred, target, shape):
    """For tensors of any shape the mean is over all elements, and it is one number."""
    if shape == "()":
        return impl.mse_loss(pred[0, 0], target[0, 0])
    return impl.mse_loss(pred, target)


@mse.check(points=1, pred=vectors("n", scales=(1.0,)), target=vectors("n", scales=(1.0,)))
def is_exact_far_from_zero(impl, pred, target):
    """Numbers that lie near each other and far from 0 have an exact loss: nothing cancels on the way."""
    return impl.mse_loss(pred + 2**20, target + 2**20)


@mse.check(points=1, compare=raises(ValueError), how=_UNEQUAL, pred=vectors(_N), target=vectors(_N))
def refuses_unequal_shapes(impl, how, pred, target):
    """Shapes that differ in any way are a ValueError, whether or not they would broadcast."""
    return impl.mse_loss(*_unequal(how, pred, target))


@mse.check(points=1, pred=tensors("m", "n"), target=tensors("m", "n"))
def lets_gradients_flow(impl, pred, target):
    """The gradient for pred is 2 (pred - target) / N for N elements, and its negative for target."""
    pred.requires_grad_(), target.requires_grad_()
    impl.mse_loss(pred, target).backward()
    return {"pred": pred.grad, "target": target.grad}


# sigmoid -----------------------------------------------------------------------------------------

sigmoid = Exercise(
    "losses.sigmoid",
    points=6,
    device_points=1,
    hints=(
        "What is e to the power of 1000 for a computer, and for which z does your formula ask for it?",
        "Which exponents never overflow? Or is there a function whose shape is the same, such as "
        "`torch.tanh`, which goes from -1 to 1? PyTorch also has the sigmoid itself.",
        "`torch.sigmoid(z)`; or move and scale `tanh(z / 2)` so that it goes from 0 to 1.",
    ),
)


@sigmoid.check(points=2, z=vectors("n", low=-4, high=4, scales=(1.0, 0.5, 1e-3)))
def turns_scores_into_probabilities(impl, z):
    """Each element becomes 1 / (1 + exp(-z))."""
    return impl.sigmoid(z)


@sigmoid.check(points=1, z=tensors(leading=3, low=-4, high=4, scales=(1.0, 0.5)))
def keeps_the_shape(impl, z):
    """The result has the shape of z, with one probability for each element."""
    return impl.sigmoid(z)


# Opposite scores are asked together: beside a 1, what is not quite 0 is a matter of rounding.
@sigmoid.check(points=1, z=vectors("n", low=1, scales=(1e3, 1e4, 1e30)), gradient=flags())
def is_finite_for_any_score(impl, z, gradient):
    """Far out the result is 0 or 1 and the gradient is 0: nothing overflows, nothing is nan."""
    z = torch.cat([z, -z]).requires_grad_()
    result = impl.sigmoid(z)
    if not gradient:
        return result
    result.sum().backward()
    return z.grad


@sigmoid.check(points=1, z=vectors("n", low=-4, high=4, scales=(1.0, 0.5)))
def lets_gradients_flow(impl, z):
    """The gradient is s (1 - s) where s is the sigmoid, and thus a quarter at 0."""
    z = torch.cat([z, z.new_zeros(1)]).requires_grad_()
    impl.sigmoid(z).sum().backward()
    return z.grad


# bce_loss ----------------------------------------------------------------------------------------

bce = Exercise(
    "losses.bce_loss",
    points=8,
    device_points=1,
    hints=(
        "What does your formula give for p = 1 and y = 1? Which of its two terms is to blame?",
        "`torch.log` and `clamp_min`, on each of the two logarithms, before they are multiplied.",
        "`log_p = p.log().clamp_min(-100)`, the same for `1 - p`, then minus the mean of "
        "`y * log_p + (1 - y) * log_q`; and a ValueError where the shapes differ.",
    ),
)
_HARD = {"low": 0, "high": 1, "scales": (1.0,)}
_SOFT = {"low": 0, "high": 8, "scales": (0.125,)}
# One minus these is exact or nearly so, in float32 too.
_INSIDE = {"low": 1, "high": 7, "scales": (0.125, 0.1)}


@bce.check(points=2, p=vectors("n", **_INSIDE), y=vectors("n", **_HARD))
def is_minus_the_log_of_what_came_true(impl, p, y):
    """Each element costs -log p where y is 1 and -log(1 - p) where y is 0; the loss is their mean."""
    return impl.bce_loss(p, y)


@bce.check(points=1, p=tensors("m", "n", **_SOFT), y=tensors("m", "n", **_SOFT))
def weighs_the_terms_by_soft_labels(impl, p, y):
    """A label between 0 and 1 weighs both logarithms; the mean is over all elements of any shape."""
    return impl.bce_loss(p, y)


@bce.check(
    points=2,
    p=vectors("n", **_HARD),
    y=vectors("n", **_HARD),
    tiny=choice(0.0, 1e-20, 1e-50),
)
def limits_each_logarithm(impl, p, y, tiny):
    """A logarithm below -100 counts as -100, so that p = 0 and p = 1 cost 100 or nothing; others stay."""
    p, y = torch.cat([p, p.new_full((1,), tiny)]), torch.cat([y, y.new_ones(1)])
    return impl.bce_loss(p, y)


@bce.check(points=1, compare=raises(ValueError), how=_UNEQUAL, p=vectors(_N, **_INSIDE))
def refuses_unequal_shapes(impl, how, p):
    """Shapes that differ in any way are a ValueError, whether or not they would broadcast."""
    return impl.bce_loss(*_unequal(how, p, torch.ones_like(p)))


@bce.check(points=1, p=tensors("n", leading=1, **_INSIDE), ones=flags())
def lets_gradients_flow(impl, p, ones):
    """The gradient for p is -1 / (N p) where y is 1, and 1 / (N (1 - p)) where y is 0."""
    y = torch.zeros_like(p)
    y[..., ::2] = 1
    p.requires_grad_()
    impl.bce_loss(p, y if ones else 1 - y).backward()
    return p.grad


# bce_with_logits ---------------------------------------------------------------------------------

logits_bce = Exercise(
    "losses.bce_with_logits",
    points=8,
    device_points=1,
    hints=(
        "What is the sigmoid of 1000 in float32, and what is left of 1000 in its logarithm?",
        "`torch.nn.functional` has `logsigmoid` and `softplus`, each computed in one stable step. What "
        "is 1 - sigmoid(z), as a sigmoid?",
        "The loss is the mean of -(y logsigmoid(z) + (1 - y) logsigmoid(-z)); refuse unequal shapes.",
    ),
)
# Near 0, since the loss of a sure and right prediction is all rounding in float32.
_GENTLE = {"low": -4, "high": 4, "scales": (0.5, 0.25)}
# So far apart that the smaller of two exponentials is 0, in float64 too.
_HUGE = {"low": -2, "high": 2, "scales": (1e3, 5e3)}


@logits_bce.check(points=2, z=vectors("n", **_GENTLE), y=vectors("n", **_HARD))
def is_minus_the_log_of_what_came_true(impl, z, y):
    """Each element costs -log of sigmoid(z) where y is 1, and of sigmoid(-z) where y is 0."""
    return impl.bce_with_logits(z, y)


@logits_bce.check(points=1, z=tensors("m", "n", **_GENTLE), y=tensors("m", "n", **_SOFT))
def weighs_the_terms_by_soft_labels(impl, z, y):
    """A label between 0 and 1 weighs both logarithms; the mean is over all elements of any shape."""
    return impl.bce_with_logits(z, y)


@logits_bce.check(points=2, z=vectors("n", **_HUGE), y=vectors("n", **_HARD), gradient=flags())
def is_finite_for_large_logits(impl, z, y, gradient):
    """For logits up to 10 000 the loss and its gradient are finite, and the loss grows with them."""
    z.requires_grad_()
    loss = impl.bce_with_logits(z, y)
    if not gradient:
        return loss
    loss.backward()
    return z.grad


@logits_bce.check(points=1, compare=raises(ValueError), how=_UNEQUAL, z=vectors(_N, **_GENTLE))
def refuses_unequal_shapes(impl, how, z):
    """Shapes that differ in any way are a ValueError, whether or not they would broadcast."""
    return impl.bce_with_logits(*_unequal(how, z, torch.ones_like(z)))


@logits_bce.check(points=1, z=vectors("n", **_GENTLE), y=vectors("n", **_HARD))
def lets_gradients_flow(impl, z, y):
    """The gradient for z is (sigmoid(z) - y) / N, also where z is 0, times the gradient that comes in."""
    z, y = torch.cat([z, z.new_zeros(1)]), torch.cat([y, y.new_ones(1)])
    z.requires_grad_()
    (3 * impl.bce_with_logits(z, y)).backward()
    return z.grad


# log_softmax -------------------------------------------------------------------------------------

log_softmax = Exercise(
    "losses.log_softmax",
    points=7,
    device_points=1,
    hints=(
        "Do the probabilities change when 5 is added to every score of a row? And when the largest is "
        "subtracted?",
        "`amax(dim=-1, keepdim=True)` gives the largest score of each row; `torch.logsumexp` knows the "
        "whole trick. Both need `keepdim=True` to be subtracted from rows.",
        "Subtract `logits.amax(dim=-1, keepdim=True)`; from the result subtract the logarithm of the sum "
        "of its exponentials, along the same axis.",
    ),
)
_SCORES = {"low": -4, "high": 4, "scales": (1.0, 0.5)}
# All differ by 1000 or more: the smaller of two exponentials is 0, in float64 too.
_ROWS_OF_HUGE = matrices(dim("n", most=3), dim("c", least=2), distinct=True, scales=(1e3,))
_C = dim("c", least=2)


@log_softmax.check(points=2, logits=matrices("n", "c", **_SCORES))
def is_the_logarithm_of_the_softmax(impl, logits):
    """Each element is its logit minus the logarithm of the sum of the exponentials of its row."""
    return impl.log_softmax(logits)


@log_softmax.check(points=1, logits=tensors("c", leading=3, **_SCORES))
def works_along_the_last_axis(impl, logits):
    """The classes lie along the last axis, with any number of axes in front of it, also none."""
    return impl.log_softmax(logits)


@log_softmax.check(points=2, logits=_ROWS_OF_HUGE, gradient=flags())
def is_finite_for_large_logits(impl, logits, gradient):
    """For logits up to 10 000 of either sign, result and gradient are finite and right."""
    logits.requires_grad_()
    result = impl.log_softmax(logits)
    if not gradient:
        return result
    result[:, 0].sum().backward()
    return logits.grad


@log_softmax.check(points=1, logits=tensors(_C, leading=1, low=-2, high=2, scales=(0.5,)))
def lets_gradients_flow(impl, logits):
    """The gradient of one log-probability is 1 for its own logit, minus the softmax of its row."""
    logits.requires_grad_()
    impl.log_softmax(logits)[..., 0].sum().backward()
    return logits.grad


# nll_loss ----------------------------------------------------------------------------------------

nll = Exercise(
    "losses.nll_loss",
    points=7,
    device_points=1,
    hints=(
        "How many elements of a (5, 3) tensor should count for five labels, and how many does your "
        "indexing pick?",
        "`torch.gather` takes an index with as many axes as the tensor: `unsqueeze` the labels. Compare "
        "shapes before, since an index that is too short is not refused.",
        "`-log_p.gather(-1, y.unsqueeze(-1)).mean()`, after a ValueError for `y.shape != log_p.shape[:-1]`.",
    ),
)
_LOG_P = {"low": -9, "high": 0, "scales": (0.5, 0.25, 100.0)}
_WRONG_LABELS = choice("column", "one fewer", "one for all", "one row", "one-hot")


def _wrong_labels(how, y, classes):
    """Return at least two labels in a shape other than (n,)."""
    match how:
        case "column":
            return y[:, None]
        case "one fewer":
            return y[1:]
        case "one for all":
            return y[0]
        case "one row":
            return y[None]
        case _:
            return torch.nn.functional.one_hot(y, classes)


@nll.check(points=2, log_p=matrices("n", "c", **_LOG_P), y=labels("n", "c"))
def is_minus_the_mean_of_what_the_labels_pick(impl, log_p, y):
    """Of each row the element at its label counts; the loss is minus the mean of these."""
    return impl.nll_loss(log_p, y)


@nll.check(
    points=1,
    log_p=tensors(2, "n", "c", **_LOG_P),
    y=labels("n", "c"),
    leading=choice("two axes", "two axes, transposed", "none"),
)
def works_along_the_last_axis(impl, log_p, y, leading):
    """The classes lie along the last axis, with any number of axes in front of it, also none."""
    y = torch.stack([y, y.flip(0)])
    if leading == "none":
        return impl.nll_loss(log_p[0, 0], y[0, 0])
    if leading == "two axes, transposed":
        return impl.nll_loss(log_p.transpose(0, 1), y.T)
    return impl.nll_loss(log_p, y)


@nll.check(points=1, log_p=matrices("n", _C, **_LOG_P), y=labels("n", _C))
def looks_at_no_other_class(impl, log_p, y):
    """What is impossible and did not happen does not matter: other elements may be minus infinity."""
    true = torch.zeros_like(log_p, dtype=torch.bool).scatter_(1, y[:, None], True)
    return impl.nll_loss(log_p.masked_fill(~true, float("-inf")), y)


@nll.check(
    points=1,
    compare=raises(ValueError),
    how=_WRONG_LABELS,
    log_p=matrices(_N, _C, **_LOG_P),
    y=labels(_N, _C),
)
def refuses_labels_of_another_shape(impl, how, log_p, y):
    """Labels whose shape is not that of log_p without its last axis are a ValueError."""
    return impl.nll_loss(log_p, _wrong_labels(how, y, log_p.shape[-1]))


@nll.check(points=1, log_p=matrices("n", "c", **_LOG_P), y=labels("n", "c"))
def lets_gradients_flow(impl, log_p, y):
    """The gradient is -1 / N where a label picks, and 0 elsewhere."""
    log_p.requires_grad_()
    impl.nll_loss(log_p, y).backward()
    return log_p.grad


# cross_entropy -----------------------------------------------------------------------------------

cross_entropy = Exercise(
    "losses.cross_entropy",
    points=8,
    device_points=1,
    hints=(
        "Which two steps lead from logits to the logarithm of one probability, and which of the "
        "functions above does each?",
        "First the log-probabilities along the last axis, then the mean of those that the labels pick.",
        "`nll_loss(log_softmax(logits), y)`, with your own two functions.",
    ),
)
_GENTLE_LOGITS = {"low": -2, "high": 2, "scales": (0.5, 0.25)}


@cross_entropy.check(points=2, logits=matrices("n", "c", **_GENTLE_LOGITS), y=labels("n", "c"))
def is_minus_the_log_probability_of_the_labels(impl, logits, y):
    """Each sample costs minus the logarithm of its label's softmax probability; the loss is the mean."""
    return impl.cross_entropy(logits, y)


@cross_entropy.check(
    points=1,
    logits=tensors(2, "n", "c", **_GENTLE_LOGITS),
    y=labels("n", "c"),
    single=flags(),
)
def works_along_the_last_axis(impl, logits, y, single):
    """The classes lie along the last axis, with any number of axes in front of it, also none."""
    y = torch.stack([y, y.flip(0)])
    return impl.cross_entropy(logits[0, 0], y[0, 0]) if single else impl.cross_entropy(logits, y)


@cross_entropy.check(
    points=2,
    logits=_ROWS_OF_HUGE,
    y=labels(dim("n", most=3), _C),
    gradient=flags(),
)
def is_finite_for_large_logits(impl, logits, y, gradient):
    """For logits up to 10 000 of either sign, the loss and its gradient are finite and right."""
    logits.requires_grad_()
    loss = impl.cross_entropy(logits, y)
    if not gradient:
        return loss
    loss.backward()
    return logits.grad


@cross_entropy.check(
    points=1,
    compare=raises(ValueError),
    how=_WRONG_LABELS,
    logits=matrices(_N, _C, **_GENTLE_LOGITS),
    y=labels(_N, _C),
)
def refuses_labels_of_another_shape(impl, how, logits, y):
    """Labels whose shape is not that of the logits without their last axis are a ValueError."""
    return impl.cross_entropy(logits, _wrong_labels(how, y, logits.shape[-1]))


@cross_entropy.check(points=1, logits=matrices("n", _C, **_GENTLE_LOGITS), y=labels("n", _C))
def lets_gradients_flow(impl, logits, y):
    """The gradient is the softmax minus the one-hot labels, over N."""
    logits.requires_grad_()
    impl.cross_entropy(logits, y).backward()
    return logits.grad


# perceptron_gradients ----------------------------------------------------------------------------

perceptron = Exercise(
    "losses.perceptron_gradients",
    points=7,
    device_points=1,
    hints=(
        "Whose `grad` does `backward` write to, and what if the caller has put something there?",
        "`detach` gives a tensor of your own with the same values; `torch.autograd.grad` returns "
        "gradients and writes to no `grad` at all.",
        "Detach `w` and `b` and let these require gradients; take the loss of `x @ w + b`, ask "
        "`torch.autograd.grad(loss, (w, b))`, and return the loss detached.",
    ),
)
# Logits stay near 0: see `_GENTLE`.
_FEATURES = {"low": -2, "high": 2, "scales": (0.5,)}
_WEIGHTS = {"low": -2, "high": 2, "scales": (0.25,)}
_STATES = choice("plain", "requires gradients", "holds a gradient", "result of an operation")


def _in_state(state, t):
    """Return a tensor like `t` in the given state, and the leaf that a stray gradient would reach."""
    leaf = t.detach()
    if state != "plain":
        leaf.requires_grad_()
    if state == "holds a gradient":
        leaf.grad = torch.full_like(t, 5.0)
    return (leaf + 0 if state == "result of an operation" else leaf), leaf


@perceptron.check(
    points=2,
    x=matrices("n", "d", **_FEATURES),
    y=vectors("n", **_HARD),
    w=vectors("d", **_WEIGHTS),
    b=tensors(**_WEIGHTS),
)
def finds_loss_and_gradients(impl, x, y, w, b):
    """The loss is the binary cross entropy of the logits x w + b, and dw and db are its gradients."""
    loss, dw, db = impl.perceptron_gradients(x, y, w, b)
    return {"loss": loss, "dw": dw, "db": db}


@perceptron.check(
    points=2,
    state=_STATES,
    x=matrices("n", "d", **_FEATURES),
    y=vectors("n", **_HARD),
    w=vectors("d", **_WEIGHTS),
    b=tensors(**_WEIGHTS),
)
def leaves_the_callers_gradients_alone(impl, state, x, y, w, b):
    """Whatever w and b are and hold, they stay so, and the gradients are those of this call alone."""
    (w, w_leaf), (b, b_leaf) = _in_state(state, w), _in_state(state, b)
    for _ in range(2):
        _, dw, db = impl.perceptron_gradients(x, y, w, b)
    return {
        "dw": dw,
        "db": db,
        "the caller's w.grad": w_leaf.grad,
        "the caller's b.grad": b_leaf.grad,
        "the caller's w and b require gradients": [w_leaf.requires_grad, b_leaf.requires_grad],
    }


@perceptron.check(points=1, x=vectors("n", **_HUGE), y=vectors("n", **_HARD))
def is_finite_for_large_logits(impl, x, y):
    """For logits up to 10 000 loss and gradients are finite. (There is one feature here.)"""
    loss, dw, db = impl.perceptron_gradients(x[:, None], y, x.new_ones(1), x.new_zeros(()))
    return {"loss": loss, "dw": dw, "db": db}


@perceptron.check(points=1, evidence="claim", state=_STATES, x=matrices("n", "d", **_FEATURES))
def returns_plain_tensors(impl, state, x):
    """Neither the loss nor the gradients belong to a graph, whatever w and b are."""
    w, b = (_in_state(state, t)[0] for t in (x[0], x[0, 0]))
    loss, dw, db = impl.perceptron_gradients(x, x.new_ones(len(x)), w, b)
    return {name: t.requires_grad for name, t in {"loss": loss, "dw": dw, "db": db}.items()}


# mse_gradients -----------------------------------------------------------------------------------

by_hand = Exercise(
    "losses.mse_gradients",
    points=6,
    device_points=1,
    hints=(
        "One sample, one feature: what is the derivative of (x w + b - y)² with respect to w, and to b?",
        "The errors, of shape (n,), are needed twice. `x.T @ error` adds up over samples what each feature "
        "contributes. `torch.no_grad` keeps autograd out.",
        "With `error = x @ w + b - y`: `2 * x.T @ error / n` and `2 * error.mean()`, under `torch.no_grad()`.",
    ),
)


@by_hand.check(points=2, x=matrices("n", "d"), y=vectors("n"), w=vectors("d"), b=tensors())
def are_the_gradients_of_the_mean_squared_error(impl, x, y, w, b):
    """dw is the mean over samples of 2 error x, and db the mean of 2 error."""
    dw, db = impl.mse_gradients(x, y, w, b)
    return {"dw": dw, "db": db}


@by_hand.check(
    points=1,
    mode=choice("no_grad", "inference_mode"),
    x=matrices("n", "d"),
    y=vectors("n"),
    w=vectors("d"),
    b=tensors(),
)
def work_with_gradients_switched_off(impl, mode, x, y, w, b):
    """They are the same under torch.no_grad() and torch.inference_mode()."""
    with getattr(torch, mode)():
        dw, db = impl.mse_gradients(x, y, w, b)
    return {"dw": dw, "db": db}


@by_hand.check(
    points=1, state=_STATES, x=matrices("n", "d"), y=vectors("n"), w=vectors("d"), b=tensors()
)
def leave_the_callers_gradients_alone(impl, state, x, y, w, b):
    """They are the same whatever w and b are and hold, and w and b stay so."""
    (w, w_leaf), (b, b_leaf) = _in_state(state, w), _in_state(state, b)
    dw, db = impl.mse_gradients(x, y, w, b)
    return {
        "dw": dw,
        "db": db,
        "the caller's w.grad": w_leaf.grad,
        "the caller's b.grad": b_leaf.grad,
    }


@by_hand.check(points=1, evidence="claim", state=_STATES, x=matrices("n", "d"))
def belong_to_no_graph(impl, state, x):
    """Neither of the two requires gradients, whatever w and b are."""
    w, b = (_in_state(state, t)[0] for t in (x[0], x[0, 0]))
    dw, db = impl.mse_gradients(x, x.new_ones(len(x)), w, b)
    return {"dw": dw.requires_grad, "db": db.requires_grad}


# Cube --------------------------------------------------------------------------------------------

cube = Exercise(
    "losses.Cube",
    points=7,
    device_points=1,
    hints=(
        "What is the derivative of x³, at which point is it taken, and where does the chain rule come in?",
        "`ctx.save_for_backward` in forward, `ctx.saved_tensors` (a tuple) in backward.",
        "Save `x` and return `x**3`; in backward return `grad_output * 3 * x**2` with the saved `x`.",
    ),
)


@cube.check(points=1, x=tensors("n", leading=2))
def cubes_each_element(impl, x):
    """The result is the cube of each element of a tensor of any shape."""
    return impl.Cube.apply(x)


@cube.check(points=2, x=tensors("m", "n"), g=tensors("m", "n"))
def multiplies_the_incoming_gradient_by_the_derivative(impl, x, g):
    """The gradient for x is the gradient that comes in times 3 x²."""
    x = x.detach().requires_grad_()
    impl.Cube.apply(x).backward(g)
    return x.grad


@cube.check(points=1, x=vectors("n"), g=vectors("n"))
def can_be_differentiated_twice(impl, x, g):
    """The gradient of the gradient is 6 x times what comes in."""
    x = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(impl.Cube.apply(x).sum(), x, create_graph=True)
    return torch.autograd.grad(gradient, x, g)[0]


@cube.check(points=1, compare=raises(RuntimeError), x=vectors("n"))
def notices_a_change_in_place(impl, x):
    """When x is changed in place after forward, the backward pass raises a RuntimeError."""
    start = x.detach().requires_grad_()
    x = start + 0
    y = impl.Cube.apply(x)
    x.mul_(2)
    y.sum().backward()
    return start.grad


@cube.check(points=1, evidence="claim", x=vectors("n"), examples=2)
def autograd_runs_its_backward(impl, x):
    """It is an autograd Function, and what autograd runs for its results is its own backward."""
    y = impl.Cube.apply(x.detach().requires_grad_())
    return {
        "is a torch.autograd.Function": issubclass(impl.Cube, torch.autograd.Function),
        "runs backwards as": type(y.grad_fn).__name__,
    }
