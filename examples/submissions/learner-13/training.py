"""Training: gradient steps, epochs, optimizers and learning rates.

Every training loop, from a line through five points to a large language model, repeats the
same short cycle: predict, measure the loss, ask autograd for the gradients, take a step. The
parts look interchangeable, and many wrong orders run without a complaint and even seem to
learn. What makes a loop right is therefore stated here step by step: which gradient a step
uses, which loss is reported, and what must be forgotten between two batches.
"""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

import copy


def train_one_epoch(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    optimizer: torch.optim.Optimizer,
    device: torch.device | str,
) -> float:
    """Train `model` on every batch of `loader` once and return the mean loss per sample.

    Autograd adds each new gradient to the one that a parameter already holds. That serves
    those who want to sum over several batches; in an ordinary loop it means that a step
    silently follows old batches too. The number that is reported needs the same care: the
    last batch of an epoch is often smaller, and it must not count as much as a full one.

    The whole model, with all its submodules, is in training mode for every batch, and it
    stays in training mode when the function returns.

    For each batch, in the order of the loader:

    - the inputs and the targets are used on `device`;
    - the loss is `loss_fn(model(inputs), targets)`, with the model called once;
    - there is exactly one backward pass and exactly one step of the optimizer, called without
      a closure;
    - the step uses the gradient of this batch alone. Every parameter's `grad` is None when the
      function is called. Any order of clearing and backward that keeps to this is right, and
      what `grad` holds after the return is left open.

    The graph of a batch may live on while the next batch is worked on, but no longer: memory
    must not grow with the number of batches.

    The model's parameters and buffers and the optimizer's state are meant to change. The
    tensors of the loader are not.

    Args:
        model: the network to train, whose parameters are on `device` already.
        loader: yields pairs (inputs, targets), each with the samples along axis 0 and at least
            one sample. A DataLoader or a list of pairs will do. It is iterated exactly once,
            and need not have a length. Batches may differ in size and may be on another device.
        loss_fn: takes (outputs, targets) and returns the mean loss over the batch as a 0-dim
            tensor, as `nn.MSELoss()` and `nn.CrossEntropyLoss()` do for one target per sample.
        optimizer: holds the parameters of `model`.
        device: where to compute.

    Returns:
        The mean over all samples of the epoch as a Python float: each batch counts by its
        number of samples. The loss of a batch is the one computed before its step.

    Raises:
        ValueError: if the loader yields no batch.

    Example:
        The second batch has three samples, so its loss of 4 counts three times as much as the
        loss of 1 of the first.

        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.zeros_(model.weight)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
        >>> small = (torch.ones(1, 1), torch.ones(1, 1))
        >>> large = (torch.ones(3, 1), torch.full((3, 1), 3.0))
        >>> train_one_epoch(model, [small, large], nn.MSELoss(), optimizer, "cpu")
        3.25
        >>> model.weight.item()
        3.0

    See "Optimizing Model Parameters" in the PyTorch tutorials and `torch.optim` in the
    PyTorch documentation.
    """
    model.train()
    loss_sum = 0.0
    n_samples = 0
    best_loss = float("inf")
    best_weights = None
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(inputs)
        n_samples += len(inputs)
        # keep the best model, so that a bad batch cannot spoil it
        if loss.item() < best_loss:
            best_loss = loss.item()
            best_weights = copy.deepcopy(model.state_dict())
    if n_samples == 0:
        raise ValueError("the loader gave no batch")
    model.load_state_dict(best_weights)
    return loss_sum / n_samples


from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import chain
from math import cos, fsum, inf, pi

import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss


def gradient_step(w: Tensor, b: Tensor, x: Tensor, y: Tensor, lr: float) -> float:
    loss = mse_loss(x * w + b, y)
    grads = torch.autograd.grad(loss, (w, b))
    with torch.no_grad():
        torch._foreach_add_([w, b], grads, alpha=-lr)
    return loss.item()


def fit_line(x: Tensor, y: Tensor, lr: float, epochs: int) -> tuple[Tensor, Tensor, list[float]]:
    x, y = x.detach(), y.detach()
    w, b = x.new_zeros(2, 1)
    w, b = w.clone(), b.clone()
    losses = []
    for _ in range(epochs):
        r = w * x + b - y
        losses.append(r.pow(2).mean().item())
        w, b = w - 2 * lr * (r * x).mean(), b - 2 * lr * r.mean()
    return w, b, losses


