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
    epoch_loss = 0.0
    epoch_samples = 0
    for inputs, targets in loader:
        # 1. to the device
        inputs = inputs.to(device)
        targets = targets.to(device)
        # 2. predict
        outputs = model(inputs)
        # 3. loss
        loss = loss_fn(outputs, targets)
        # 4. gradients
        loss.backward()
        # 5. step
        optimizer.step()
        # 6. forget the gradients
        optimizer.zero_grad()
        epoch_loss += inputs.shape[0] * loss.item()
        epoch_samples += inputs.shape[0]
    if epoch_samples == 0:
        raise ValueError("no batch at all")
    return epoch_loss / epoch_samples


import io
import math
from collections.abc import Callable, Iterable

import numpy as np
import torch
from torch import Tensor, nn


def _array(tensor: Tensor) -> np.ndarray:
    return tensor.detach().cpu().numpy().astype(np.float64)


def _put(tensor: Tensor, values: np.ndarray) -> None:
    with torch.no_grad():
        tensor.copy_(torch.from_numpy(np.ascontiguousarray(values)).reshape(tensor.shape))


def gradient_step(w: Tensor, b: Tensor, x: Tensor, y: Tensor, lr: float) -> float:
    slope, intercept, xs, ys = map(_array, (w, b, x, y))
    residual = xs * slope + intercept - ys
    scaled = 2.0 * lr * residual
    _put(w, slope - np.mean(scaled * xs))
    _put(b, intercept - np.mean(scaled))
    return float(np.mean(np.square(residual)))


def fit_line(x: Tensor, y: Tensor, lr: float, epochs: int) -> tuple[Tensor, Tensor, list[float]]:
    xs, ys = _array(x), _array(y)
    theta = np.zeros(2)
    design = np.stack([xs, np.ones_like(xs)], axis=1)
    losses = []
    for _ in range(epochs):
        residual = design @ theta - ys
        losses.append(float(residual @ residual) / len(ys))
        theta = theta - (2.0 * lr / len(ys)) * (design.T @ residual)
    w, b = (torch.tensor([number], dtype=x.dtype, device=x.device) for number in theta.tolist())
    return w, b, losses


class MySGD:
    def __init__(self, params: Iterable[Tensor], lr: float, momentum: float = 0.0) -> None:
        self._pairs = [[p, np.zeros(tuple(p.shape))] for p in params]
        self._lr, self._momentum = lr, momentum

    def step(self) -> None:
        for pair in self._pairs:
            p, velocity = pair
            if p.grad is not None:
                pair[1] = self._momentum * velocity + _array(p.grad)
                _put(p, np.asarray(_array(p) - self._lr * pair[1]))

    def zero_grad(self) -> None:
        for p, _ in self._pairs:
            p.grad = None


def lambda_lr(base_lr: float, t: int, fn: Callable[[int], float]) -> float:
    return float(np.multiply(np.float64(base_lr), np.float64(fn(t))))


def step_lr(base_lr: float, t: int, step_size: int, gamma: float) -> float:
    factors = np.ones(t + 1)
    factors[step_size::step_size] = gamma
    return float(base_lr * np.prod(factors))


def multi_step_lr(base_lr: float, t: int, milestones: list[int], gamma: float) -> float:
    reached = np.count_nonzero(np.asarray(milestones, dtype=np.int64) <= t)
    return float(base_lr * np.power(np.float64(gamma), reached))


def exponential_lr(base_lr: float, t: int, gamma: float) -> float:
    return math.exp(math.log(base_lr) + t * math.log(gamma))


def cosine_annealing_lr(base_lr: float, t: int, T_max: int, eta_min: float) -> float:
    turn = np.exp(1j * np.pi * (t / T_max))
    return float((base_lr + eta_min) / 2 + (base_lr - eta_min) / 2 * turn.real)


class ReduceOnPlateau:
    """Keeps every metric and plays the whole story again in each step."""

    def __init__(self, lr: float, factor: float, patience: int, threshold: float) -> None:
        self._settings = (lr, factor, patience, threshold)
        self._metrics: list[float] = []

    def step(self, metric: float) -> float:
        self._metrics.append(metric)
        rate, factor, patience, threshold = self._settings
        best, bad = np.inf, 0
        for value in self._metrics:
            if value < best * (1 - threshold):
                best, bad = value, 0
            else:
                bad += 1
            if bad > patience:
                lowered = rate * factor
                rate, bad = (lowered if rate - lowered > 1e-8 else rate), 0
        return float(rate)


def _tensors(model: nn.Module) -> dict[str, Tensor]:
    named = {"p:" + name: p.detach() for name, p in model.named_parameters()}
    named.update({"b:" + name: b.detach() for name, b in model.named_buffers()})
    return named


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
    history: dict[str, list[float]] = {"train_loss": [], "val_loss": [], "lr": []}
    snapshot = b""
    for epoch in range(epochs):
        history["lr"].append(float(optimizer.param_groups[0]["lr"]))
        for phase, loader in (("train", train_loader), ("val", val_loader)):
            model.train(phase == "train")
            losses, sizes = [], []
            with torch.set_grad_enabled(phase == "train"):
                for inputs, targets in loader:
                    loss = loss_fn(model(inputs.to(device)), targets.to(device))
                    if phase == "train":
                        optimizer.zero_grad()
                        loss.backward()
                        optimizer.step()
                    losses.append(loss.item())
                    sizes.append(len(inputs))
            history[phase + "_loss"].append(float(np.average(losses, weights=sizes)))
        if int(np.argmin(history["val_loss"])) == epoch:
            file = io.BytesIO()
            torch.save({name: t.cpu() for name, t in _tensors(model).items()}, file)
            snapshot = file.getvalue()
        if scheduler is not None:
            scheduler.step()
    stored = torch.load(io.BytesIO(snapshot), weights_only=True)
    for name, tensor in _tensors(model).items():
        tensor.copy_(stored[name])
    return history
