"""Training: what must hold."""

import math
import weakref
from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.optim.optimizer import register_optimizer_step_pre_hook
from torch.utils.data import DataLoader, TensorDataset

from torchkata.compare import raises
from torchkata.exercise import Exercise
from torchkata.strategies import (
    choice,
    dim,
    integers,
    labels,
    matrices,
    tensors,
    vectors,
    whole_numbers,
)

# Small whole numbers, halved now and then: losses and gradients stay readable, and three steps of
# descent stay tame.
_SMALL = {"low": -3, "high": 3, "scales": (1.0, 0.5)}
# Logits near 0, since the cross entropy of a sure prediction is all rounding in float32.
_GENTLE = {"low": -2, "high": 2, "scales": (0.25,)}
# What is all alike has no spread, and BatchNorm makes something of its rounding alone.
_SPREAD = {"low": -9, "high": 9, "scales": (1.0, 0.5), "distinct": True}


def _linear(weight: Tensor) -> nn.Linear:
    """Return a linear layer without bias that has the given weight, of shape (out, in)."""
    model = nn.Linear(weight.shape[1], weight.shape[0], bias=False).to(weight.dtype)
    model.load_state_dict({"weight": weight})
    return model


def _optimizer(kind: str, model: nn.Module, lr: float) -> torch.optim.Optimizer:
    if kind == "Adam":
        # With the usual eps of 1e-8 a gradient that is zero but for rounding would give a whole step.
        return torch.optim.Adam(model.parameters(), lr=lr, eps=1.0)
    momentum = 0.5 if kind == "SGD with momentum" else 0.0
    return torch.optim.SGD(model.parameters(), lr=lr, momentum=momentum)


def _leaf(values: Tensor) -> Tensor:
    """Return a leaf tensor that requires gradients, with the given values."""
    return values.detach().clone().requires_grad_()


# gradient_step -----------------------------------------------------------------------------------

gradient = Exercise(
    "training.gradient_step",
    points=7,
    device_points=1,
    hints=(
        "Which tensors does the caller look at after the call? And what does `w.grad` hold once your "
        "function has been called a second time?",
        "`Tensor.backward` fills `grad`, `torch.no_grad` lets you change a leaf tensor in place, and "
        "`Tensor.item` gives a loss without its graph.",
        "`loss.backward()`; under `torch.no_grad()`: `w -= lr * w.grad`, and `b` likewise; then set both "
        "`grad` to None and return `loss.item()`.",
    ),
    changes=("w", "b"),
)
_LINE = {"w": vectors(1, **_SMALL), "b": vectors(1, **_SMALL)}
_POINTS = {"x": vectors("n", **_SMALL), "y": vectors("n", **_SMALL)}


@gradient.check(points=2, lr=choice(0.125, 0.5), **_LINE, **_POINTS)
def moves_both_numbers_against_the_gradient(impl, lr, w, b, x, y):
    """The caller's w and b change by -lr times the gradient of the mean squared error at the old values."""
    w, b = _leaf(w), _leaf(b)
    impl.gradient_step(w, b, x, y, lr)
    return {"w": w, "b": b}


@gradient.check(points=1, lr=choice(0.125, 0.5), **_LINE, **_POINTS)
def returns_the_loss_before_the_step(impl, lr, w, b, x, y):
    """What comes back is the mean squared error of the line before the step, as a Python float."""
    return impl.gradient_step(_leaf(w), _leaf(b), x, y, lr)


@gradient.check(
    points=2,
    lr=choice(0.125, 0.0625),
    **_LINE,
    **_POINTS,
    u=vectors("m", **_SMALL),
    v=vectors("m", **_SMALL),
)
def takes_step_after_step(impl, lr, w, b, x, y, u, v):
    """Called again, also with other points, it follows the new gradient alone."""
    w, b = _leaf(w), _leaf(b)
    losses = [impl.gradient_step(w, b, *points, lr) for points in [(x, y), (u, v), (x, y)]]
    return {"w": w, "b": b, "losses": losses}


@gradient.check(points=1, start=choice("None", "zero"), **_LINE, **_POINTS)
def leaves_no_traces(impl, start, w, b, x, y):
    """Afterwards w and b are leaf tensors that require gradients, and their grad is None or zero."""
    w, b = _leaf(w), _leaf(b)
    if start == "zero":
        w.grad, b.grad = torch.zeros_like(w), torch.zeros_like(b)
    impl.gradient_step(w, b, x, y, 0.125)
    return {
        name: {
            "is a leaf": t.is_leaf,
            "requires gradients": t.requires_grad,
            "grad is None or zero": t.grad is None or not bool(t.grad.any()),
        }
        for name, t in (("w", w), ("b", b))
    }


# fit_line ----------------------------------------------------------------------------------------

