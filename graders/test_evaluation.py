"""Evaluation: what must hold."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from torchkata.compare import raises
from torchkata.exercise import Exercise
from torchkata.strategies import choice, dim, flags, integers, labels, matrices

# Few different numbers, so that logits tie often; small ones, since the cross entropy of a sure
# prediction is all rounding in float32.
_LOGITS = {"low": 0, "high": 2, "scales": (1.0, 0.5)}
# What is all alike has no spread, and BatchNorm makes something of its rounding alone.
_SPREAD = {"low": -9, "high": 9, "scales": (1.0, 0.5), "distinct": True}

_STARTS = (
    "training",
    "evaluation",
    "frozen BatchNorm",
    "only BatchNorm training",
    "frozen Dropout",
)


def _with_batch_norm(x: Tensor, start: str) -> nn.Module:
    """Return a classifier with a BatchNorm and a Dropout that lets nothing through in training mode.

    The BatchNorm lies two levels deep; one parameter is frozen, and the other has a gradient.
    """
    norm = nn.BatchNorm1d(x.shape[1], momentum=0.5, affine=False)
    linear = nn.Linear(x.shape[1], 2)
    model = nn.Sequential(nn.Sequential(norm), nn.Dropout(p=1.0), linear).to(x.dtype)
    weight = torch.full((2, x.shape[1]), 1 / 32, dtype=x.dtype)  # for logits near 0, as above
    weight[1] *= -1
    model[2].load_state_dict({"weight": weight, "bias": torch.tensor([0.5, 0.25])})
    linear.bias.requires_grad_(False)
    linear.weight.grad = torch.ones_like(linear.weight)
    model.train(start in ("training", "frozen BatchNorm", "frozen Dropout"))
    norm.train(start in ("training", "only BatchNorm training", "frozen Dropout"))
    model[1].train(start in ("training", "frozen BatchNorm"))
    return model


def _afterwards(model: nn.Module, x: Tensor) -> dict[str, object]:
    """Return what one more forward pass shows of the modes in which a model was left."""
    outputs = model(x)
    return {"outputs afterwards": outputs, "running mean after that": model[0][0].running_mean}


# evaluate ----------------------------------------------------------------------------------------

evaluate = Exercise(
    "evaluation.evaluate",
    points=12,
    device_points=1,
    hints=(
        "A thermometer should not warm the water: what does a forward pass change in a model, and who "
        "puts it back? And what is the accuracy of a batch of one beside a batch of thirty-two?",
        "`Module.eval` and `torch.no_grad` are two switches, and both are needed. `Module.modules` lists "
        "the submodules, each with its own `training` flag; `try` and `finally` survive an exception.",
        "Note `module.training` for every module, then under `try`: `eval()`, `no_grad()`, sum up "
        "`loss.item() * size`, `(logits.argmax(dim=1) == targets).sum()` and `size`. Restore in `finally`.",
    ),
)


@evaluate.check(
    points=2,
    x=matrices("n", "c", **_LOGITS),
    t=labels("n", "c"),
    y=matrices("m", "c", **_LOGITS),
    u=labels("m", "c"),
)
def returns_the_mean_loss_per_sample(impl, x, t, y, u, device):
    """Each batch's mean loss counts by its number of samples. (The inputs are the logits here.)"""
    model = nn.Identity().eval()
    return impl.evaluate(model, [(x, t), (y, u)], nn.CrossEntropyLoss(), str(device))[0]


@evaluate.check(
    points=2,
    x=matrices("n", "c", **_LOGITS),
    t=labels("n", "c"),
    y=matrices("m", "c", **_LOGITS),
    u=labels("m", "c"),
)
def returns_the_share_of_samples_that_are_right(impl, x, t, y, u, device):
    """A sample is right if its largest logit, the first of equal ones, stands at its target."""
    model = nn.Identity().eval()
    return impl.evaluate(model, [(x, t), (y, u)], nn.CrossEntropyLoss(), device)[1]


@evaluate.check(
    points=1,
    start=choice(*_STARTS),
    x=matrices(dim("n", least=2), "d", **_SPREAD),
    t=labels(dim("n", least=2), 2),
)
def measures_in_evaluation_mode(impl, start, x, t, device):
    """All of the model is in evaluation mode for every batch, whatever mode it came in."""
    model = _with_batch_norm(x, start).to(device)
    norm = model[0][0]
    found = impl.evaluate(model, [(x, t), (x[:2], t[:2])], nn.CrossEntropyLoss(), device)
    return {"result": found, "running mean": norm.running_mean, "batches": norm.num_batches_tracked}


