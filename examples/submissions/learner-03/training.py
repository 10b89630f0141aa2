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
    # Replace this line with your code.
    print("=== epoch starts ===")
    total = 0.0
    samples = 0
    batch_number = 0
    for batch in loader:
        batch_number = batch_number + 1
        inputs = batch[0]
        targets = batch[1]
        inputs = inputs.to(device)
        targets = targets.to(device)
        model.train()
        n = inputs.shape[0]
        print("batch", batch_number, "n", n)
        optimizer.zero_grad()
        outputs = model(inputs)
        #print(outputs)
        loss = loss_fn(outputs, targets)
        loss.backward()
        optimizer.step()
        loss_number = loss.item()
        print("loss", loss_number)
        #total = total + loss          # keeps the whole graph!!
        #total = total + loss_number   # mean of means, wrong for the last batch
        total = total + loss_number * n
        samples = samples + n
    if batch_number == 0:
        raise ValueError("no batches in the loader")
    mean = total / samples
    print("=== epoch done, mean loss", mean, "===")
    return mean


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
