"""Training: what goes wrong."""

import copy
import math
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

from torchkata.exercise import Misconceptions

# gradient_step -----------------------------------------------------------------------------------

gradient = Misconceptions("training.gradient_step")
gradient.mistake(
    "lets the gradients of earlier steps add up",
    replace="    w.grad = b.grad = None\n",
    by="",
    hint="`backward` adds to `grad`. What does `w.grad` hold when the second step is taken?",
)
gradient.mistake(
    "clears the gradients first and leaves those of its own step behind",
    replace="""    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    w.grad = b.grad = None
""",
    by="""    w.grad = b.grad = None
    loss.backward()
    with torch.no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
""",
    hint="What does the contract want `w.grad` to be when the function returns?",
)
gradient.mistake(
    "clears the gradients after the backward pass, before the step can use them",
    replace="    loss.backward()\n",
    by="    loss.backward()\n    w.grad.zero_()\n    b.grad.zero_()\n",
    hint="Print `w.grad` just before the step. What has become of it?",
)
gradient.mistake(
    "gives its own names to new tensors, so that the caller's never move",
    replace="""        w -= lr * w.grad
        b -= lr * b.grad
    w.grad = b.grad = None
""",
    by="""        w = w - lr * w.grad
        b = b - lr * b.grad
""",
    hint="Does `w = w - ...` change the tensor that the caller holds, or what the name `w` stands for?",
)
gradient.mistake(
    "changes a leaf tensor in place while autograd is watching",
    replace="    with torch.no_grad():\n",
    by="    if True:\n",
    hint="Autograd records the update too, and refuses. How do you tell it to look away?",
)
gradient.mistake(
    "climbs: it adds the gradient",
    replace="""        w -= lr * w.grad
        b -= lr * b.grad
""",
    by="""        w += lr * w.grad
        b += lr * b.grad
""",
    hint="The gradient points to where the loss grows. Which way do you want to go?",
)
gradient.mistake(
    "adds up the squared errors and does not average them",
    replace=".square().mean()",
    by=".square().sum()",
    hint="Should twice as many points give a step that is twice as long?",
)
gradient.mistake(
    "halves the squared error",
    replace="loss = (w * x + b - y).square().mean()",
    by="loss = (w * x + b - y).square().mean() / 2",
    hint="Some books put 1/2 in front of the squared error. What does the contract say?",
)
gradient.mistake(
    "moves the slope only",
    replace="        b -= lr * b.grad\n",
    by="",
    hint="A line has two numbers. Which of them have you moved?",
)
gradient.mistake(
    "makes a column of the predictions, so that each of them meets every target",
    replace="(w * x + b - y)",
    by="(w * x[:, None] + b - y)",
    hint="Which shape has the difference of a tensor of shape (n, 1) and one of shape (n,)?",
)
gradient.mistake(
    "returns a tensor, not a Python float",
    replace="return loss.item()",
    by="return loss",
    hint="What does a loss remember besides its number, and which method gives the number alone?",
)
gradient.mistake(
    "reports the loss after the step, not before it",
    replace="return loss.item()",
    by="return (w * x + b - y).square().mean().item()",
    hint="When the step has been taken the line is another one. Which line is the loss about?",
)


@gradient.mistake(
    "moves the slope first and takes the gradient of the intercept at the new slope",
    hint="One step moves both numbers at the same time. Which slope did your second gradient see?",
)
def gradient_step(w: Tensor, b: Tensor, x: Tensor, y: Tensor, lr: float) -> float:
    with torch.no_grad():
        error = w * x + b - y
        loss = error.square().mean()
        w -= lr * 2 * (error * x).mean()
        error = w * x + b - y
        b -= lr * 2 * error.mean()
    return loss.item()


gradient.mistake(
    "adds the errors to a tensor that it makes on the CPU",
    replace="loss = (w * x + b - y)",
    by="loss = (torch.zeros(len(x), dtype=x.dtype) + w * x + b - y)",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Where is `x`?",
)
gradient.mistake(
    "computes in NumPy, which reads the CPU's memory only",
    replace="(w * x + b - y)",
    by="(w * torch.from_numpy(x.numpy()) + b - y)",
    hint="What does `Tensor.numpy` say to a tensor on the GPU, and is NumPy needed here at all?",
)

# fit_line ----------------------------------------------------------------------------------------

line = Misconceptions("training.fit_line")
line.mistake(
    "lets the gradients of earlier epochs add up",
    replace="        optimizer.zero_grad()\n",
    by="",
    hint="`backward` adds to `grad`. What does `grad` hold when the second epoch has gone backward?",
)
line.mistake(
    "clears the gradients after the backward pass, before the step can use them",
    replace="        optimizer.zero_grad()\n        loss.backward()\n",
    by="        loss.backward()\n        optimizer.zero_grad()\n",
    hint="Print `w.grad` just before the step. What has become of it?",
)
line.mistake(
    "keeps losses as tensors, each with the graph that it came from",
    replace="losses.append(loss.item())",
    by="losses.append(loss)",
    hint="What does a loss remember besides its number, and which method gives the number alone?",
)
line.mistake(
    "keeps losses as tensors without a graph, which are not Python floats either",
    replace="losses.append(loss.item())",
    by="losses.append(loss.detach())",
    hint="Of which type are the items of your list, and which type is asked for?",
    same_as="keeps losses as tensors, each with the graph that it came from",
)
line.mistake(
    "notes the loss after the step, not before it",
    replace="losses.append(loss.item())",
    by="losses.append((w * x + b - y).square().mean().item())",
    hint="What should the first loss be, before anything is learned?",
)
line.mistake(
    "returns the last loss alone",
    replace="losses.append(loss.item())",
    by="losses = [loss.item()]",
    hint="How many losses does the caller expect after ten epochs?",
)
line.mistake(
    "starts from random numbers",
    replace="w = torch.zeros(1, dtype=x.dtype, device=x.device, requires_grad=True)",
    by="w = torch.randn(1, dtype=x.dtype, device=x.device, requires_grad=True)",
    hint="With which slope does the contract want the line to start?",
)
line.mistake(
    "makes the parameters in float32, whatever dtype the points have",
    replace="""    w = torch.zeros(1, dtype=x.dtype, device=x.device, requires_grad=True)
    b = torch.zeros(1, dtype=x.dtype, device=x.device, requires_grad=True)
""",
    by="""    w = torch.zeros(1, device=x.device, requires_grad=True)
    b = torch.zeros(1, device=x.device, requires_grad=True)
""",
    hint="Which dtype does `torch.zeros` choose when you name none, and which one has `x`?",
)
line.mistake(
    "returns the intercept first",
    replace="return w.detach(), b.detach(), losses",
    by="return b.detach(), w.detach(), losses",
    hint="In which order does the contract name what is returned?",
)
line.mistake(
    "adds up the squared errors and does not average them",
    replace=".square().mean()",
    by=".square().sum()",
    hint="Should twice as many points give a step that is twice as long?",
)
line.mistake(
    "makes a column of the predictions, so that each of them meets every target",
    replace="(w * x + b - y)",
    by="(w * x[:, None] + b - y)",
    hint="Which shape has the difference of a tensor of shape (n, 1) and one of shape (n,)?",
)
line.mistake(
    "stops when a loss is not less than the one before",
    replace="        losses.append(loss.item())\n",
    by="""        losses.append(loss.item())
        if len(losses) > 1 and losses[-1] >= losses[-2]:
            break
""",
    hint="How many losses are there after ten epochs on points that all lie on the x axis?",
)


