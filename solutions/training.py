"""Training: gradient steps, epochs, optimizers and learning rates.

Every training loop, from a line through five points to a large language model, repeats the
same short cycle: predict, measure the loss, ask autograd for the gradients, take a step. The
parts look interchangeable, and many wrong orders run without a complaint and even seem to
learn. What makes a loop right is therefore stated here step by step: which gradient a step
uses, which loss is reported, and what must be forgotten between two batches.
"""

import copy
import math
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn


def gradient_step(w: Tensor, b: Tensor, x: Tensor, y: Tensor, lr: float) -> float:
    """Take one step of gradient descent for the line y ≈ w·x + b and return the loss before it.

    The gradient says in which direction the loss grows fastest. A small step the other way makes
    it smaller, and that is all of gradient descent. The loss is the mean squared error: the mean
    over all points of (w·x + b - y)², neither their sum nor half of their mean.

    Autograd follows every operation on a tensor that requires gradients, the update too unless it
    is told not to. A plain `w = w - ...` makes another tensor and gives it the old name: inside
    this function that works, and the caller's `w` never moves. Nor does autograd forget: each
    backward pass adds to the `grad` that is there, and what one step leaves behind, the next one
    follows as well.

    The gradient may come from autograd or from your own formula. Both numbers change by the
    gradient at the old values: one step moves `w` and `b` at the same time.

    Args:
        w: the slope, a float32 or float64 leaf tensor of shape (1,) that requires gradients. Its
            `grad` is None or zero. It is updated in place.
        b: the intercept, a tensor of the same kind. It is updated in place.
        x: tensor of shape (n,) with n ≥ 1, with the dtype and device of `w`. It is left unchanged.
        y: tensor of shape (n,) with the same dtype and device, paired with `x` element by element.
            It is left unchanged.
        lr: the learning rate, a positive number: how far to go along the negative gradient.

    Returns:
        The loss before the step, as a Python float.

        Afterwards `w` and `b` are the caller's own tensors with new values. They still are leaf
        tensors that require gradients, and the `grad` of each is None or zero again, so that the
        function can be called over and over.

    Example:
        >>> w = torch.zeros(1, requires_grad=True)
        >>> b = torch.zeros(1, requires_grad=True)
        >>> gradient_step(w, b, torch.tensor([1.0, 2.0]), torch.tensor([2.0, 4.0]), lr=0.125)
        10.0
        >>> w.item(), b.item()
        (1.25, 0.75)

    See `torch.no_grad` and `torch.Tensor.backward` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    loss = (w * x + b - y).square().mean()
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    w.grad = b.grad = None
    return loss.item()
    ### END SOLUTION


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
    `torch.optim.SGD`, or neither. Where steps are too long the loss grows, and the line is
    nevertheless the last one.

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
    ### BEGIN SOLUTION
    w = torch.zeros(1, dtype=x.dtype, device=x.device, requires_grad=True)
    b = torch.zeros(1, dtype=x.dtype, device=x.device, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=lr)
    losses = []
    for _ in range(epochs):
        loss = (w * x + b - y).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return w.detach(), b.detach(), losses
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    model.train()
    total = 0.0
    samples = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        size = len(inputs)
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * size
        samples += size
    if samples == 0:
        raise ValueError("the loader yields no batch, so there is no mean loss")
    return total / samples
    ### END SOLUTION


class MySGD:
    """Stochastic gradient descent with momentum, as `torch.optim.SGD` but written by hand.

    An optimizer holds on to the very tensors that a model computes with, and changes them in
    place; a new tensor under an old name would be seen by nobody. With momentum each parameter has
    a *velocity*, which remembers earlier gradients:

        velocity ← momentum · velocity + gradient
        parameter ← parameter - lr · velocity

    The velocities of each optimizer start at zero, so that its first step follows the gradient
    alone, also where another one has changed the same parameters before. Other books mix
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
        ### BEGIN SOLUTION
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.velocities = [torch.zeros_like(p) for p in self.params]
        ### END SOLUTION

    def step(self) -> None:
        """Change every parameter that has a gradient, in place, by one step."""
        ### BEGIN SOLUTION
        with torch.no_grad():
            for p, velocity in zip(self.params, self.velocities, strict=True):
                if p.grad is None:
                    continue
                velocity.mul_(self.momentum).add_(p.grad)
                p.sub_(velocity, alpha=self.lr)
        ### END SOLUTION

    def zero_grad(self) -> None:
        """Set the `grad` of every parameter to None."""
        ### BEGIN SOLUTION
        for p in self.params:
            p.grad = None
        ### END SOLUTION


