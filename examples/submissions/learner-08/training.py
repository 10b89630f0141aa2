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
    running = 0.0
    seen = 0
    for i, (X, y) in enumerate(loader):
        X = X.to(device)
        optimizer.zero_grad()
        pred = model(X)
        loss = loss_fn(pred, y)
        loss.backward()
        optimizer.step()
        running += loss.item() * len(X)
        seen += len(X)
    if seen == 0:
        raise ValueError("no data")
    return running / seen


from collections.abc import Callable, Iterable
from copy import deepcopy

import torch
from torch import Tensor, nn
from torch.optim import lr_scheduler


class _LineLoss(torch.autograd.Function):
    @staticmethod
    def forward(ctx, w, b, x, y):
        residual = torch.addcmul(b.expand_as(x), w.expand_as(x), x).sub_(y)
        ctx.save_for_backward(residual, x)
        return residual.square().mean()

    @staticmethod
    def backward(ctx, grad):
        residual, x = ctx.saved_tensors
        scale = grad * 2 / residual.numel()
        return (scale * (residual * x).sum()).reshape(1), (scale * residual.sum()).reshape(1), None, None


def gradient_step(w: Tensor, b: Tensor, x: Tensor, y: Tensor, lr: float) -> float:
    loss = _LineLoss.apply(w, b, x.detach(), y.detach())
    loss.backward()
    for p in (w, b):
        p.data.sub_(p.grad, alpha=lr)
        p.grad.zero_()
    return loss.item()


def fit_line(x: Tensor, y: Tensor, lr: float, epochs: int) -> tuple[Tensor, Tensor, list[float]]:
    """Fit the line y ≈ w·x + b by gradient descent and return its slope, intercept and losses.

    Here is the whole cycle of training around the smallest model there is. Every epoch uses all
    points at once (a *full batch*), takes one step and notes one loss. A list of losses is the
    first thing to look at when training goes wrong, provided that it holds numbers: a loss that is
    kept as a tensor drags along the graph it came from. The loss of an epoch is the one of the
    line that the epoch starts with, so that the first loss is that of a line with slope and
    intercept zero.

    The loss is the mean squared error, the mean over all points of (w·x + b - y)². Each epoch
    takes one plain gradient step: w and b change by -lr times the gradient of this epoch alone,
    both of them taken at the old values. You may use `gradient_step` from this module,
    `torch.optim.SGD`, or neither.

    Args:
        x: float32 or float64 tensor of shape (n,) with n ≥ 1. It is left unchanged.
        y: tensor of shape (n,) with the same dtype and device, paired with `x` element by element.
            It is left unchanged.
        lr: the learning rate, a positive number.
        epochs: how many steps to take, 0 or more. All of them are taken.

    Returns:
        A tuple (w, b, losses). `w` and `b` are tensors of shape (1,) with the dtype and device of
        `x`, which start at zero; whether they require gradients is free. `losses` is a list with
        one Python float for each epoch: the loss before its step.

    Example:
        >>> x = torch.tensor([0.0, 1.0, 2.0, 3.0])
        >>> w, b, losses = fit_line(x, 2 * x + 1, lr=0.125, epochs=200)
        >>> torch.cat([w, b]).round(decimals=2)
        tensor([2., 1.])
        >>> losses[0], len(losses)
        (21.0, 200)

    See `torch.optim.SGD` in the PyTorch documentation.
    """
    w = torch.zeros(1, dtype=x.dtype, device=x.device, requires_grad=True)
    b = torch.zeros(1, dtype=x.dtype, device=x.device, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=lr)
    losses = []
    for _ in range(epochs):
        loss = (w * x + b - y).square().mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return w.detach(), b.detach(), losses


class MySGD(torch.optim.Optimizer):
    def __init__(self, params: Iterable[Tensor], lr: float, momentum: float = 0.0) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if "velocity" not in state:
                    state["velocity"] = torch.clone(p.grad)
                else:
                    state["velocity"].mul_(group["momentum"]).add_(p.grad)
                p.add_(state["velocity"], alpha=-group["lr"])

    def zero_grad(self) -> None:
        super().zero_grad(set_to_none=True)


def _dummy(lr: float) -> torch.optim.Optimizer:
    return torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=lr)


def _run(optimizer: torch.optim.Optimizer, scheduler: lr_scheduler.LRScheduler, t: int) -> float:
    for _ in range(t):
        optimizer.step()
        scheduler.step()
    return float(optimizer.param_groups[0]["lr"])


def lambda_lr(base_lr: float, t: int, fn: Callable[[int], float]) -> float:
    factor = fn(t)
    optimizer = _dummy(base_lr)
    return _run(optimizer, lr_scheduler.LambdaLR(optimizer, lambda _: factor), 0)


def step_lr(base_lr: float, t: int, step_size: int, gamma: float) -> float:
    optimizer = _dummy(base_lr)
    return _run(optimizer, lr_scheduler.StepLR(optimizer, step_size, gamma), t)


def multi_step_lr(base_lr: float, t: int, milestones: list[int], gamma: float) -> float:
    optimizer = _dummy(base_lr)
    return _run(optimizer, lr_scheduler.MultiStepLR(optimizer, sorted(milestones), gamma), t)


def exponential_lr(base_lr: float, t: int, gamma: float) -> float:
    optimizer = _dummy(base_lr)
    return _run(optimizer, lr_scheduler.ExponentialLR(optimizer, gamma), t)


def cosine_annealing_lr(base_lr: float, t: int, T_max: int, eta_min: float) -> float:
    optimizer = _dummy(base_lr)
    return _run(optimizer, lr_scheduler.CosineAnnealingLR(optimizer, T_max, eta_min), t)


class ReduceOnPlateau:
    def __init__(self, lr: float, factor: float, patience: int, threshold: float) -> None:
        self._optimizer = _dummy(lr)
        self._scheduler = lr_scheduler.ReduceLROnPlateau(
            self._optimizer, "min", factor, patience, threshold, "rel", cooldown=0, min_lr=0, eps=1e-8
        )

    def step(self, metric: float) -> float:
        self._scheduler.step(metric)
        return float(self._optimizer.param_groups[0]["lr"])


def _epoch(model, loader, loss_fn, device, optimizer=None) -> float:
    model.train(optimizer is not None)
    total = torch.zeros((), dtype=torch.float64)
    count = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        with torch.set_grad_enabled(optimizer is not None):
            loss = loss_fn(model(inputs), targets)
        if optimizer is not None:
            trainable = [p for p in model.parameters() if p.requires_grad]
            gradients = torch.autograd.grad(loss, trainable, allow_unused=True)
            for p, gradient in zip(trainable, gradients, strict=True):
                p.grad = gradient
            optimizer.step()
        total += loss.detach().to("cpu", torch.float64) * inputs.size(0)
        count += inputs.size(0)
    return (total / count).item()


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
    def state() -> list[Tensor]:
        return [t.detach() for t in (*model.parameters(), *model.buffers())]

    records, best = [], None
    for _ in range(epochs):
        rate = float(optimizer.param_groups[0]["lr"])
        train_loss = _epoch(model, train_loader, loss_fn, device, optimizer)
        val_loss = _epoch(model, val_loader, loss_fn, device)
        records.append((train_loss, val_loss, rate))
        if best is None or val_loss < best[0]:
            best = (val_loss, deepcopy(state()))
        if scheduler is not None:
            scheduler.step()
    for current, kept in zip(state(), best[1], strict=True):
        current.copy_(kept)
    return {
        name: [record[i] for record in records]
        for i, name in enumerate(("train_loss", "val_loss", "lr"))
    }
