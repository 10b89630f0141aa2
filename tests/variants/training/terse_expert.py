"""Style: an expert's short code: autograd.grad, foreach kernels, closures and generators that hold the state."""

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
