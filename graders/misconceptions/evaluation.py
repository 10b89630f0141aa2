"""Evaluation: what goes wrong."""

import torch

from torchkata.exercise import Misconceptions

evaluation = Misconceptions("evaluation.evaluate")

_WITHOUT_GRADIENTS = """        with torch.no_grad():
            for inputs, targets in loader:
                inputs, targets = inputs.to(device), targets.to(device)
                size = len(targets)
                logits = model(inputs)
                total_loss += loss_fn(logits, targets).item() * size
                correct += int((logits.argmax(dim=1) == targets).sum())
                samples += size
"""
_WITH_GRADIENTS = """        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            size = len(targets)
            logits = model(inputs)
            total_loss += loss_fn(logits, targets).item() * size
            correct += int((logits.argmax(dim=1) == targets).sum())
            samples += size
"""
_RESTORE = """for module, was_training in modes:
            module.training = was_training"""
_RETURN = "return total_loss / samples, correct / samples"
_FROM_LOOP_TO_RETURN = f"""{_WITHOUT_GRADIENTS}    finally:
        {_RESTORE}
    if samples == 0:
        raise ValueError("the loader yields no batch, so there is nothing to evaluate")
    {_RETURN}"""

evaluation.mistake(
    "averages the loss over batches, so that a small last batch counts as much as a full one",
    replace=_FROM_LOOP_TO_RETURN,
    by=_FROM_LOOP_TO_RETURN.replace(".item() * size", ".item()").replace(
        "total_loss / samples", "total_loss / len(loader)"
    ),
    hint="With batches of 32 and a last one of 3: how much does a sample of the last batch weigh?",
)
evaluation.mistake(
    "adds up the mean losses of batches and divides by the number of samples",
    replace=".item() * size",
    by=".item()",
    hint="Each loss is already a mean over its batch. What is the sum of losses over that batch?",
)
evaluation.mistake(
    "returns the loss as a tensor",
    replace=".item() * size",
    by=" * size",
    hint="Which method turns a tensor with one element into a Python number?",
)
evaluation.mistake(
    "divides by `len(loader.dataset)`, which only a DataLoader has",
    replace=_RETURN,
    by="samples = len(loader.dataset)\n    return total_loss / samples, correct / samples",
    hint="The loader may be a plain list of batches. What can you count yourself as you go along?",
)
evaluation.mistake(
    "averages the accuracy over batches, so that a small last batch counts as much as a full one",
    replace=_FROM_LOOP_TO_RETURN,
    by=_FROM_LOOP_TO_RETURN.replace(").sum())", ").sum()) / size").replace(
        "correct / samples", "correct / len(loader)"
    ),
    hint="One batch of one sample, right, and one of nine, all wrong: is half of the answers right?",
)
evaluation.mistake(
    "returns the accuracy in percent",
    replace=_RETURN,
    by="return total_loss / samples, 100 * correct / samples",
    hint="Which number stands for `all right` in the contract?",
)
evaluation.mistake(
    "returns the number of right answers, not their share",
    replace=_RETURN,
    by="return total_loss / samples, correct",
    hint="Is 50 a good result? What else do you have to know?",
)
evaluation.mistake(
    "returns the accuracy as a tensor",
    replace="correct += int((logits.argmax(dim=1) == targets).sum())",
    by="correct += (logits.argmax(dim=1) == targets).sum()",
    hint="A sum of a tensor is a tensor still. Which types does the contract name?",
)
evaluation.mistake(
    "returns the accuracy before the loss",
    replace=_RETURN,
    by="return correct / samples, total_loss / samples",
    hint="In which order does the contract name the two numbers?",
)
evaluation.mistake(
    "picks the largest logit of each class, not of each sample",
    replace="logits.argmax(dim=1)",
    by="logits.argmax(dim=0)",
    hint="Logits have the shape (N, C). Which axis disappears when one class is chosen per sample?",
)
evaluation.mistake(
    "picks one largest logit for the whole batch",
    replace="logits.argmax(dim=1)",
    by="logits.argmax()",
    hint="How many predictions does `argmax` return without a `dim`, and how many should there be?",
)
evaluation.mistake(
    "compares predictions of shape (N, 1) with targets of shape (N,), each with each",
    replace="logits.argmax(dim=1)",
    by="logits.argmax(dim=1, keepdim=True)",
    hint="Print the shape of the comparison before you sum it. What has broadcasting made of it?",
)
evaluation.mistake(
    "compares the largest logits themselves with the targets",
    replace="logits.argmax(dim=1)",
    by="logits.max(dim=1).values",
    hint="A target is the number of a class. What does `max` return besides the values?",
)
evaluation.mistake(
    "lets `topk` choose among logits that are equally large",
    replace="logits.argmax(dim=1)",
    by="logits.topk(1, dim=1).indices[:, 0]",
    hint="When several logits are equally large, which class does `argmax` give, and which one `topk`?",
)
evaluation.mistake(
    "counts a sample as right wherever no other logit is larger, ties included",
    replace="(logits.argmax(dim=1) == targets).sum()",
    by="(logits.gather(1, targets[:, None])[:, 0] == logits.max(dim=1).values).sum()",
    hint="When two logits are equally large, how many classes does the contract let the model choose?",
)
evaluation.mistake(
    "gives the loss function its arguments in the wrong order",
    replace="loss_fn(logits, targets)",
    by="loss_fn(targets, logits)",
    hint="Which argument comes first in `nn.CrossEntropyLoss`?",
)
evaluation.mistake(
    "evaluates in whatever mode the model comes in",
    replace="        model.eval()\n",
    by="",
    hint="`no_grad` says nothing to Dropout and BatchNorm. Which switch do they look at?",
)
evaluation.mistake(
    "leaves submodules in training mode where the model itself is in evaluation mode",
    replace="        model.eval()\n",
    by="        if model.training:\n            model.eval()\n",
    hint="`model.training` is the flag of the outermost module. What about the modules inside?",
)
evaluation.mistake(
    "leaves the model in evaluation mode",
    replace=_RESTORE,
    by="pass",
    hint="The training that goes on after this measurement: in which mode does it find the model?",
)
evaluation.mistake(
    "puts the model into training mode at the end, whatever mode it came in",
    replace=_RESTORE,
    by="model.train()",
    hint="What if the model came in evaluation mode, or a part of it was frozen on purpose?",
)
evaluation.mistake(
    "gives all submodules the mode that the outermost one had",
    replace=_RESTORE,
    by="model.train(modes[0][1])",
    hint="`train(mode)` reaches every submodule. What becomes of a BatchNorm that had been frozen?",
)