@line.mistake(
    "takes a step for each point",
    hint="How many steps does an epoch take here, and how many points does each of them use?",
)
def fit_line(x: Tensor, y: Tensor, lr: float, epochs: int) -> tuple[Tensor, Tensor, list[float]]:
    w = torch.zeros(1, dtype=x.dtype, device=x.device, requires_grad=True)
    b = torch.zeros(1, dtype=x.dtype, device=x.device, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=lr)
    losses = []
    for _ in range(epochs):
        losses.append((w * x + b - y).square().mean().item())
        for one, target in zip(x, y, strict=True):
            loss = (w * one + b - target).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return w.detach(), b.detach(), losses


line.mistake(
    "makes the parameters on the CPU, wherever the points are",
    replace="""    w = torch.zeros(1, dtype=x.dtype, device=x.device, requires_grad=True)
    b = torch.zeros(1, dtype=x.dtype, device=x.device, requires_grad=True)
""",
    by="""    w = torch.zeros(1, dtype=x.dtype, requires_grad=True)
    b = torch.zeros(1, dtype=x.dtype, requires_grad=True)
""",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Where is `x`?",
)
line.mistake(
    "gives the line on the CPU, wherever the points are",
    replace="return w.detach(), b.detach(), losses",
    by="return w.detach().cpu(), b.detach().cpu(), losses",
    hint="On which device is `x`, and on which is what you return? The caller goes on with both.",
)

# train_one_epoch ---------------------------------------------------------------------------------

