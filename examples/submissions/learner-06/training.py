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
    total, count = 0.0, 0
    for x, y in loader:
        x = x.to(device)
        y = y.to(device)
        loss = loss_fn(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * x.size(0)
        count += x.size(0)
    if not count:
        raise ValueError("empty loader")
    return total / count


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
    def __init__(self, params: Iterable[Tensor], lr: float, momentum: float = 0.0) -> None:
        self.params, self.lr, self.momentum, self.velocity = [*params], lr, momentum, {}

    @torch.no_grad()
    def step(self) -> None:
        live = [p for p in self.params if p.grad is not None]
        if not live:
            return
        v = [self.velocity.setdefault(id(p), torch.zeros_like(p)) for p in live]
        torch._foreach_mul_(v, self.momentum)
        torch._foreach_add_(v, [p.grad for p in live])
        torch._foreach_add_(live, v, alpha=-self.lr)

    def zero_grad(self) -> None:
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
