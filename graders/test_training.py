"""Training: what must hold."""

import weakref

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from torchkata.compare import raises
from torchkata.exercise import Exercise
from torchkata.strategies import choice, dim, integers, labels, matrices, vectors, whole_numbers

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
