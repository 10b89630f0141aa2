"""Training: what goes wrong."""

from torchkata.exercise import Misconceptions

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