epoch = Misconceptions("training.train_one_epoch")
epoch.mistake(
    "returns the loss of the last batch only",
    replace="return total / samples",
    by="return loss.item()",
    hint="The batches before the last one were part of the epoch too: where has their loss gone?",
)
epoch.mistake(
    "returns the sum of the losses, not their mean",
    replace="return total / samples",
    by="return total",
    hint="Would a data set of twice the size report twice the loss, for a model that is just as good?",
)
epoch.mistake(
    "averages over batches, so that a small last batch counts as much as a full one",
    replace="""total += loss.item() * size
        samples += size
    if samples == 0:
        raise ValueError("the loader yields no batch, so there is no mean loss")
    return total / samples""",
    by="""total += loss.item()
        samples += size
    if samples == 0:
        raise ValueError("the loader yields no batch, so there is no mean loss")
    return total / len(loader)""",
    hint="With batches of 32 and a last one of 3: how much does a sample of the last batch weigh?",
)
epoch.mistake(
    "adds up the mean losses of batches and divides by the number of samples",
    replace="loss.item() * size",
    by="loss.item()",
    hint="Each loss is already a mean over its batch. What is the sum of losses over that batch?",
)
epoch.mistake(
    "divides by `len(loader.dataset)`, which only a DataLoader has",
    replace="return total / samples",
    by="return total / len(loader.dataset)",
    hint="The loader may be a plain list of batches. What can you count yourself as you go along?",
)
epoch.mistake(
    "returns a tensor that still holds the graph of every batch",
    replace="total += loss.item() * size",
    by="total += loss * size",
    hint="What does a loss remember besides its number, and which method gives the number alone?",
)
epoch.mistake(
    "keeps the graph of every batch until the end of the epoch",
    replace="""total += loss.item() * size
        samples += size
    if samples == 0:
        raise ValueError("the loader yields no batch, so there is no mean loss")
    return total / samples""",
    by="""total += loss * size
        samples += size
    if samples == 0:
        raise ValueError("the loader yields no batch, so there is no mean loss")
    return (total / samples).item()""",
    hint="Your number is right, but what hangs on each loss that you keep, and for how long?",
)
epoch.mistake(
    "reports the loss after the step, not before it",
    replace="total += loss.item() * size",
    by="total += loss_fn(model(inputs), targets).item() * size",
    hint="When the step has been taken the model is another one. Which model made the predictions?",
)
epoch.mistake(
    "lets the gradients of earlier batches add up",
    replace="        optimizer.zero_grad()\n",
    by="",
    hint="`backward` adds to `grad`. What does `grad` hold when the second batch has gone backward?",
)
epoch.mistake(
    "clears the gradients once, before the first batch",
    replace="""    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        size = len(inputs)
        optimizer.zero_grad()
""",
    by="""    optimizer.zero_grad()
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        size = len(inputs)
""",
    hint="`backward` adds to `grad`. What does `grad` hold when the second batch has gone backward?",
    # All gradients are None at the start by contract, so that this is as good as never.
    same_as="lets the gradients of earlier batches add up",
)
epoch.mistake(
    "clears the gradients after the backward pass, before the step can use them",
    replace="""optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
""",
    by="""loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.zero_grad()
""",
    hint="Print a parameter's `grad` just before the step. What has become of it?",
)
epoch.mistake(
    "never calls backward, so that the step has no gradient to follow",
    replace="        loss.backward()\n",
    by="",
    hint="`optimizer.step()` reads each parameter's `grad`. Who writes it?",
)
epoch.mistake(
    "never takes a step",
    replace="        optimizer.step()\n",
    by="",
    hint="The gradients say where to go. Which call changes the weights?",
)
epoch.mistake(
    "takes the step before the backward pass of its batch",
    replace="loss.backward()\n        optimizer.step()",
    by="optimizer.step()\n        loss.backward()",
    hint="Which gradient does the step find when it comes before `backward`?",
)
epoch.mistake(
    "takes a single step at the end of the epoch",
    replace="""        optimizer.step()
        total += loss.item() * size
        samples += size
""",
    by="""        total += loss.item() * size
        samples += size
    optimizer.step()
""",
    hint="How many steps does an epoch of ten batches take? Look at the indentation.",
)
epoch.mistake(
    "trains in whatever mode the model comes in",
    replace="    model.train()\n",
    by="",
    hint="After an evaluation the model comes in evaluation mode. What do Dropout and BatchNorm do then?",
)
epoch.mistake(
    "leaves submodules in evaluation mode where the model itself is in training mode",
    replace="    model.train()\n",
    by="    if not model.training:\n        model.train()\n",
    hint="`model.training` is the flag of the outermost module. What about the modules inside?",
)
epoch.mistake(
    "puts the model into evaluation mode at the end",
    replace="return total / samples",
    by="model.eval()\n    return total / samples",
    hint="In which mode does the contract want the model when the function returns?",
)
epoch.mistake(
    "calls the model twice for each batch",
    replace="        loss = loss_fn(model(inputs), targets)\n",
    by="        outputs = model(inputs)\n        loss = loss_fn(model(inputs), targets)\n",
    hint="In training mode a forward pass leaves traces in BatchNorm. How many passes does a batch get?",
)
epoch.mistake(
    "calls `model.forward`, which passes over the model's hooks",
    replace="loss = loss_fn(model(inputs), targets)",
    by="loss = loss_fn(model.forward(inputs), targets)",
    hint="A module is called like a function. What does `Module.__call__` do besides `forward`?",
)
epoch.mistake(
    "gives the loss function its arguments in the wrong order",
    replace="loss = loss_fn(model(inputs), targets)",
    by="loss = loss_fn(targets, model(inputs))",
    hint="The mean squared error does not mind. Which argument comes first in `nn.CrossEntropyLoss`?",
)
epoch.mistake(
    "takes the first batch again and again",
    replace="for inputs, targets in loader:",
    by="for _ in range(len(loader)):\n        inputs, targets = next(iter(loader))",
    hint="What does `iter` do each time that it is called on a loader?",
)
epoch.mistake(
    "leaves the batches on the device that they come on",
    replace="        inputs, targets = inputs.to(device), targets.to(device)\n",
    by="",
    hint="The model is on `device`. Where is a batch when it leaves the loader?",
)
epoch.mistake(
    "moves the inputs and leaves the targets on the device that they come on",
    replace="inputs, targets = inputs.to(device), targets.to(device)",
    by="inputs = inputs.to(device)",
    hint="Two tensors meet in the loss function. On which devices are they?",
)
epoch.mistake(
    "moves the batches to the GPU, whatever device is asked for",
    replace="inputs.to(device), targets.to(device)",
    by='inputs.to("cuda"), targets.to("cuda")',
    hint="What is the parameter `device` for?",
)
epoch.mistake(
    "divides by zero for an empty loader",
    replace="""    if samples == 0:
        raise ValueError("the loader yields no batch, so there is no mean loss")
""",
    by="",
    hint="What is `samples` when the loop body never runs, and what does the contract want then?",
)
epoch.mistake(
    "returns a number for an empty loader",
    replace='raise ValueError("the loader yields no batch, so there is no mean loss")',
    by="return 0.0",
    hint="A mean loss of nothing would look like a perfect model. What does the contract want instead?",
)
epoch.mistake(
    "moves each batch and drops the moved tensors",
    replace="inputs, targets = inputs.to(device), targets.to(device)",
    by="inputs.to(device), targets.to(device)",
    hint="`Module.to` changes the module itself. What does `Tensor.to` do with the tensor?",
    same_as="leaves the batches on the device that they come on",
)
epoch.mistake(
    "moves the batches to the first GPU as soon as there is one",
    replace="inputs, targets = inputs.to(device), targets.to(device)",
    by="""device = "cuda" if torch.cuda.is_available() else "cpu"
        inputs, targets = inputs.to(device), targets.to(device)""",
    hint="What is the parameter `device` for? A machine may have two GPUs.",
)
epoch.mistake(
    "adds up the losses in a tensor that it makes on the CPU",
    replace="total += loss.item() * size",
    by="total = torch.zeros(1, dtype=torch.float64) if total == 0 else total\n        total += loss.detach() * size",
    hint="Two tensors meet in your sum. On which device is each? What does `Tensor.item` give?",
)

# MySGD -------------------------------------------------------------------------------------------