line = Exercise(
    "training.fit_line",
    points=6,
    device_points=1,
    hints=(
        "In which order do the prediction, the loss, the gradients and the step come, and at which point of "
        "that order does the loss belong to the line that the epoch started with?",
        "`torch.zeros` with the dtype and device of `x` and `requires_grad=True`; `torch.optim.SGD`, or "
        "your own `gradient_step`, in a loop over `range(epochs)`.",
        "Start with w and b of shape (1,). In each epoch: loss = ((w * x + b - y) ** 2).mean(), clear the "
        "gradients, backward, step, and append `loss.item()` to the list.",
    ),
)


# With the last of these rates most lines get worse from step to step.
@line.check(points=2, lr=choice(0.0625, 0.03125, 0.5), epochs=integers(0, 4), **_POINTS)
def returns_the_line_after_all_epochs(impl, lr, epochs, x, y):
    """Slope and intercept start at zero and take one step on all points in every epoch, wherever that leads."""
    w, b, _ = impl.fit_line(x, y, lr, epochs)
    return {"w": w, "b": b}


@line.check(
    points=2,
    curve="losses",
    lr=choice(0.0625, 0.03125),
    epochs=integers(0, 6),
    copies=choice(1, 150),
    x=vectors(dim("n", most=3), **_SMALL),
    y=vectors(dim("n", most=3), **_SMALL),
)
def returns_the_loss_of_every_epoch(impl, lr, epochs, copies, x, y):
    """There is one loss for each epoch, a Python float: the one before its step, however many the points."""
    losses = impl.fit_line(x.repeat(copies), y.repeat(copies), lr, epochs)[2]
    return {"losses": losses}


@line.check(points=1, slope=integers(-3, 3), intercept=integers(-3, 3), examples=4)
def finds_the_line_through_the_points(impl, slope, intercept, device):
    """Where all points lie on a line, slope and intercept come close to its own, and the loss to zero."""
    x = torch.tensor([-1.0, 0.0, 1.0], device=device)
    w, b, losses = impl.fit_line(x, slope * x + intercept, 0.5, 12)
    return {
        "w comes close": bool((w - slope).abs() < 0.01),
        "b comes close": bool((b - intercept).abs() < 0.01),
        "the loss has come down": losses[-1] < 0.01,
    }


# train_one_epoch ---------------------------------------------------------------------------------

epoch = Exercise(
    "training.train_one_epoch",
    points=12,
    device_points=1,
    hints=(
        "What does a parameter's `grad` hold after the second call of `backward`? And how much should "
        "a last batch of three samples count beside batches of thirty-two?",
        "`Optimizer.zero_grad`, `Tensor.backward` and `Optimizer.step`, once each for every batch, with "
        "the model in `train()` mode. Sum up the losses as Python numbers: `Tensor.item`.",
        "For each batch: move both tensors to the device, clear the gradients, loss, backward, step, then "
        "`total += loss.item() * len(inputs)`. Divide by all samples; no sample at all is a ValueError.",
    ),
    changes=("model", "optimizer"),
)


@epoch.check(
    points=2,
    weight=matrices(1, "d", **_SMALL),
    x=matrices("n", "d", **_SMALL),
    t=matrices("n", 1, **_SMALL),
    y=matrices("m", "d", **_SMALL),
    u=matrices("m", 1, **_SMALL),
)
def returns_the_mean_loss_per_sample(impl, weight, x, t, y, u, device):
    """Each batch's mean loss counts by its number of samples. (The learning rate is 0 here.)"""
    model = _linear(weight).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    return impl.train_one_epoch(model, [(x, t), (y, u)], nn.MSELoss(), optimizer, str(device))


@epoch.check(
    points=3,
    kind=choice("SGD", "SGD with momentum", "Adam"),
    weight=matrices(1, "d", **_SMALL),
    x=matrices("n", "d", **_SMALL),
    t=matrices("n", 1, **_SMALL),
    y=matrices("m", "d", **_SMALL),
    u=matrices("m", 1, **_SMALL),
)
def takes_one_step_along_the_gradient_of_each_batch(impl, kind, weight, x, t, y, u, device):
    """Each batch gives one step, by its own gradient alone, and its loss is the one before the step."""
    model = _linear(weight).to(device)
    optimizer = _optimizer(kind, model, lr=0.0625)
    batches = [(x, t), (y, u), (x, t)]
    loss = impl.train_one_epoch(model, batches, nn.MSELoss(), optimizer, device)
    return {"weight": model.weight, "loss": loss}


