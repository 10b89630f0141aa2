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
    loss_sum, n_sum = 0.0, 0
    for x, y in loader:
      n = len(y)
      optimizer.zero_grad()
      loss = loss_fn(model(x.to(device)), y.to(device))
      loss.backward()
      optimizer.step()
      loss_sum = loss_sum + float(loss) * n
      n_sum = n_sum + n
    if n_sum == 0:
      raise ValueError("loader is empty")
    ans = loss_sum / n_sum
    return ans


import math
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn


def gradient_step(w: Tensor, b: Tensor, x: Tensor, y: Tensor, lr: float) -> float:
    old_w = w.tolist()[0]
    old_b = b.tolist()[0]
    xs = x.tolist()
    ys = y.tolist()
    n = len(xs)
    total = 0.0
    sum_w = 0.0
    sum_b = 0.0
    for i in range(n):
        prediction = old_w * xs[i] + old_b
        error = prediction - ys[i]
        total = total + error * error
        sum_w = sum_w + 2 * error * xs[i]
        sum_b = sum_b + 2 * error
    loss = total / n
    grad_w = sum_w / n
    grad_b = sum_b / n
    new_w = old_w - lr * grad_w
    new_b = old_b - lr * grad_b
    with torch.no_grad():
        w[0] = new_w
        b[0] = new_b
    return loss


def fit_line(x: Tensor, y: Tensor, lr: float, epochs: int) -> tuple[Tensor, Tensor, list[float]]:
    w = torch.zeros(1, dtype=x.dtype, device=x.device)
    b = torch.zeros(1, dtype=x.dtype, device=x.device)
    w.requires_grad = True
    b.requires_grad = True
    losses = []
    epoch = 0
    while epoch != epochs:
        loss = gradient_step(w, b, x, y, lr)
        if epoch == 0:
            print("first loss:", loss)
        losses.append(loss)
        epoch = epoch + 1
    return w, b, losses


class MySGD:
    def __init__(self, params: Iterable[Tensor], lr: float, momentum: float = 0.0) -> None:
        self.params = []
        self.velocities = []
        for p in params:
            self.params.append(p)
            self.velocities.append(torch.zeros_like(p.data))
        self.lr = lr
        self.momentum = momentum
        self.steps = 0  # not needed

    def step(self) -> None:
        self.steps += 1
        with torch.no_grad():
            for i in range(len(self.params)):
                p = self.params[i]
                if p.grad is None:
                    continue
                old = self.velocities[i]
                new = self.momentum * old + p.grad
                self.velocities[i] = new
                p -= self.lr * new

    def zero_grad(self) -> None:
        for i in range(len(self.params)):
            self.params[i].grad = None


def lambda_lr(base_lr: float, t: int, fn: Callable[[int], float]) -> float:
    factor = fn(t)
    rate = base_lr * factor
    rate = float(rate)
    return rate


def step_lr(base_lr: float, t: int, step_size: int, gamma: float) -> float:
    rate = base_lr
    days_left = step_size
    for epoch in range(t):
        days_left = days_left - 1
        if days_left == 0:
            rate = rate * gamma
            days_left = step_size
    return rate


def multi_step_lr(base_lr: float, t: int, milestones: list[int], gamma: float) -> float:
    rate = base_lr
    for epoch in range(0, t + 1):
        for m in milestones:
            if epoch == m:
                rate = rate * gamma
    return rate


def exponential_lr(base_lr: float, t: int, gamma: float) -> float:
    rate = base_lr
    for epoch in range(t):
        rate = rate * gamma
    return rate


def cosine_annealing_lr(base_lr: float, t: int, T_max: int, eta_min: float) -> float:
    degrees = 180 * t / T_max
    radians = degrees * math.pi / 180
    height = math.cos(radians)  # from 1 to -1
    height = (height + 1) / 2  # from 1 to 0
    difference = base_lr - eta_min
    rate = eta_min + height * difference
    return rate


class ReduceOnPlateau:
    def __init__(self, lr: float, factor: float, patience: int, threshold: float) -> None:
        self.lr = lr
        self.factor = factor
        self.patience = patience
        self.threshold = threshold
        self.best = float("inf")
        self.bad = 0

    def step(self, metric: float) -> float:
        limit = self.best * (1 - self.threshold)
        good = False
        if metric < limit:
            good = True
        if good:
            self.best = metric
            self.bad = 0
        else:
            self.bad = self.bad + 1
        if self.bad > self.patience:
            new_lr = self.lr * self.factor
            change = self.lr - new_lr
            if change > 1e-8:
                self.lr = new_lr
            self.bad = 0
        return self.lr


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
    train_losses = []
    val_losses = []
    rates = []
    best_loss = None
    best_parameters = None
    best_buffers = None
    best_epoch = -1

    for epoch in range(epochs):
        rates.append(float(optimizer.param_groups[0]["lr"]))

        model.train()
        total = 0.0
        count = 0
        for batch in train_loader:
            inputs = batch[0]
            targets = batch[1]
            inputs = inputs.to(device)
            targets = targets.to(device)
            optimizer.zero_grad()
            outputs = model(inputs)
            loss = loss_fn(outputs, targets)
            loss.backward()
            optimizer.step()
            n = inputs.shape[0]
            total = total + loss.item() * n
            count = count + n
        train_losses.append(total / count)

        model.eval()
        total = 0.0
        count = 0
        with torch.no_grad():
            for batch in val_loader:
                inputs = batch[0]
                targets = batch[1]
                inputs = inputs.to(device)
                targets = targets.to(device)
                outputs = model(inputs)
                loss = loss_fn(outputs, targets)
                n = inputs.shape[0]
                total = total + loss.item() * n
                count = count + n
        val_loss = total / count
        val_losses.append(val_loss)
        print("epoch", epoch, "validation", val_loss)

        if best_loss is None or val_loss < best_loss:
            best_loss = val_loss
            best_epoch = epoch
            best_parameters = []
            for p in model.parameters():
                best_parameters.append(p.detach().clone())
            best_buffers = []
            for buffer in model.buffers():
                best_buffers.append(buffer.detach().clone())

        if scheduler is not None:
            scheduler.step()

    print("best epoch was", best_epoch)
    with torch.no_grad():
        i = 0
        for p in model.parameters():
            p.copy_(best_parameters[i])
            i = i + 1
        i = 0
        for buffer in model.buffers():
            buffer.copy_(best_buffers[i])
            i = i + 1

    history = {}
    history["train_loss"] = train_losses
    history["val_loss"] = val_losses
    history["lr"] = rates
    return history