sgd = Misconceptions("training.MySGD")
sgd.mistake(
    "keeps the generator of parameters, which is empty after the first use",
    replace="""        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.velocities = [torch.zeros_like(p) for p in self.params]
""",
    by="""        self.params = params
        self.lr = lr
        self.momentum = momentum
        self.velocities = [torch.zeros_like(p) for p in self.params]
""",
    hint="Go through a generator twice, with `list` say. What does the second time give?",
)
sgd.mistake(
    "climbs: it adds the velocity",
    replace="p.sub_(velocity, alpha=self.lr)",
    by="p.add_(velocity, alpha=self.lr)",
    hint="The gradient points to where the loss grows. Which way do you want to go?",
)
sgd.mistake(
    "subtracts the gradient from the velocity",
    replace="velocity.mul_(self.momentum).add_(p.grad)",
    by="velocity.mul_(-self.momentum).add_(p.grad)",
    hint="When two gradients in a row point the same way, should the second step be longer or shorter?",
)
sgd.mistake(
    "dampens the gradient by 1 - momentum",
    replace="velocity.mul_(self.momentum).add_(p.grad)",
    by="velocity.mul_(self.momentum).add_(p.grad, alpha=1 - self.momentum)",
    hint="That is the average of an exponential decay. How long is the first step in PyTorch's form?",
)
sgd.mistake(
    "looks ahead, as Nesterov's form of momentum does",
    replace="p.sub_(velocity, alpha=self.lr)",
    by="p.sub_(p.grad + self.momentum * velocity, alpha=self.lr)",
    hint="How long is your first step, when the velocity was still zero?",
)
sgd.mistake(
    "ignores the momentum",
    replace="velocity.mul_(self.momentum).add_(p.grad)",
    by="velocity.copy_(p.grad)",
    hint="Where in `step` does `momentum` appear, and what is left of the steps before?",
)
sgd.mistake(
    "never lets the velocity decay",
    replace="velocity.mul_(self.momentum).add_(p.grad)",
    by="velocity.add_(p.grad)",
    hint="Which share of the old velocity is kept in a step?",
)
sgd.mistake(
    "forgets the learning rate",
    replace="p.sub_(velocity, alpha=self.lr)",
    by="p.sub_(velocity)",
    hint="Where in `step` does `lr` appear?",
)
sgd.mistake(
    "stumbles over a parameter without a gradient",
    replace="""                if p.grad is None:
                    continue
""",
    by="",
    hint="What is None times a number? Which parameters of a model have no gradient?",
)
sgd.mistake(
    "takes a missing gradient for zero, so that momentum carries the parameter on",
    replace="""                if p.grad is None:
                    continue
                velocity.mul_(self.momentum).add_(p.grad)
""",
    by="""                velocity.mul_(self.momentum)
                if p.grad is not None:
                    velocity.add_(p.grad)
""",
    hint="What should happen to a parameter, and to its velocity, in a step without a gradient?",
)
sgd.mistake(
    "stops at the first parameter without a gradient",
    replace="continue",
    by="break",
    hint="What becomes of the parameters that come after the one without a gradient?",
)
sgd.mistake(
    "makes new tensors and leaves the model's parameters as they are",
    replace="p.sub_(velocity, alpha=self.lr)",
    by="p = p - self.lr * velocity",
    hint="Does `p = p - ...` change the tensor that the model holds, or what the name `p` stands for?",
)
sgd.mistake(
    "changes a leaf tensor in place while autograd is watching",
    replace="        with torch.no_grad():\n",
    by="        if True:\n",
    hint="Autograd records the update too, and refuses. How do you tell it to look away?",
)
sgd.mistake(
    "fills gradients with zeros where they should be None",
    replace="            p.grad = None\n",
    by="            if p.grad is not None:\n                p.grad.zero_()\n",
    hint="A gradient of zero lets momentum carry a parameter on. What does `torch.optim.SGD` leave?",
)
sgd.mistake(
    "adds the old velocity to the gradient itself",
    replace="velocity.mul_(self.momentum).add_(p.grad)",
    by="velocity.copy_(p.grad.add_(velocity, alpha=self.momentum))",
    hint="Who owns the tensor `p.grad`, and what does it hold after your step?",
)
sgd.mistake(
    "clears the gradients in every step",
    replace="                p.sub_(velocity, alpha=self.lr)\n",
    by="                p.sub_(velocity, alpha=self.lr)\n                p.grad = None\n",
    hint="Some people look at gradients after a step. Which method is there to clear them?",
)


@sgd.mistake(
    "has one velocity for all parameters together",
    hint="Which shape has the velocity of a weight, and which one has that of a bias?",
)
class MySGD:
    def __init__(self, params: Iterable[Tensor], lr: float, momentum: float = 0.0) -> None:
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.velocity = 0.0

    def step(self) -> None:
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                self.velocity = self.momentum * self.velocity + p.grad
                p.sub_(self.lr * self.velocity)

    def zero_grad(self) -> None:
        for p in self.params:
            p.grad = None


@sgd.mistake(
    "leaves the work to `torch.optim.SGD`",
    hint="The optimizer is to be written by hand. Which two lines does the lesson give for a step?",
)
class MySGD(torch.optim.SGD):
    def __init__(self, params: Iterable[Tensor], lr: float, momentum: float = 0.0) -> None:
        super().__init__(params, lr=lr, momentum=momentum)


sgd.mistake(
    "makes the velocities on the CPU, wherever the parameters are",
    replace="torch.zeros_like(p)",
    by="torch.zeros(p.shape, dtype=p.dtype)",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Where is `p`?",
)

# lambda_lr ---------------------------------------------------------------------------------------

lambda_ = Misconceptions("training.lambda_lr")
lambda_.mistake(
    "returns the factor alone",
    replace="base_lr * fn(t)",
    by="float(fn(t))",
    hint="Where in your function does `base_lr` appear?",
)
lambda_.mistake(
    "adds the factor to the base rate",
    replace="base_lr * fn(t)",
    by="base_lr + fn(t)",
    hint="Which rate should come out when the factor is 1?",
)
lambda_.mistake(
    "takes the factor of the next epoch",
    replace="fn(t)",
    by="fn(t + 1)",
    hint="Which number has the first epoch, and for which number do you ask then?",
)
lambda_.mistake(
    "takes the factor of the epoch before",
    replace="fn(t)",
    by="fn(max(t - 1, 0))",
    hint="Which number has the second epoch, and for which number do you ask then?",
)
lambda_.mistake(
    "multiplies the factors of all epochs so far",
    replace="base_lr * fn(t)",
    by="base_lr * math.prod(fn(epoch) for epoch in range(t + 1))",
    hint="Does the factor belong to the rate at the start, or to that of the epoch before?",
)
lambda_.mistake(
    "calls the function with the learning rate, not with the epoch",
    replace="base_lr * fn(t)",
    by="float(fn(base_lr))",
    hint="What does `fn` expect: the number of an epoch or a rate?",
)
lambda_.mistake(
    "calls the function twice",
    replace="return base_lr * fn(t)",
    by="return base_lr * fn(t) if fn(t) is not None else base_lr",
    hint="A function may take long or remember its calls. How often do you need its answer?",
)
lambda_.mistake(
    "multiplies by the number of the epoch, too",
    replace="base_lr * fn(t)",
    by="base_lr * t * fn(t)",
    hint="Which rate has the first epoch, whose number is 0?",
)

# step_lr -----------------------------------------------------------------------------------------