@epoch.check(
    points=2,
    start=choice("training", "evaluation", "frozen BatchNorm"),
    weight=matrices(1, "d", **_SMALL),
    x=matrices(dim("n", least=2), "d", **_SPREAD),
    t=matrices(dim("n", least=2), 1, **_SMALL),
)
def trains_in_training_mode(impl, start, weight, x, t, device):
    """All of the model is in training mode for every batch and afterwards; each batch passes it once."""
    # With affine=False a column without spread gives zeros and no gradient that is only rounding.
    norm = nn.BatchNorm1d(x.shape[1], momentum=0.5, affine=False).to(x.dtype)
    model = nn.Sequential(norm, _linear(weight)).to(device)
    model.train(start != "evaluation")
    norm.train(start == "training")
    optimizer = torch.optim.SGD(model.parameters(), lr=0.125)
    impl.train_one_epoch(model, [(x, t), (x[:2], t[:2])], nn.MSELoss(), optimizer, device)
    mean, variance = norm.running_mean.clone(), norm.running_var.clone()
    return {
        "running mean of BatchNorm": mean,
        "running variance of BatchNorm": variance,
        "outputs afterwards": model(x.to(device) + 1),
        "running mean after that": norm.running_mean,
    }


@epoch.check(
    points=1,
    source=choice("a DataLoader", "a generator", "a DataLoader that drops the last batch"),
    weight=matrices(3, "d", **_GENTLE),
    x=matrices(dim("n", least=3, most=5), "d", **_GENTLE),
    t=labels(dim("n", least=3, most=5), 3),
)
def takes_any_loader_and_loss(impl, source, weight, x, t, device):
    """The loader may be a DataLoader, or something without a length; the loss is any of torch's."""
    model = _linear(weight).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.125)
    generator = torch.Generator()  # without one a DataLoader draws from the global generator
    drops = source == "a DataLoader that drops the last batch"
    loader = DataLoader(TensorDataset(x, t), batch_size=2, drop_last=drops, generator=generator)
    batches = (batch for batch in list(loader)) if source == "a generator" else loader
    loss = impl.train_one_epoch(model, batches, nn.CrossEntropyLoss(), optimizer, device)
    return {"weight": model.weight, "loss": loss}


@epoch.check(points=1, compare=raises(ValueError), d=integers(1, 3), examples=2)
def refuses_an_empty_loader(impl, d):
    """A loader that yields no batch is a ValueError, for there is no mean of nothing."""
    model = _linear(torch.ones(1, d))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.125)
    return impl.train_one_epoch(model, [], nn.MSELoss(), optimizer, "cpu")