@evaluation.mistake(
    "puts the modes back only if nothing raises",
    hint="Which lines run when the loss function raises? Which statement of Python runs its lines anyway?",
)
def evaluate(model, loader, loss_fn, device):
    modes = [(module, module.training) for module in model.modules()]
    total_loss = 0.0
    correct = 0
    samples = 0
    model.eval()
    with torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            size = len(targets)
            logits = model(inputs)
            total_loss += loss_fn(logits, targets).item() * size
            correct += int((logits.argmax(dim=1) == targets).sum())
            samples += size
    for module, was_training in modes:
        module.training = was_training
    if samples == 0:
        raise ValueError("the loader yields no batch, so there is nothing to evaluate")
    return total_loss / samples, correct / samples


evaluation.mistake(
    "lets autograd build a graph in evaluation mode",
    replace=_WITHOUT_GRADIENTS,
    by=_WITH_GRADIENTS,
    hint="`eval()` changes how layers behave. Does it say anything to autograd?",
)
evaluation.mistake(
    "detaches the outputs when their graph has been built already",
    replace=_WITHOUT_GRADIENTS,
    by=_WITH_GRADIENTS.replace("model(inputs)", "model(inputs).detach()"),
    hint="`detach` cuts a graph off. How can it not be built in the first place?",
)
evaluation.mistake(
    "switches gradients off and never on again",
    replace=_WITHOUT_GRADIENTS,
    by="        torch.set_grad_enabled(False)\n" + _WITH_GRADIENTS,
    hint="Who switches gradients on again for the training that follows?",
)
evaluation.mistake(
    "switches gradients on at the end, even for a caller who had them off",
    replace=_WITHOUT_GRADIENTS,
    by="        torch.set_grad_enabled(False)\n"
    + _WITH_GRADIENTS
    + "        torch.set_grad_enabled(True)\n",
    hint="What does a context manager such as `torch.no_grad()` do at its end that your line does not?",
)
evaluation.mistake(
    "switches off the gradients of the parameters themselves",
    replace="model.eval()",
    by="model.eval().requires_grad_(False)",
    hint="Can the model still be trained after your measurement? Look at `requires_grad` of its weights.",
)
evaluation.mistake(
    "calls the model twice for each batch",
    replace="loss_fn(logits, targets)",
    by="loss_fn(model(inputs), targets)",
    hint="The outputs that the accuracy needs: are they not at hand already?",
)
evaluation.mistake(
    "calls `model.forward`, which passes over the model's hooks",
    replace="model(inputs)",
    by="model.forward(inputs)",
    hint="A module is called like a function. What does `Module.__call__` do besides `forward`?",
)
evaluation.mistake(
    "leaves the batches on the device that they come on",
    replace="                inputs, targets = inputs.to(device), targets.to(device)\n",
    by="",
    hint="The model is on `device`. Where is a batch when it leaves the loader?",
)
evaluation.mistake(
    "moves the inputs and leaves the targets on the device that they come on",
    replace="inputs, targets = inputs.to(device), targets.to(device)",
    by="inputs = inputs.to(device)",
    hint="Two tensors meet in the loss function. On which devices are they?",
)
evaluation.mistake(
    "moves the batches to the GPU, whatever device is asked for",
    replace="inputs.to(device), targets.to(device)",
    by='inputs.to("cuda"), targets.to("cuda")',
    hint="What is the parameter `device` for?",
)
evaluation.mistake(
    "divides by zero for an empty loader",
    replace="""    if samples == 0:
        raise ValueError("the loader yields no batch, so there is nothing to evaluate")
""",
    by="",
    hint="What is `samples` when the loop body never runs, and what does the contract want then?",
)
evaluation.mistake(
    "returns numbers for an empty loader",
    replace='raise ValueError("the loader yields no batch, so there is nothing to evaluate")',
    by="return 0.0, 0.0",
    hint="A loss of 0 over no samples would look perfect. What does the contract want instead?",
)
evaluation.mistake(
    "moves the batches to the first GPU as soon as there is one",
    replace="inputs, targets = inputs.to(device), targets.to(device)",
    by="""device = "cuda" if torch.cuda.is_available() else "cpu"
                inputs, targets = inputs.to(device), targets.to(device)""",
    hint="What is the parameter `device` for? A machine may have two GPUs.",
)
evaluation.mistake(
    "compares predictions in NumPy without bringing them to the CPU",
    replace="int((logits.argmax(dim=1) == targets).sum())",
    by="int((logits.argmax(dim=1).numpy() == targets.numpy()).sum())",
    hint="NumPy's arrays live in the memory of the CPU. What has to happen to a tensor first?",
)
evaluation.mistake(
    "counts in a tensor that it makes on the CPU",
    replace="correct += int((logits.argmax(dim=1) == targets).sum())",
    by="correct = torch.zeros(1, dtype=torch.int64) if samples == 0 else correct\n                correct += (logits.argmax(dim=1) == targets).sum()",
    hint="Two tensors meet in your sum. On which device is each? What does `Tensor.item` give?",
)