step = Misconceptions("training.step_lr")
step.mistake(
    "does not round the number of periods down, so that the rate sinks in every epoch",
    replace="t // step_size",
    by="t / step_size",
    hint="A staircase is flat between its steps. Which exponent has the second epoch of a period?",
)
step.mistake(
    "rounds the number of periods to the nearest whole number",
    replace="t // step_size",
    by="round(t / step_size)",
    hint="When half of a period has passed, how many whole periods are that?",
)
step.mistake(
    "rounds the number of periods up",
    replace="t // step_size",
    by="math.ceil(t / step_size)",
    hint="Which rate has the second epoch, when the first drop is due after three?",
)
step.mistake(
    "drops one epoch too early",
    replace="t // step_size",
    by="(t + 1) // step_size",
    hint="Counting starts at 0: which number has the epoch that comes after `step_size` epochs?",
)
step.mistake(
    "drops one epoch too late",
    replace="t // step_size",
    by="max(t - 1, 0) // step_size",
    hint="Counting starts at 0: which number has the epoch that comes after `step_size` epochs?",
)
step.mistake(
    "takes the rest of the division for the number of periods",
    replace="t // step_size",
    by="t % step_size",
    hint="What does `%` give, and what does `//`?",
)
step.mistake(
    "drops only once",
    replace="gamma ** (t // step_size)",
    by="(gamma if t >= step_size else 1.0)",
    hint="Which rate is due after two periods, and which one after three?",
)
step.mistake(
    "drops only in the epochs that begin a period, and goes back up after them",
    replace="gamma ** (t // step_size)",
    by="(gamma if t and t % step_size == 0 else 1.0)",
    hint="Once the rate has dropped, when does it rise again?",
)
step.mistake(
    "multiplies gamma by the number of periods",
    replace="gamma ** (t // step_size)",
    by="(gamma * (t // step_size) if t >= step_size else 1.0)",
    hint="Two drops to one half each: what is left, and how do you write that with `gamma`?",
)
step.mistake(
    "returns the factor alone",
    replace="base_lr * gamma ** (t // step_size)",
    by="float(gamma ** (t // step_size))",
    hint="Where in your function does `base_lr` appear?",
)

# multi_step_lr -----------------------------------------------------------------------------------

multi = Misconceptions("training.multi_step_lr")
multi.mistake(
    "drops one epoch too late",
    replace="t >= milestone for",
    by="t > milestone for",
    hint="Has epoch 5 reached the milestone 5?",
)
multi.mistake(
    "drops one epoch too early",
    replace="t >= milestone for",
    by="t + 1 >= milestone for",
    hint="Counting starts at 0: which epoch has the milestone's number?",
)
multi.mistake(
    "counts a repeated milestone once",
    replace="in milestones)",
    by="in set(milestones))",
    hint="What becomes of [3, 3] in a set, and what does the contract say about it?",
)
multi.mistake(
    "counts a milestone that stands there several times as twice",
    replace="sum(t >= milestone for milestone in milestones)",
    by="sum(min(milestones.count(m), 2) for m in set(milestones) if t >= m)",
    hint="A milestone that stands in the list three times drops the rate three times. What does yours do?",
)
multi.mistake(
    "drops only in the epochs of milestones, and goes back up after them",
    replace="t >= milestone for",
    by="t == milestone for",
    hint="Once the rate has dropped, when does it rise again?",
)
multi.mistake(
    "drops only once",
    replace="sum(t >= milestone for milestone in milestones)",
    by="any(t >= milestone for milestone in milestones)",
    hint="Which rate is due when two milestones have been reached?",
)
multi.mistake(
    "multiplies gamma by the number of milestones",
    replace="base_lr * gamma ** sum(t >= milestone for milestone in milestones)",
    by="base_lr * (gamma * sum(t >= milestone for milestone in milestones) or 1.0)",
    hint="Two drops to one half each: what is left, and how do you write that with `gamma`?",
)
multi.mistake(
    "takes each milestone for a period, and drops at its multiples too",
    replace="sum(t >= milestone for",
    by="sum(t // milestone for",
    hint="Which rate is due in epoch 6 when the only milestone is 3?",
)
multi.mistake(
    "returns the factor alone",
    replace="base_lr * gamma ** sum(",
    by="1.0 * gamma ** sum(",
    hint="Where in your function does `base_lr` appear?",
)


@multi.mistake(
    "stops at the first milestone that is not reached, as if they stood in order",
    hint="What does your loop do with [5, 1] in epoch 2?",
)
def multi_step_lr(base_lr: float, t: int, milestones: list[int], gamma: float) -> float:
    for milestone in milestones:
        if t < milestone:
            break
        base_lr *= gamma
    return base_lr


@multi.mistake(
    "searches the milestones as if they stood in order",
    hint="What does `bisect` take for granted about its list?",
)
def multi_step_lr(base_lr: float, t: int, milestones: list[int], gamma: float) -> float:
    from bisect import bisect_right

    return base_lr * gamma ** bisect_right(milestones, t)


@multi.mistake(
    "sorts the caller's list",
    hint="What does `list.sort` do with the list, and what does `sorted` do?",
)
def multi_step_lr(base_lr: float, t: int, milestones: list[int], gamma: float) -> float:
    from bisect import bisect_right

    milestones.sort()
    return base_lr * gamma ** bisect_right(milestones, t)


# exponential_lr ----------------------------------------------------------------------------------