@epoch.check(points=1, evidence="claim", sizes=whole_numbers("k", 1, 3), examples=3)
def calls_forward_backward_and_step_once_for_each_batch(impl, sizes):
    """For each batch the model is called once, then comes one backward pass, then one step."""
    model = _linear(torch.ones(1, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.125)
    calls: list[str] = []
    model.register_forward_hook(lambda *_: calls.append("forward"))
    model.weight.register_hook(lambda *_: calls.append("backward"))
    optimizer.register_step_pre_hook(lambda *_: calls.append("step"))
    perfect = (torch.ones(1, 2), torch.full((1, 1), 2.0))  # a batch whose loss is 0 counts too
    batches = [perfect, *((torch.ones(n, 2), torch.zeros(n, 1)) for n in sizes)]
    impl.train_one_epoch(model, batches, nn.MSELoss(), optimizer, "cpu")
    return calls


class _Token:
    """Lives as long as the graph that it is hung on."""


@epoch.check(points=1, evidence="claim", x=vectors("d", low=1, high=3), examples=2)
def forgets_the_graph_of_a_batch(impl, x):
    """While a batch is worked on, the graph of the one before may live on, and no older one."""
    model = _linear(x[None])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    steps = 0
    tokens: list[tuple[int, weakref.ref[_Token]]] = []
    outlived: list[bool] = []

    def mark(_module, _inputs, outputs):
        if outputs.grad_fn is not None:
            token = _Token()
            outputs.grad_fn.metadata["token"] = token
            tokens.append((steps, weakref.ref(token)))

    def look(*_):
        nonlocal steps
        outlived.extend(batch < steps - 1 and token() is not None for batch, token in tokens)
        steps += 1

    model.register_forward_hook(mark)
    optimizer.register_step_pre_hook(look)
    batches = [(x[None], x.new_zeros(1, 1)) for _ in range(4)]
    impl.train_one_epoch(model, batches, nn.MSELoss(), optimizer, "cpu")
    return {"a graph outlived the next batch": any(outlived)}


# MySGD -------------------------------------------------------------------------------------------

sgd = Exercise(
    "training.MySGD",
    points=9,
    device_points=1,
    hints=(
        "What is left in a generator once you have gone through it? And what must an optimizer remember "
        "from one step to the next?",
        "Keep `list(params)` and one velocity for each, made with `torch.zeros_like`. `torch.no_grad` lets "
        "you change a parameter in place: `Tensor.mul_`, `Tensor.add_`, `Tensor.sub_`.",
        "In `step`, under `torch.no_grad()`, for each parameter whose `grad` is not None: "
        "`velocity.mul_(momentum).add_(p.grad)`, then `p.sub_(lr * velocity)`.",
    ),
)
# The more features, the longer a step: with many of them training would diverge.
_FEW = dim("d", most=3)
_PARAMETERS = {"w": tensors("a", "b", **_SMALL), "v": vectors("c", **_SMALL)}


def _follow(
    optimizer, parameters: list[Tensor], gradients: list[tuple[Tensor | None, ...]]
) -> None:
    """Let the optimizer take one step for each row of gradients, which hold one for each parameter."""
    for row in gradients:
        for parameter, slope in zip(parameters, row, strict=True):
            parameter.grad = None if slope is None else slope.clone()
        optimizer.step()


@sgd.check(
    points=2, lr=choice(0.125, 0.5), **_PARAMETERS, g=matrices("a", "b", **_SMALL), h=vectors("c")
)
def steps_against_the_gradient(impl, lr, w, v, g, h):
    """Without momentum, which is the default, each step changes a parameter by -lr times its gradient."""
    parameters = [_leaf(w), _leaf(v)]
    _follow(impl.MySGD(parameters, lr), parameters, [(g, h), (g, h)])
    return parameters


@sgd.check(
    points=2,
    momentum=choice(0.5, 0.75, 0.0),
    **_PARAMETERS,
    g=matrices("a", "b", **_SMALL),
    h=vectors("c", **_SMALL),
    k=vectors("c", **_SMALL),
)
def keeps_a_velocity(impl, momentum, w, v, g, h, k):
    """With momentum a step adds the gradient to what is left of the optimizer's velocity for the parameter."""
    parameters = [_leaf(w), _leaf(v)]
    optimizer = impl.MySGD(params=parameters, lr=0.125, momentum=momentum)
    _follow(optimizer, parameters, [(g, h), (2 * g, k), (g, h)])
    another = impl.MySGD(params=parameters, lr=0.125, momentum=momentum)
    _follow(another, parameters, [(g, h)])
    return parameters


@sgd.check(
    points=1,
    momentum=choice(0.5, 0.0),
    **_PARAMETERS,
    g=matrices("a", "b", **_SMALL),
    h=vectors("c", **_SMALL),
)
def passes_over_a_parameter_without_a_gradient(impl, momentum, w, v, g, h):
    """Where grad is None, neither the parameter nor its velocity changes, and the others go on."""
    parameters = [_leaf(w), _leaf(v)]
    optimizer = impl.MySGD(parameters, 0.125, momentum)
    _follow(optimizer, parameters, [(g, None), (None, h), (None, None), (g, h)])
    return parameters


@sgd.check(
    points=1,
    source=choice("a generator", "a list", "a tuple"),
    weight=matrices(1, _FEW, **_SMALL),
    x=matrices("n", _FEW, **_SMALL),
    y=matrices("n", 1, **_SMALL),
)
def trains_a_model(impl, source, weight, x, y, device):
    """It takes any iterable of parameters, `model.parameters()` too, and trains with them epoch by epoch."""
    model = _linear(weight).to(device)
    kinds = {"a generator": lambda p: p, "a list": list, "a tuple": tuple}
    optimizer = impl.MySGD(kinds[source](model.parameters()), lr=0.125, momentum=0.5)
    for _ in range(3):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x.to(device)), y.to(device)).backward()
        optimizer.step()
    return model.weight


@sgd.check(points=1, **_PARAMETERS, g=matrices("a", "b", **_SMALL))
def leaves_gradients_to_zero_grad(impl, w, v, g):
    """A step leaves gradients as they are, and parameters leaves; zero_grad sets every grad to None."""
    parameters = [_leaf(w), _leaf(v)]
    optimizer = impl.MySGD(parameters, 0.125, 0.5)
    parameters[0].grad = g.clone()
    optimizer.step()
    optimizer.step()
    after = {
        "grad after two steps": [p.grad for p in parameters],
        "parameters": parameters,
        "leaf tensors that require gradients": [p.is_leaf and p.requires_grad for p in parameters],
    }
    optimizer.zero_grad()
    return {**after, "grad after zero_grad": [p.grad for p in parameters]}


@sgd.check(
    points=1, evidence="claim", w=vectors("n", **_SMALL), momentum=choice(0.5, 0.0), examples=2
)
def is_written_by_hand(impl, w, momentum):
    """No optimizer of torch.optim takes part."""
    ready_made: list[str] = []

    def look(optimizer, *_):
        classes = [c for c in type(optimizer).__mro__ if c.__module__.startswith("torch.optim")]
        ready_made.extend(c.__name__ for c in classes if c is not torch.optim.Optimizer)

    hook = register_optimizer_step_pre_hook(look)
    try:
        parameter = _leaf(w)
        _follow(impl.MySGD([parameter], 0.125, momentum), [parameter], [(w,), (w,)])
    finally:
        hook.remove()
    return {"an optimizer of torch.optim was used": bool(ready_made)}


# lambda_lr ---------------------------------------------------------------------------------------

_RATES = choice(0.5, 0.1, 2.0)
_ALSO_TINY_RATES = choice(0.5, 0.1, 2.0, 3e-10)
_GAMMAS = choice(0.5, 0.1, 0.9, 2.0)

