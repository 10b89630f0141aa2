"""Style: a hand-made autograd Function for the loss, torch's own schedulers on a dummy parameter, a hook-free functional loop."""

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
    w, b = (nn.Parameter(x.new_zeros(1)) for _ in range(2))
    optimizer = torch.optim.SGD([w, b], lr=lr)
    losses: list[float] = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = _LineLoss.apply(w, b, x.detach(), y.detach())
        losses.append(float(loss.detach()))
        loss.backward()
        optimizer.step()
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