exponential = Misconceptions("training.exponential_lr")
exponential.mistake(
    "counts the first epoch as a drop",
    replace="gamma**t",
    by="gamma ** (t + 1)",
    hint="Which rate has epoch 0, and what is anything to the power of 0?",
)
exponential.mistake(
    "drops one epoch too late",
    replace="gamma**t",
    by="gamma ** max(t - 1, 0)",
    hint="Which rate has epoch 1, the second one?",
)
exponential.mistake(
    "multiplies gamma by the number of the epoch",
    replace="gamma**t",
    by="gamma * t",
    hint="Two drops to one half each: what is left, and how do you write that with `gamma`?",
)
exponential.mistake(
    "exchanges base and exponent",
    replace="gamma**t",
    by="t**gamma",
    hint="Which of the two is multiplied by itself, and how often?",
)
exponential.mistake(
    "takes a power of e",
    replace="gamma**t",
    by="math.exp(-gamma * t)",
    hint="By which factor does your rate change from one epoch to the next?",
)
exponential.mistake(
    "takes the power of the base rate as well",
    replace="base_lr * gamma**t",
    by="(base_lr * gamma) ** t",
    hint="Does the power bind to the product or to `gamma` alone? Which rate has epoch 0?",
)
exponential.mistake(
    "rounds the rate to ten decimals",
    replace="base_lr * gamma**t",
    by="round(base_lr * gamma**t, 10)",
    hint="Rates of late epochs are small. How many digits of 3.7e-10 are left after ten decimals?",
)
exponential.mistake(
    "drops only once",
    replace="gamma**t",
    by="(gamma if t else 1.0)",
    hint="Which rate has epoch 2, and which one epoch 3?",
)
exponential.mistake(
    "subtracts the decay of one epoch again and again",
    replace="base_lr * gamma**t",
    by="base_lr - base_lr * (1 - gamma) * t",
    hint="Can a rate that shrinks by a factor ever become negative?",
)
exponential.mistake(
    "returns the factor alone",
    replace="base_lr * gamma**t",
    by="float(gamma**t)",
    hint="Where in your function does `base_lr` appear?",
)

# cosine_annealing_lr -----------------------------------------------------------------------------

cosine = Misconceptions("training.cosine_annealing_lr")
cosine.mistake(
    "takes degrees for radians",
    replace="math.cos(math.pi * t / T_max)",
    by="math.cos(180 * t / T_max)",
    hint="What is `math.cos(180)`? How long is half a turn for `math.cos`?",
)
cosine.mistake(
    "leaves out π",
    replace="math.cos(math.pi * t / T_max)",
    by="math.cos(t / T_max)",
    hint="Where does the cosine reach -1, and where does your argument end?",
)
cosine.mistake(
    "goes through a whole wave, so that the rate is back up at the end",
    replace="math.pi * t",
    by="2 * math.pi * t",
    hint="Where is the cosine after a whole turn, and where after half of one?",
)
cosine.mistake(
    "takes the first quarter of a wave, which falls fastest at its end",
    replace="(1 + math.cos(math.pi * t / T_max)) / 2",
    by="math.cos(math.pi / 2 * t / T_max)",
    hint="How does your rate fall near the end: gently or at its fastest?",
)
cosine.mistake(
    "does not halve the wave, which runs from 2 to 0 then",
    replace="(1 + math.cos(math.pi * t / T_max)) / 2",
    by="1 + math.cos(math.pi * t / T_max)",
    hint="Which rate has epoch 0?",
)
cosine.mistake(
    "does not lift the wave, which runs from 1 to -1 then",
    replace="(1 + math.cos(math.pi * t / T_max)) / 2",
    by="math.cos(math.pi * t / T_max)",
    hint="Which rate has epoch `T_max`? Can it be negative?",
)
cosine.mistake(
    "rises where it should fall",
    replace="1 + math.cos",
    by="1 - math.cos",
    hint="Which rate has epoch 0?",
)
cosine.mistake(
    "is one epoch ahead",
    replace="math.pi * t",
    by="math.pi * (t + 1)",
    hint="Which rate has epoch 0?",
)
cosine.mistake(
    "comes down in T_max + 1 epochs",
    replace="math.pi * t / T_max",
    by="math.pi * t / (T_max + 1)",
    hint="Which rate has epoch `T_max`?",
)
cosine.mistake(
    "ignores `eta_min`",
    replace="eta_min + (base_lr - eta_min) * height",
    by="base_lr * height",
    hint="Which rate has epoch `T_max`, and which one is asked for there?",
)
cosine.mistake(
    "lifts the whole curve by `eta_min`",
    replace="eta_min + (base_lr - eta_min) * height",
    by="eta_min + base_lr * height",
    hint="Which rate has epoch 0? How far is it from `eta_min` to `base_lr`?",
)
cosine.mistake(
    "cuts off what is below `eta_min` instead of squeezing the curve",
    replace="eta_min + (base_lr - eta_min) * height",
    by="max(eta_min, base_lr * height)",
    hint="Which rate is due half-way, and which one does your curve have there?",
)
cosine.mistake(
    "follows a straight line",
    replace="(1 + math.cos(math.pi * t / T_max)) / 2",
    by="1 - t / T_max",
    hint="How does the cosine begin: gently or at its full slope?",
)

# ReduceOnPlateau ---------------------------------------------------------------------------------