lambda_ = Exercise(
    "training.lambda_lr",
    points=5,
    hints=(
        "Is the factor for the rate that training began with, or for the rate of the epoch before?",
        "A function is a value like any other: it came in as an argument, and calling it gives a factor.",
        "Multiply `base_lr` by what `fn` gives for `t`.",
    ),
)

_FACTORS = {
    "halved each epoch": lambda epoch: 0.5**epoch,
    "the longer, the less": lambda epoch: 1 / (1 + epoch),
    "warm-up": lambda epoch: min(1.0, (1 + epoch) / 4),
}


@lambda_.check(points=2, base_lr=_RATES, t=integers(0, 9), fn=choice(*_FACTORS))
def multiplies_the_base_by_the_factor(impl, base_lr, t, fn):
    """The rate of an epoch is the base rate times the factor of that epoch, a Python float."""
    return impl.lambda_lr(base_lr, t, _FACTORS[fn])


@lambda_.check(
    points=2, base_lr=_RATES, factors=whole_numbers(dim("k", least=2, most=5)), t=integers(0, 4)
)
def looks_at_one_epoch_alone(impl, base_lr, factors, t):
    """Factors may rise and fall as they like, be whole numbers or 0, and be known for some epochs only."""
    return impl.lambda_lr(base_lr, t % len(factors), factors.__getitem__)


@lambda_.check(points=1, evidence="claim", t=integers(0, 9), examples=4)
def calls_the_function_once(impl, t):
    """The function is called once, with the number of the epoch."""
    epochs: list[object] = []

    def fn(epoch):
        epochs.append(epoch)
        return 0.5

    impl.lambda_lr(0.5, t, fn)
    return epochs


# step_lr -----------------------------------------------------------------------------------------

step = Exercise(
    "training.step_lr",
    points=4,
    hints=(
        "How many drops lie behind epoch 5 if there is one every 2 epochs?",
        "`//` divides and leaves out the rest; `**` is the power.",
        "The factor is `gamma` to the power of the whole periods that have passed: `t // step_size`.",
    ),
)


@step.check(
    points=2,
    base_lr=_ALSO_TINY_RATES,
    t=integers(0, 12),
    step_size=integers(1, 5),
    gamma=_GAMMAS,
    examples=16,
)
def drops_once_for_each_whole_period(impl, base_lr, t, step_size, gamma):
    """The rate is base_lr times one factor gamma for each whole period that has passed, a Python float."""
    return impl.step_lr(base_lr, t, step_size, gamma)


@step.check(points=1, base_lr=_RATES, step_size=integers(1, 5), gamma=_GAMMAS)
def keeps_the_base_rate_for_one_period(impl, base_lr, step_size, gamma):
    """The first `step_size` epochs, with the numbers from 0, have the base rate."""
    return [impl.step_lr(base_lr, t, step_size, gamma) for t in range(step_size)]


@step.check(
    points=1, base_lr=_RATES, step_size=integers(1, 5), gamma=_GAMMAS, periods=integers(1, 3)
)
def drops_at_multiples_of_the_step_size(impl, base_lr, step_size, gamma, periods):
    """A drop is there in the epoch with a multiple of step_size as its number, and not in the one before."""
    t = periods * step_size
    return [impl.step_lr(base_lr, epoch, step_size, gamma) for epoch in (t - 1, t)]


# multi_step_lr -----------------------------------------------------------------------------------

multi = Exercise(
    "training.multi_step_lr",
    points=5,
    hints=(
        "How many milestones have been reached in epoch `t`? Does it matter in which order they stand?",
        "A comparison such as `t >= milestone` is True or False, and `sum` counts what is True.",
        "The factor is `gamma` to the power of `sum(t >= milestone for milestone in milestones)`.",
    ),
)
_MILESTONES = whole_numbers(dim("k", least=1, most=5), 1, 8)


@multi.check(
    points=2, base_lr=_RATES, t=integers(0, 9), milestones=_MILESTONES, gamma=_GAMMAS, examples=16
)
def drops_once_for_each_milestone_that_is_reached(impl, base_lr, t, milestones, gamma):
    """The rate is base_lr times one factor gamma for each milestone up to t, a Python float."""
    return impl.multi_step_lr(base_lr, t, milestones, gamma)


@multi.check(points=1, base_lr=_RATES, milestones=_MILESTONES, gamma=_GAMMAS)
def drops_in_the_epoch_of_the_milestone(impl, base_lr, milestones, gamma):
    """A milestone counts from the epoch with its number on, and not in the one before."""
    t = milestones[0]
    return [impl.multi_step_lr(base_lr, epoch, milestones, gamma) for epoch in (t - 1, t)]


@multi.check(points=1, base_lr=_RATES, t=integers(0, 9), milestone=integers(1, 8), gamma=_GAMMAS)
def counts_a_repeated_milestone_twice(impl, base_lr, t, milestone, gamma):
    """A milestone that stands in the list twice drops the rate twice."""
    return impl.multi_step_lr(base_lr, t, [milestone, milestone], gamma)