def lambda_lr(base_lr: float, t: int, fn: Callable[[int], float]) -> float:
    """Return the learning rate of epoch `t` when `fn` gives the factor for each epoch.

    A schedule changes the learning rate while training goes on: long steps while the way is clear,
    short ones near the end. This is the most general schedule: whatever depends on the number of
    the epoch can be written as a function. The factor always applies to the rate that training
    began with, so an epoch needs to know nothing of the ones before it.

    This is what `torch.optim.lr_scheduler.LambdaLR` sets for epoch `t`.

    Args:
        base_lr: the learning rate that training begins with, a positive float.
        t: the number of the epoch, a Python int. The first epoch is number 0.
        fn: takes the number of an epoch and returns its factor, a Python int or float. It is
            called once, with `t`.

    Returns:
        A Python float: `base_lr` times the factor of epoch `t`.

    Example:
        The rate rises during three epochs and stays up.

        >>> warm_up = lambda epoch: min(1.0, (epoch + 1) / 4)
        >>> [lambda_lr(0.5, t, warm_up) for t in range(5)]
        [0.125, 0.25, 0.375, 0.5, 0.5]

    See `torch.optim.lr_scheduler.LambdaLR` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    return base_lr * fn(t)
    ### END SOLUTION


def step_lr(base_lr: float, t: int, step_size: int, gamma: float) -> float:
    """Return the learning rate of epoch `t` when it decays by `gamma` every `step_size` epochs.

    The rate goes down a staircase: it stays the same for `step_size` epochs, then drops to `gamma`
    times what it was. Only whole periods count. The first drop is for the epoch with the number
    `step_size`, which is the one after `step_size` epochs, since counting starts at 0.

    This is what `torch.optim.lr_scheduler.StepLR` sets for epoch `t`.

    Args:
        base_lr: the learning rate that training begins with, a positive float.
        t: the number of the epoch, a Python int. The first epoch is number 0.
        step_size: how many epochs the rate stays the same, a Python int of at least 1.
        gamma: the factor of each drop, a positive float. It may be greater than 1.

    Returns:
        The learning rate as a Python float.

    Example:
        >>> [step_lr(0.5, t, step_size=2, gamma=0.5) for t in range(5)]
        [0.5, 0.5, 0.25, 0.25, 0.125]

    See `torch.optim.lr_scheduler.StepLR` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    return base_lr * gamma ** (t // step_size)
    ### END SOLUTION


def multi_step_lr(base_lr: float, t: int, milestones: list[int], gamma: float) -> float:
    """Return the learning rate of epoch `t` when it decays by `gamma` at each milestone.

    A staircase with steps of your own choice, usually placed where earlier runs stopped getting
    better. Each milestone that has been reached leaves one factor behind for good. Epoch `t` has
    reached a milestone m if t ≥ m: the drop is there for the epoch with the milestone's number.

    This is what `torch.optim.lr_scheduler.MultiStepLR` sets for epoch `t`.

    Args:
        base_lr: the learning rate that training begins with, a positive float.
        t: the number of the epoch, a Python int. The first epoch is number 0.
        milestones: numbers of epochs, Python ints of at least 1, in any order. One that stands
            there twice counts twice. The list may be empty, and it is left unchanged.
        gamma: the factor of each drop, a positive float. It may be greater than 1.

    Returns:
        The learning rate as a Python float.

    Example:
        >>> [multi_step_lr(0.5, t, [4, 1], gamma=0.5) for t in range(5)]
        [0.5, 0.25, 0.25, 0.25, 0.125]
        >>> multi_step_lr(0.5, 3, [3, 3], gamma=0.5)
        0.125

    See `torch.optim.lr_scheduler.MultiStepLR` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    return base_lr * gamma ** sum(t >= milestone for milestone in milestones)
    ### END SOLUTION


def exponential_lr(base_lr: float, t: int, gamma: float) -> float:
    """Return the learning rate of epoch `t` when it decays by `gamma` after every epoch.

    The rate of each epoch is `gamma` times that of the epoch before. It shrinks quickly at first,
    ever more slowly later, and never reaches zero. The base of the power is `gamma` itself: the
    number e of the exponential function has no part in it.

    This is what `torch.optim.lr_scheduler.ExponentialLR` sets for epoch `t`.

    Args:
        base_lr: the learning rate that training begins with, a positive float.
        t: the number of the epoch, a Python int. The first epoch is number 0.
        gamma: the factor from one epoch to the next, a positive float. It may be greater than 1.

    Returns:
        The learning rate as a Python float.

    Example:
        >>> [exponential_lr(0.5, t, gamma=0.5) for t in range(4)]
        [0.5, 0.25, 0.125, 0.0625]

    See `torch.optim.lr_scheduler.ExponentialLR` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    return base_lr * gamma**t
    ### END SOLUTION


def cosine_annealing_lr(base_lr: float, t: int, T_max: int, eta_min: float) -> float:
    """Return the learning rate of epoch `t` when it follows half a wave of the cosine.

    The cosine falls from 1 to -1 over half a turn, gently at both ends and fast in between. Moved
    and stretched, it takes the rate from `base_lr` in epoch 0 down to `eta_min` in epoch `T_max`,
    and half-way between them it is their mean. The whole curve is squeezed between the two ends:
    cutting off what is below `eta_min` is something else. Python's `math.cos` takes radians, in
    which half a turn is π.

    This is what `torch.optim.lr_scheduler.CosineAnnealingLR` sets for epoch `t`. The schedule is
    due to I. Loshchilov and F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts"
    (2017), of which PyTorch leaves out the restarts.

    Args:
        base_lr: the learning rate that training begins with, a positive float.
        t: the number of the epoch, a Python int from 0 (the first epoch) to `T_max`.
        T_max: in which epoch the rate has come down, a Python int of at least 1.
        eta_min: the rate at the end, a float from 0 up to but not including `base_lr`.

    Returns:
        The learning rate as a Python float. Where it should be zero, what rounding leaves of that
        does not matter.

    Example:
        >>> rates = [cosine_annealing_lr(0.5, t, T_max=4, eta_min=0.1) for t in range(5)]
        >>> [round(rate, 4) for rate in rates]
        [0.5, 0.4414, 0.3, 0.1586, 0.1]

    See `torch.optim.lr_scheduler.CosineAnnealingLR` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    height = (1 + math.cos(math.pi * t / T_max)) / 2
    return eta_min + (base_lr - eta_min) * height
    ### END SOLUTION


class ReduceOnPlateau:
    """Lower the learning rate when a metric has stopped falling.

    The other schedules are fixed before training starts. This one listens: as long as the metric,
    usually the loss on the validation set, gets better, it does nothing. Once the metric has been
    bad for more than `patience` epochs in a row, the rate is multiplied by `factor`, and the
    waiting begins anew.

    The rules are those of `torch.optim.lr_scheduler.ReduceLROnPlateau` with mode "min", a relative
    threshold and no cooldown:

        - An epoch is *good* if its metric is less than best · (1 - threshold). Then its metric
          becomes the best one, and the count of bad epochs goes back to 0. The best metric starts
          at infinity, so that any finite number is good in the first epoch.
        - Every other epoch is *bad*, that with a metric of nan too. The best metric stays as it is,
          even if the metric is a little better, and the count of bad epochs goes up by 1.
        - When the count is greater than `patience`, the rate becomes rate · factor and the count
          goes back to 0. The best metric stays as it is then, too.
        - A change of the rate by 1e-8 or less is not made. The count goes back to 0 all the same.

    Args:
        lr: the learning rate that training begins with, a positive float.
        factor: what a reduction multiplies the rate by, between 0 and 1, both excluded.
        patience: how many bad epochs in a row are put up with, a Python int of at least 0.
        threshold: by which share of the best metric an epoch must be better to be good, from 0 up
            to but not including 1.

    Example:
        With a patience of 1 the second bad epoch in a row reduces the rate.

        >>> scheduler = ReduceOnPlateau(lr=0.5, factor=0.5, patience=1, threshold=0.0)
        >>> [scheduler.step(metric) for metric in [4.0, 3.0, 3.0, 5.0, 3.5, 2.0]]
        [0.5, 0.5, 0.5, 0.25, 0.25, 0.25]

    See `torch.optim.lr_scheduler.ReduceLROnPlateau` in the PyTorch documentation.
    """

    def __init__(self, lr: float, factor: float, patience: int, threshold: float) -> None:
        """Start with the given rate, the best metric at infinity, and no bad epoch."""
        ### BEGIN SOLUTION
        self.lr = lr
        self.factor = factor
        self.patience = patience
        self.threshold = threshold
        self.best = math.inf
        self.bad_epochs = 0
        ### END SOLUTION

    def step(self, metric: float) -> float:
        """Take in the metric of an epoch and return the learning rate for the next one.

        Args:
            metric: a Python float of at least 0, infinity included, or nan.

        Returns:
            The learning rate as a Python float, after the reduction if there was one.
        """
        ### BEGIN SOLUTION
        if metric < self.best * (1 - self.threshold):
            self.best = metric
            self.bad_epochs = 0
        else:
            self.bad_epochs += 1
        if self.bad_epochs > self.patience:
            reduced = self.lr * self.factor
            if self.lr - reduced > 1e-8:
                self.lr = reduced
            self.bad_epochs = 0
        return self.lr
        ### END SOLUTION


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
    """Train `model` for some epochs, validate after each, and keep the weights that did best.

    A model that is trained for too long begins to learn its training data by heart: its loss there
    goes on falling while the loss on other data rises again. So the other data are asked after
    every epoch, and in the end the model gets the weights back that it had in its best epoch.
    Keeping them takes a copy: `state_dict()` only points to the tensors that training goes on to
    change.

    Each epoch does four things in this order:

    - it trains on every batch of `train_loader` once, exactly as `train_one_epoch` does, in
      training mode;
    - it measures the loss on `val_loader`: all of the model in evaluation mode, no graph, each
      batch passing the model once, and nothing learned from it;
    - it notes the results, and the state of the model if its validation loss is less than that of
      every epoch before (of equal ones the earliest is the best);
    - it calls `scheduler.step()`, without an argument, if there is a scheduler.

    After the last epoch the model has the parameters and buffers that it had after training in its
    best epoch; buffers that are not persistent, which `state_dict()` leaves out, may be those of
    any epoch. Best are the weights of this call: earlier calls do not count. In which mode the
    model is left, and what the parameters' `grad` holds then, is free.

    You may use `train_one_epoch` from this module, but need not. The model, the optimizer and
    the scheduler are meant to change. The tensors of the loaders are not.

    Args:
        model: the network to train, whose parameters are on `device` already, without gradients.
        train_loader: yields pairs (inputs, targets), each with the samples along axis 0. It is
            iterated once in every epoch, and may give other batches each time, as a shuffling
            DataLoader does, but at least one. It need not have a length. Batches may differ in
            size and may be on another device.
        val_loader: the same for validation.
        loss_fn: takes (outputs, targets) and returns the mean loss over the batch as a 0-dim
            tensor.
        optimizer: holds the parameters of `model`.
        scheduler: sets the learning rate of `optimizer` for the next epoch, or None.
        epochs: how many epochs to train, at least 1.
        device: where to compute.

    Returns:
        A dict of three lists of Python floats, one for each epoch, new in each call:

        - "train_loss": the mean loss per sample while training, as `train_one_epoch` returns it;
        - "val_loss": the mean loss per sample of `val_loader`, where each batch counts by its
          number of samples. It is always a finite number here;
        - "lr": the learning rate of the optimizer's first parameter group that the epoch was
          trained with.

    Example:
        The first step goes to 2, which is better for the validation data than 3, where the second
        one leads.

        >>> model = nn.Linear(1, 1, bias=False)
        >>> _ = nn.init.zeros_(model.weight)
        >>> optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
        >>> train = [(torch.ones(2, 1), torch.full((2, 1), 4.0))]
        >>> validation = [(torch.ones(1, 1), torch.ones(1, 1))]
        >>> history = fit(
        ...     model, train, validation, nn.MSELoss(), optimizer, epochs=2, device="cpu"
        ... )
        >>> history["train_loss"], history["val_loss"], history["lr"]
        ([16.0, 4.0], [1.0, 4.0], [0.25, 0.25])
        >>> model.weight.item()
        2.0

    See "Saving and Loading Models" in the PyTorch tutorials and "How to adjust learning rate" in
    the PyTorch documentation of `torch.optim`.
    """
    ### BEGIN SOLUTION
    history: dict[str, list[float]] = {"train_loss": [], "val_loss": [], "lr": []}
    best_loss, best_state = math.inf, copy.deepcopy(model.state_dict())
    for _ in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        train_loss = train_one_epoch(model, train_loader, loss_fn, optimizer, device)
        model.eval()
        total, samples = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                total += loss_fn(model(inputs), targets).item() * len(inputs)
                samples += len(inputs)
        val_loss = total / samples
        history["train_loss"].append(train_loss)
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
            best_loss, best_state = val_loss, copy.deepcopy(model.state_dict())
        if scheduler is not None:
            scheduler.step()
    model.load_state_dict(best_state)
    return history
    ### END SOLUTION