plateau = Misconceptions("training.ReduceOnPlateau")
plateau.mistake(
    "loses patience one epoch too early",
    replace="self.bad_epochs > self.patience",
    by="self.bad_epochs >= self.patience",
    hint="With a patience of 1, how many bad epochs are put up with, and which one is too much?",
)
plateau.mistake(
    "loses patience one epoch too late",
    replace="self.bad_epochs > self.patience",
    by="self.bad_epochs > self.patience + 1",
    hint="With a patience of 0, what should the first bad epoch do?",
)
plateau.mistake(
    "starts with 0 as the best metric, which no metric is less than",
    replace="self.best = math.inf",
    by="self.best = 0.0",
    hint="Which metric could ever be better than the best one that you start with?",
)
plateau.mistake(
    "takes a metric on the threshold for a good one",
    replace="metric < self.best",
    by="metric <= self.best",
    hint="When the metric stays the same for ever, and the threshold is 0: is that a plateau?",
)
plateau.mistake(
    "has an absolute threshold where a relative one is asked",
    replace="self.best * (1 - self.threshold)",
    by="self.best - self.threshold",
    hint="By how much must a metric of 8 fall when the threshold is one quarter?",
)
plateau.mistake(
    "ignores the threshold",
    replace="self.best * (1 - self.threshold)",
    by="self.best",
    hint="Is an epoch good if it is better by next to nothing? Where does `threshold` appear in `step`?",
)
plateau.mistake(
    "lets the metric rise by the threshold",
    replace="1 - self.threshold",
    by="1 + self.threshold",
    hint="On which side of the best metric does a good one lie?",
)
plateau.mistake(
    "waits for the metric to rise",
    replace="metric < self.best * (1 - self.threshold)",
    by="self.best == math.inf or metric > self.best * (1 + self.threshold)",
    hint="Which losses are good ones, large or small ones?",
)
plateau.mistake(
    "compares with the epoch before, not with the best one",
    replace="""            self.bad_epochs += 1
""",
    by="""            self.bad_epochs += 1
            self.best = metric
""",
    hint="A loss of 1, then 5, then 4: is the third epoch a good one?",
)
plateau.mistake(
    "lets small gains creep into the best metric",
    replace="""            self.bad_epochs += 1
""",
    by="""            self.bad_epochs += 1
            self.best = min(self.best, metric)
""",
    hint="What is the best metric after an epoch that was better, but not by the threshold?",
)
plateau.mistake(
    "counts bad epochs that do not stand in a row",
    replace="""            self.best = metric
            self.bad_epochs = 0
""",
    by="""            self.best = metric
""",
    hint="What does a good epoch do to the count of bad ones?",
)
plateau.mistake(
    "goes on counting after a reduction, so that every further bad epoch reduces again",
    replace="""                self.lr = reduced
            self.bad_epochs = 0
""",
    by="""                self.lr = reduced
""",
    hint="How long does the waiting take after a reduction? What is the count then?",
)
plateau.mistake(
    "forgets the best metric with a reduction",
    replace="""                self.lr = reduced
            self.bad_epochs = 0
""",
    by="""                self.lr = reduced
            self.bad_epochs = 0
            self.best = math.inf
""",
    hint="After a reduction, is a loss good that is worse than one you have seen before?",
)
plateau.mistake(
    "takes nan for a good epoch, and nothing is better than nan",
    replace="if metric < self.best * (1 - self.threshold):",
    by="if not metric >= self.best * (1 - self.threshold):",
    hint="What is `nan >= 1`, and what is `nan < 1`? Which of the two may decide that an epoch is good?",
)
plateau.mistake(
    "takes the first metric for the best without asking whether it is a number",
    replace="        if metric < self.best * (1 - self.threshold):\n",
    by="""        first = not hasattr(self, "begun")
        self.begun = True
        if first or metric < self.best * (1 - self.threshold):
""",
    hint="Let the first metric be nan. Which later metric is less than the best one then?",
)
plateau.mistake(
    "asks whether the new rate is above 1e-8, not whether it changes by more",
    replace="if self.lr - reduced > 1e-8:",
    by="if reduced > 1e-8:",
    hint="From 5e-8 to 5e-9: how large is the new rate, and how large is the change?",
)
plateau.mistake(
    "makes changes that are too small",
    replace="if self.lr - reduced > 1e-8:",
    by="if True:",
    hint="What does the contract say about a change by less than 1e-8?",
)
plateau.mistake(
    "returns the rate from before the reduction",
    replace="""                self.lr = reduced
            self.bad_epochs = 0
""",
    by="""                self.bad_epochs = 0
                before, self.lr = self.lr, reduced
                return before
            self.bad_epochs = 0
""",
    hint="With which rate should the next epoch be trained, after a reduction?",
)
plateau.mistake(
    "subtracts the factor from the rate",
    replace="self.lr * self.factor",
    by="self.lr - self.factor",
    hint="Which rate is left when 0.5 is reduced by a factor of 0.1?",
)

# fit ---------------------------------------------------------------------------------------------