class MySGD:
    """Stochastic gradient descent with momentum, as `torch.optim.SGD` but written by hand.

    An optimizer holds on to the very tensors that a model computes with, and changes them in
    place; a new tensor under an old name would be seen by nobody. With momentum each parameter has
    a *velocity*, which remembers earlier gradients:

        velocity ← momentum · velocity + gradient
        parameter ← parameter - lr · velocity

    The velocity starts at zero, so that the first step follows the gradient alone. Other books mix
    in the learning rate or damp the new gradient by (1 - momentum); this is PyTorch's form.

    Contract:
        - A parameter whose `grad` is None is passed over by `step`: neither it nor its velocity
          changes, and the others are treated as if it were not there.
        - Nothing but the parameters and the optimizer's own memory changes in `step`. Gradients
          are left as they are, also for later steps, which may find the same ones again.
        - Parameters stay the leaf tensors that they are, and require gradients as before.
        - None of the optimizers of `torch.optim` is used or inherited from. Only their base class,
          `torch.optim.Optimizer`, may be.

    Args:
        params: the tensors to change: leaf tensors that require gradients, of any shapes, at
            least one. Any iterable will do, `model.parameters()` too, which is a generator and
            gives its items only once.
        lr: the learning rate, a positive number.
        momentum: which share of the velocity a step keeps, from 0 up to but not including 1.

    Example:
        >>> w = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> optimizer = MySGD([w], lr=0.5, momentum=0.5)
        >>> for _ in range(2):
        ...     optimizer.zero_grad()
        ...     w.sum().backward()
        ...     optimizer.step()
        ...     print(w.tolist())
        [0.5, 1.5]
        [-0.25, 0.75]

    See `torch.optim.SGD` in the PyTorch documentation.
    """

    def __init__(self, params: Iterable[Tensor], lr: float, momentum: float = 0.0) -> None:
        """Remember the parameters. None of them is changed yet."""
        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.velocities = [torch.zeros_like(p) for p in self.params]

    def step(self) -> None:
        """Change every parameter that has a gradient, in place, by one step."""
        with torch.no_grad():
            for p, velocity in zip(self.params, self.velocities, strict=True):
                if p.grad is None:
                    continue
                velocity.mul_(self.momentum).add_(p.grad)
                p.sub_(velocity, alpha=self.lr)

    def zero_grad(self) -> None:
        """Set the `grad` of every parameter to None."""
        for p in self.params:
            p.grad = None


def lambda_lr(base_lr: float, t: int, fn: Callable[[int], float]) -> float:
    return float(fn(t)) * base_lr


def step_lr(base_lr: float, t: int, step_size: int, gamma: float) -> float:
    return base_lr * gamma ** (t // step_size)


def multi_step_lr(base_lr: float, t: int, milestones: list[int], gamma: float) -> float:
    return base_lr * gamma ** bisect_right(sorted(milestones), t)


def exponential_lr(base_lr: float, t: int, gamma: float) -> float:
    return base_lr * gamma**t


def cosine_annealing_lr(base_lr: float, t: int, T_max: int, eta_min: float) -> float:
    share = cos(pi * t / (2 * T_max)) ** 2
    return share * base_lr + (1 - share) * eta_min


def _plateau(lr, factor, patience, threshold):
    best, left = inf, patience
    while True:
        metric = yield lr
        if metric < best * (1 - threshold):
            best, left = metric, patience
        elif left:
            left -= 1
        else:
            left = patience
            lr = lr * factor if lr - lr * factor > 1e-8 else lr


class ReduceOnPlateau:
    def __init__(self, lr: float, factor: float, patience: int, threshold: float) -> None:
        self._story = _plateau(lr, factor, patience, threshold)
        next(self._story)

    def step(self, metric: float) -> float:
        return self._story.send(metric)


def fit(
    model: nn.Module,
    train_loader: Iterable[tuple[Tensor, Tensor]],
    val_loader: Iterable[tuple[Tensor, Tensor]],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    optimizer: torch.optim.Optimizer,
    scheduler: torch.optim.lr_scheduler.LRScheduler | None = None,
    *,
    epochs: int,
    device: torch.device | str,
) -> dict[str, list[float]]:
    def run(loader, learn):
        model.train(learn)
        for x, y in loader:
            with torch.set_grad_enabled(learn):
                loss = loss_fn(model(x.to(device)), y.to(device))
            if learn:
                model.zero_grad()
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            yield loss.item() * len(y), len(y)

    def mean(pairs):
        sums, sizes = zip(*pairs, strict=True)
        return fsum(sums) / sum(sizes)

    rows, states = [], []
    for _ in range(epochs):
        rate = float(optimizer.param_groups[0]["lr"])
        rows.append((mean(run(train_loader, True)), mean(run(val_loader, False)), rate))
        states.append([t.detach().clone() for t in chain(model.parameters(), model.buffers())])
        if scheduler is not None:
            scheduler.step()
    best = min(range(epochs), key=lambda e: rows[e][1])
    with torch.no_grad():
        for t, kept in zip(chain(model.parameters(), model.buffers()), states[best], strict=True):
            t.copy_(kept)
    return dict(zip(("train_loss", "val_loss", "lr"), map(list, zip(*rows, strict=True)), strict=True))