@multi.check(points=1, base_lr=_RATES, t=integers(0, 9), gamma=_GAMMAS, examples=4)
def keeps_the_base_rate_without_milestones(impl, base_lr, t, gamma):
    """With an empty list the rate never changes."""
    return impl.multi_step_lr(base_lr, t, [], gamma)


# exponential_lr ----------------------------------------------------------------------------------

exponential = Exercise(
    "training.exponential_lr",
    points=4,
    hints=(
        "How many factors lie between epoch 0 and epoch `t`?",
        "`**` is the power, and anything to the power of 0 is 1.",
        "Multiply `base_lr` by `gamma` to the power of `t`.",
    ),
)


@exponential.check(points=2, base_lr=_ALSO_TINY_RATES, t=integers(0, 9), gamma=_GAMMAS, examples=12)
def multiplies_by_gamma_after_each_epoch(impl, base_lr, t, gamma):
    """The rate is base_lr times one factor gamma for each epoch that has passed, a Python float."""
    return impl.exponential_lr(base_lr, t, gamma)


@exponential.check(points=1, base_lr=_RATES, gamma=_GAMMAS)
def starts_at_the_base_rate(impl, base_lr, gamma):
    """The first epoch, with the number 0, has the base rate."""
    return impl.exponential_lr(base_lr, 0, gamma)


@exponential.check(points=1, base_lr=_RATES, t=integers(0, 9), gamma=_GAMMAS)
def changes_by_the_same_factor_every_time(impl, base_lr, t, gamma):
    """The rate of an epoch is gamma times that of the epoch before."""
    before, after = (impl.exponential_lr(base_lr, epoch, gamma) for epoch in (t, t + 1))
    return {"rate of the epoch before, times gamma": before * gamma, "rate": after}


# cosine_annealing_lr -----------------------------------------------------------------------------

cosine = Exercise(
    "training.cosine_annealing_lr",
    points=4,
    hints=(
        "The cosine runs from 1 to -1 here. What turns it into something that runs from 1 to 0, and that "
        "into something that runs from `base_lr` to `eta_min`?",
        "`math.cos` takes radians, in which half a turn is `math.pi`.",
        "With height = (1 + math.cos(math.pi * t / T_max)) / 2, which runs from 1 to 0, the rate is "
        "`eta_min` plus the height times the distance from `eta_min` to `base_lr`.",
    ),
)
_T_MAX = integers(1, 8)


@cosine.check(
    points=2,
    base_lr=_RATES,
    t=integers(0, 8),
    T_max=_T_MAX,
    eta_min=choice(0.0625, 0.01),
    examples=16,
)
def follows_half_a_wave(impl, base_lr, t, T_max, eta_min):
    """The rate follows the cosine from base_lr down to eta_min, and is a Python float."""
    return impl.cosine_annealing_lr(base_lr, min(t, T_max), T_max, eta_min)


@cosine.check(points=1, base_lr=_RATES, T_max=_T_MAX, eta_min=choice(0.0625, 0.01))
def runs_from_the_base_rate_to_the_least(impl, base_lr, T_max, eta_min):
    """Epoch 0 has the base rate, and epoch T_max the least one."""
    return [impl.cosine_annealing_lr(base_lr, t, T_max, eta_min) for t in (0, T_max)]


@cosine.check(points=1, base_lr=_RATES, T_max=_T_MAX)
def comes_down_to_zero(impl, base_lr, T_max):
    """With eta_min = 0 the rate comes down to zero, but for rounding."""
    # As one tensor: its largest element says how small a number is nothing but rounding.
    rates = [impl.cosine_annealing_lr(base_lr, t, T_max, 0.0) for t in range(T_max + 1)]
    return torch.tensor(rates, dtype=torch.float64)


# ReduceOnPlateau ---------------------------------------------------------------------------------

plateau = Exercise(
    "training.ReduceOnPlateau",
    points=6,
    hints=(
        "What does the scheduler have to remember from one epoch to the next, and which of that changes in a "
        "good epoch, in a bad one, and with a reduction?",
        "Keep the best metric, which starts at `math.inf`, and a count of bad epochs. How does nan compare "
        "with anything? Test for what is good, so that nan is not.",
        "If `metric < best * (1 - threshold)`, keep it and set the count to 0, else add 1. If the count is "
        "greater than the patience, reduce by more than 1e-8 or not at all, and set the count to 0.",
    ),
)
# Powers of two, so that a metric can lie exactly on the threshold.
_RULES = {"patience": integers(0, 3), "threshold": choice(0.0, 0.25, 0.5)}