fit_ = Misconceptions("training.fit")
fit_.mistake(
    "leaves the weights of the last epoch in the model",
    replace="    model.load_state_dict(best_state)\n",
    by="",
    hint="Whose weights should the model have in the end? If you kept them: does `state_dict()` copy "
    "anything, or does it point to tensors that go on changing?",
)
fit_.mistake(
    "keeps the state dict itself, which follows the training",
    replace="val_loss, copy.deepcopy(model.state_dict())",
    by="val_loss, model.state_dict()",
    hint="Does `state_dict()` copy anything, or does it point to tensors that go on changing?",
    same_as="leaves the weights of the last epoch in the model",
)
fit_.mistake(
    "makes a shallow copy of the state dict, whose tensors follow the training",
    replace="val_loss, copy.deepcopy(model.state_dict())",
    by="val_loss, model.state_dict().copy()",
    hint="What does `dict.copy` copy: the names or the tensors?",
    same_as="leaves the weights of the last epoch in the model",
)
fit_.mistake(
    "copies the parameters, and lets the buffers follow the training",
    replace="val_loss, copy.deepcopy(model.state_dict())",
    by="""val_loss, {
                **model.state_dict(),
                **copy.deepcopy(dict(model.named_parameters())),
            }""",
    hint="What does BatchNorm remember that is no parameter, and from which epoch does it come?",
)
fit_.mistake(
    "takes the latest of equally good epochs",
    replace="val_loss < best_loss",
    by="val_loss <= best_loss",
    hint="Is an epoch better than the best one when both have the same loss?",
)
fit_.mistake(
    "asks for an improvement of 1e-4 before it takes an epoch for better",
    replace="val_loss < best_loss",
    by="val_loss < best_loss - 1e-4",
    hint="Losses may be millionths. By how much must a loss be less than the best one to be less?",
)
fit_.mistake(
    "begins with 1000 as the best loss, and keeps nothing while all losses are greater",
    replace="""        if val_loss < best_loss:
""",
    by="""        if best_loss == math.inf:
            best_state = copy.deepcopy(model.state_dict())
        if val_loss < min(best_loss, 1000.0):
""",
    hint="Is there a loss that is greater than your first best one? Which number is greater than all others?",
)
fit_.mistake(
    "takes the epoch with the least training loss for the best one",
    replace="""        if val_loss < best_loss:
            best_loss, best_state = val_loss, copy""",
    by="""        if train_loss < best_loss:
            best_loss, best_state = train_loss, copy""",
    hint="Which data tell whether a model has learned its training data by heart?",
)
fit_.mistake(
    "compares with the epoch before, not with the best one",
    replace="""            best_loss, best_state = val_loss, copy.deepcopy(model.state_dict())
""",
    by="""            best_state = copy.deepcopy(model.state_dict())
        best_loss = val_loss
""",
    hint="A loss of 1, then 5, then 4: which epoch is the best one?",
)
fit_.mistake(
    "stops at the first epoch that is not better",
    replace="""        if scheduler is not None:
            scheduler.step()
""",
    by="""        else:
            break
        if scheduler is not None:
            scheduler.step()
""",
    hint="How many epochs did the caller ask for?",
)
fit_.mistake(
    "validates before it trains",
    replace="""        train_loss = train_one_epoch(model, train_loader, loss_fn, optimizer, device)
        model.eval()
        total, samples = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                total += loss_fn(model(inputs), targets).item() * len(inputs)
                samples += len(inputs)
        val_loss = total / samples
""",
    by="""        model.eval()
        total, samples = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                total += loss_fn(model(inputs), targets).item() * len(inputs)
                samples += len(inputs)
        val_loss = total / samples
        train_loss = train_one_epoch(model, train_loader, loss_fn, optimizer, device)
""",
    hint="Which model does the first validation loss belong to: the untrained one or that of epoch 1?",
)
fit_.mistake(
    "validates on the training data",
    replace="in val_loader:",
    by="in train_loader:",
    hint="What is `val_loader` for?",
)
fit_.mistake(
    "validates in training mode",
    replace="        model.eval()\n",
    by="",
    hint="In which mode is the model after `train_one_epoch`, and what do Dropout and BatchNorm do there?",
)
fit_.mistake(
    "builds a graph for validation",
    replace="with torch.no_grad():",
    by="if True:",
    hint="Does `eval()` keep autograd from recording? What does?",
)
fit_.mistake(
    "averages the validation loss over batches, so that a small one counts as much as a full one",
    replace="""                total += loss_fn(model(inputs), targets).item() * len(inputs)
                samples += len(inputs)
""",
    by="""                total += loss_fn(model(inputs), targets).item()
                samples += 1
""",
    hint="With batches of 32 and a last one of 3: how much does a sample of the last batch weigh?",
)
fit_.mistake(
    "keeps validation losses as tensors",
    replace="total += loss_fn(model(inputs), targets).item()",
    by="total += loss_fn(model(inputs), targets)",
    hint="Of which type are the items of your lists, and which type is asked for?",
)
fit_.mistake(
    "notes the learning rate of the next epoch",
    replace="            scheduler.step()\n",
    by="""            scheduler.step()
            history["lr"][-1] = optimizer.param_groups[0]["lr"]
""",
    hint="Which rate was the epoch trained with: that before or that after `scheduler.step()`?",
)
fit_.mistake(
    "never asks the scheduler",
    replace="            scheduler.step()\n",
    by="            pass\n",
    hint="Who tells the scheduler that an epoch is over?",
)
fit_.mistake(
    "asks the scheduler after every batch",
    replace="            scheduler.step()\n",
    by="            for _ in train_loader:\n                scheduler.step()\n",
    hint="How often does a scheduler step in one epoch? Look at the indentation.",
)
fit_.mistake(
    "gives the validation loss to a scheduler that takes none",
    replace="            scheduler.step()\n",
    by="            scheduler.step(val_loss)\n",
    hint="Only one of PyTorch's schedulers takes a metric. What do the others make of that number?",
)
fit_.mistake(
    "asks for a scheduler even where there is none",
    replace="        if scheduler is not None:\n            scheduler.step()\n",
    by="        scheduler.step()\n",
    hint="What is `scheduler` when the caller names none?",
)
fit_.mistake(
    "puts the training batches into a list once, so that they are never shuffled again",
    replace="    for _ in range(epochs):\n",
    by="    train_loader = list(train_loader)\n    for _ in range(epochs):\n",
    hint="What does a DataLoader with `shuffle=True` do each time that it is iterated?",
)
fit_.mistake(
    "makes the iterator over the training data once, so that it is used up after one epoch",
    replace="    for _ in range(epochs):\n",
    by="    train_loader = iter(train_loader)\n    for _ in range(epochs):\n",
    hint="How many batches does an iterator have left after the first epoch?",
)


@fit_.mistake(
    "asks the scheduler before the optimizer, so that the first rate is never used",
    hint="Which rate should the first epoch be trained with? What does PyTorch's warning say?",
)
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
    best_loss, best_state = math.inf, copy.deepcopy(model.state_dict())
    for _ in range(epochs):
        if scheduler is not None:
            scheduler.step()
        history["lr"].append(optimizer.param_groups[0]["lr"])
        train_loss = train_one_epoch(  # noqa: F821
            model, train_loader, loss_fn, optimizer, device
        )
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
    model.load_state_dict(best_state)
    return history


@fit_.mistake(
    "goes into training mode once, so that every epoch but the first trains in evaluation mode",
    hint="In which mode does validation leave the model, and who puts it back?",
)
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
    best_loss, best_state = math.inf, copy.deepcopy(model.state_dict())
    model.train()
    for _ in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        total, samples = 0.0, 0
        for inputs, targets in train_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            optimizer.zero_grad()
            loss = loss_fn(model(inputs), targets)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(inputs)
            samples += len(inputs)
        history["train_loss"].append(total / samples)
        model.eval()
        total, samples = 0.0, 0
        with torch.no_grad():
            for inputs, targets in val_loader:
                inputs, targets = inputs.to(device), targets.to(device)
                total += loss_fn(model(inputs), targets).item() * len(inputs)
                samples += len(inputs)
        val_loss = total / samples
        history["val_loss"].append(val_loss)
        if val_loss < best_loss:
            best_loss, best_state = val_loss, copy.deepcopy(model.state_dict())
        if scheduler is not None:
            scheduler.step()
    model.load_state_dict(best_state)
    return history


fit_.mistake(
    "keeps its history in the model, where the second call finds that of the first",
    replace="""history: dict[str, list[float]] = {"train_loss": [], "val_loss": [], "lr": []}""",
    by="""history = vars(model).setdefault("history", {"train_loss": [], "val_loss": [], "lr": []})""",
    hint="After two calls of two epochs each: how many items have the lists that the second one returns?",
)
fit_.mistake(
    "leaves the validation batches on the device that they come on",
    replace="                inputs, targets = inputs.to(device), targets.to(device)\n",
    by="",
    hint="The model is on `device`. Where is a batch when it leaves the validation loader?",
)
fit_.mistake(
    "moves the validation batches to the first GPU as soon as there is one",
    replace="inputs, targets = inputs.to(device), targets.to(device)",
    by="""place = "cuda" if torch.cuda.is_available() else "cpu"
                inputs, targets = inputs.to(place), targets.to(place)""",
    hint="What is the parameter `device` for? A machine may have two GPUs.",
)