@evaluate.check(
    points=1,
    start=choice(*_STARTS),
    x=matrices(dim("n", least=2), "d", **_SPREAD),
    t=labels(dim("n", least=2), 2),
)
def puts_every_mode_back(impl, start, x, t, device):
    """Afterwards each submodule is in its own mode again: a frozen BatchNorm is still frozen."""
    model = _with_batch_norm(x, start).to(device)
    impl.evaluate(model, [(x, t)], nn.CrossEntropyLoss(), device)
    return _afterwards(model, x.to(device))


class _Interrupted(Exception):
    """Something went wrong half-way."""


@evaluate.check(
    points=1,
    start=choice("training", "frozen BatchNorm"),
    elsewhere=False,
    culprit=choice("loss", "loader", "model", "somebody's Ctrl-C"),
    x=matrices(dim("n", least=2), "d", **_SPREAD),
    t=labels(dim("n", least=2), 2),
)
def puts_every_mode_back_after_an_exception(impl, start, culprit, x, t):
    """If the loss, the loader or the model raises, the modes are put back, and the exception passes."""
    model = _with_batch_norm(x, start)
    losses: list[Tensor] = []

    def loss_fn(logits, targets):
        if culprit == "loss" and losses:
            raise _Interrupted
        losses.append(nn.functional.cross_entropy(logits, targets))
        return losses[-1]

    def loader() -> Iterator[tuple[Tensor, Tensor]]:
        yield x, t
        if culprit == "loader":
            raise _Interrupted
        if culprit == "somebody's Ctrl-C":
            raise KeyboardInterrupt
        # A row too wide for the model makes it raise an error of its own.
        yield (torch.cat([x, x], dim=1) if culprit == "model" else x), t

    raised = {"model": RuntimeError, "somebody's Ctrl-C": KeyboardInterrupt}
    expected = raised.get(culprit, _Interrupted)
    passed_on = False
    try:
        impl.evaluate(model, loader(), loss_fn, "cpu")
    except expected:
        passed_on = True
    return {"the exception was passed on": passed_on, **_afterwards(model, x)}


@evaluate.check(
    points=1,
    elsewhere=False,
    wanted=flags(),
    x=matrices("n", "d", **_SPREAD),
    t=labels("n", 2),
    examples=8,
)
def leaves_the_gradient_mode_alone(impl, wanted, x, t):
    """Whether the caller's code records gradients is the same before and after."""
    model = _with_batch_norm(x, "evaluation")
    with torch.set_grad_enabled(wanted):
        impl.evaluate(model, [(x, t)], nn.CrossEntropyLoss(), "cpu")
        return {"outputs afterwards have a graph": model(x).requires_grad}


@evaluate.check(
    points=1,
    source=choice("a DataLoader", "a generator"),
    x=matrices(dim("n", least=2), 3, **_LOGITS),
    t=labels(dim("n", least=2), 3),
)
def takes_any_loader(impl, source, x, t, device):
    """The loader may be a DataLoader, or something without a length."""
    generator = torch.Generator()  # without one a DataLoader draws from the global generator
    loader = DataLoader(TensorDataset(x, t), batch_size=2, generator=generator)
    batches = loader if source == "a DataLoader" else (batch for batch in list(loader))
    return impl.evaluate(nn.Identity().eval(), batches, nn.CrossEntropyLoss(), device)


@evaluate.check(points=1, compare=raises(ValueError), d=integers(1, 3), examples=2)
def refuses_an_empty_loader(impl, d):
    """A loader that yields no batch is a ValueError, for there is nothing to evaluate."""
    return impl.evaluate(nn.Linear(d, 2).eval(), [], nn.CrossEntropyLoss(), "cpu")


@evaluate.check(
    points=1, evidence="claim", x=matrices("n", "d", **_SPREAD), t=labels("n", 2), examples=3
)
def calls_the_model_once_a_batch_without_a_graph(impl, x, t):
    """For each batch the model is called once, and neither its outputs nor the loss have a graph."""
    model = _with_batch_norm(x, "evaluation")
    calls: list[str] = []

    def note(what: str, result: Tensor) -> None:
        calls.append(f"{what} {'with' if result.requires_grad else 'without'} a graph")

    def loss_fn(logits, targets):
        loss = nn.functional.cross_entropy(logits, targets)
        note("loss", loss)
        return loss

    model.register_forward_hook(lambda _module, _inputs, outputs: note("model", outputs))
    impl.evaluate(model, [(x, t), (x, t)], loss_fn, "cpu")
    return calls