@plateau.check(
    points=2,
    factor=choice(0.5, 0.1),
    **_RULES,
    metrics=whole_numbers(dim("k", least=1, most=12), 0, 9),
    examples=20,
)
def reduces_the_rate_on_a_plateau(impl, factor, patience, threshold, metrics):
    """The rate is multiplied by factor after more than `patience` bad epochs in a row."""
    scheduler = impl.ReduceOnPlateau(0.5, factor, patience, threshold)
    return [scheduler.step(float(metric)) for metric in metrics]


@plateau.check(points=1, threshold=choice(0.0, 0.25, 0.5), best=integers(1, 9))
def takes_a_share_of_the_best_for_the_threshold(impl, threshold, best):
    """A metric of exactly best · (1 - threshold) is bad, and anything less is good."""
    limit = best * (1 - threshold)
    rates = {}
    for name, metric in {"at": limit, "above": limit + 1 / 64, "below": limit - 1 / 64}.items():
        scheduler = impl.ReduceOnPlateau(lr=0.5, factor=0.5, patience=0, threshold=threshold)
        rates[name] = [scheduler.step(float(best)), scheduler.step(metric)]
    return rates


@plateau.check(
    points=1, **_RULES, metrics=whole_numbers(dim("k", least=1, most=8), 0, 9), examples=12
)
def takes_nan_for_a_bad_epoch(impl, patience, threshold, metrics):
    """A metric of nan makes a bad epoch and leaves the best one alone; so does infinity. (Here for 9 and 8.)"""
    scheduler = impl.ReduceOnPlateau(0.5, 0.5, patience, threshold)
    special = {9: math.nan, 8: math.inf}
    return [scheduler.step(special.get(metric, float(metric))) for metric in metrics]


@plateau.check(
    points=1, factor=choice(0.5, 0.1), patience=integers(0, 1), steps=integers(2, 8), examples=6
)
def stops_reducing_when_changes_are_tiny(impl, factor, patience, steps):
    """A reduction by 1e-8 or less is not made."""
    scheduler = impl.ReduceOnPlateau(lr=2.0**-24, factor=factor, patience=patience, threshold=0.0)
    return [scheduler.step(1.0) for _ in range(steps)]


@plateau.check(points=1, metrics=whole_numbers(dim("k", least=3, most=8), 0, 9))
def goes_on_reducing_until_it_gets_better(impl, metrics):
    """A reduction does not forget the best metric: what is bad before it is bad after it."""
    scheduler = impl.ReduceOnPlateau(lr=0.5, factor=0.5, patience=1, threshold=0.0)
    return [scheduler.step(metric) for metric in (1.0, *(float(1 + metric) for metric in metrics))]


# fit ---------------------------------------------------------------------------------------------

fit = Exercise(
    "training.fit",
    points=9,
    device_points=1,
    hints=(
        "What does `model.state_dict()` hold one epoch later: the weights of then or those of now? And which "
        "learning rate did the epoch use that has just ended?",
        "`copy.deepcopy` and `Module.load_state_dict` for the best weights, `Module.eval` and `torch.no_grad` "
        "for validation, and `optimizer.param_groups` for the learning rate.",
        "In each epoch: note the rate, `train_one_epoch`, sum up the validation losses, keep a deep copy of the "
        "state if the loss is less than the best one, then `scheduler.step()`. At the end load the copy.",
    ),
    changes=("model", "optimizer", "scheduler"),
)


def _scheduler(kind: str, optimizer: torch.optim.Optimizer):
    """Return a scheduler of torch's, or None."""
    schedulers = torch.optim.lr_scheduler
    if kind == "ExponentialLR":
        return schedulers.ExponentialLR(optimizer, gamma=0.5)
    if kind == "LambdaLR":
        return schedulers.LambdaLR(optimizer, [0.5, 1.0, 0.25, 0.75, 0.125, 2.0].__getitem__)
    return None


def _plain(history: dict[str, list[float]]) -> dict[str, list[float]]:
    """Return the three lists of a history, whatever order they have there."""
    return {name: history[name] for name in ("train_loss", "val_loss", "lr")}


_TRAINING = {
    "weight": matrices(1, _FEW, **_SMALL),
    "x": matrices("n", _FEW, **_SMALL),
    "t": matrices("n", 1, **_SMALL),
}
# Off the grid of the weights, so that no two epochs are equally good by accident.
_OFF_GRID = {"low": 1, "high": 3, "scales": (0.7, -0.7)}
_VALIDATION = {"y": matrices("m", _FEW, **_SMALL), "u": matrices("m", 1, **_OFF_GRID)}


@fit.check(
    points=2,
    curve="train_loss",
    scheduler=choice("none", "ExponentialLR", "LambdaLR"),
    epochs=integers(1, 4),
    **_TRAINING,
    **_VALIDATION,
    examples=8,
)
def keeps_a_history(impl, scheduler, epochs, weight, x, t, y, u, device):
    """Both losses are means per sample, and the rate is the one that the epoch was trained with."""
    model = _linear(weight).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0625)
    schedule = _scheduler(scheduler, optimizer)
    train, validation = [(x, t), (x[:1], t[:1])], [(y, u), (y[:1], u[:1])]
    optional = {} if schedule is None else {"scheduler": schedule}
    loaders = (train, validation)
    history = impl.fit(
        model, *loaders, nn.MSELoss(), optimizer, **optional, epochs=epochs, device=device
    )
    return _plain(history)


class _Scripted:
    """A loader whose only sample has another target in each epoch: the next one of the given ones.

    With an input of 1 and a learning rate of 1/2 a step leads from any weight to the target itself.
    """

    def __init__(self, targets: Tensor) -> None:
        self._targets = targets
        self._epoch = 0

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        target = self._targets[min(self._epoch, len(self._targets) - 1)].reshape(1, 1)
        self._epoch += 1
        return iter([(torch.ones_like(target), target)])


def _after_a_script(impl, targets: Tensor, device) -> dict[str, object]:
    """Return what `fit` gives for a weight that becomes each target in turn; the nearest to 0 is best."""
    model = _linear(targets.new_full((1, 1), 9.0)).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    one = targets.new_ones(1, 1)
    arguments = (model, _Scripted(targets), [(one, 0 * one)], nn.MSELoss(), optimizer, None)
    history = impl.fit(*arguments, epochs=len(targets), device=str(device))
    return {"weight": model.weight, "val_loss": history["val_loss"]}


# Losses of millions and of millionths are to be compared like any other.
_TARGETS = vectors(dim("k", most=5), low=0, high=9, scales=(1.0, 0.5, 256.0, 2.0**-10))


@fit.check(points=2, targets=_TARGETS, examples=20)
def ends_with_the_weights_of_the_best_epoch(impl, targets, device):
    """The model has the weights that it had after the epoch with the least validation loss."""
    return _after_a_script(impl, targets, device)


@fit.check(
    points=1,
    targets=vectors(dim("k", least=2, most=5), low=-1, high=1, scales=(1.0, 2.0)),
    examples=6,
)
def prefers_the_earliest_of_equally_good_epochs(impl, targets, device):
    """Where validation losses are equal, the weights are those of the earliest epoch."""
    return _after_a_script(impl, targets, device)


@fit.check(
    points=1,
    weight=matrices(1, _FEW, **_SMALL),
    x=matrices(dim("n", least=2), _FEW, **_SPREAD),
    t=matrices(dim("n", least=2), 1, **_SMALL),
    y=matrices(dim("m", least=2), _FEW, **_SPREAD),
    u=matrices(dim("m", least=2), 1, **_OFF_GRID),
    examples=8,
)
def trains_and_validates_each_in_its_mode(impl, weight, x, t, y, u, device):
    """Each epoch trains in training mode and validates in evaluation mode; buffers are the best epoch's too."""
    norm = nn.BatchNorm1d(x.shape[1], momentum=0.5, affine=False).to(x.dtype)
    model = nn.Sequential(norm, _linear(weight)).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
    arguments = (model, [(x, t)], [(y, u)], nn.MSELoss(), optimizer)
    history = impl.fit(*arguments, epochs=2, device=device)
    buffers = {"mean": norm.running_mean, "variance": norm.running_var}
    return {**_plain(history), "weight": model[1].weight, **buffers}


@fit.check(points=1, **_TRAINING, **_VALIDATION, examples=6)
def starts_anew_with_every_call(impl, weight, x, t, y, u, device):
    """A second call goes on with the model and knows nothing of the first; loaders may be DataLoaders."""
    model = _linear(weight).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0625)
    generator = torch.Generator()  # without one a DataLoader draws from the global generator
    train = DataLoader(TensorDataset(x, t), batch_size=2, generator=generator)
    arguments = (model, train, [(y, u)], nn.MSELoss(), optimizer)
    first = _plain(impl.fit(*arguments, epochs=1, device=device))
    for parameter in model.parameters():
        parameter.grad = None
    second = _plain(impl.fit(*arguments, epochs=1, device=device))
    return {"first": first, "second": second, "weight": model.weight}


@fit.check(points=1, evidence="claim", epochs=integers(1, 2), batches=integers(1, 3), examples=4)
def builds_no_graph_for_validation(impl, epochs, batches):
    """The batches of an epoch pass the model once each: those of training with a graph, others without."""
    model = _linear(torch.ones(1, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.125)
    calls: list[str] = []

    def note(module, inputs, outputs):
        what = "training" if len(inputs[0]) == 1 else "validation"
        calls.append(f"{what} {'with' if outputs.requires_grad else 'without'} a graph")

    model.register_forward_hook(note)
    train = [(torch.ones(1, 2), torch.zeros(1, 1))] * batches
    validation = [(torch.ones(2, 2), torch.zeros(2, 1))]
    arguments = (model, train, validation, nn.MSELoss(), optimizer)
    impl.fit(*arguments, epochs=epochs, device="cpu")
    return calls
