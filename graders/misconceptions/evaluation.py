"""Evaluation: what goes wrong."""

import math

import torch
from torch import Tensor

from torchkata.exercise import Misconceptions

# predict_labels ----------------------------------------------------------------------------------

predict = Misconceptions("evaluation.predict_labels")
_UNDER_NO_GRAD = """    with torch.no_grad():
        probabilities = torch.sigmoid(model(x))
"""
_LABELS = "(probabilities[:, 0] > threshold).to(torch.float32).cpu().numpy()"

predict.mistake(
    "compares logits, not probabilities, with the threshold",
    replace="torch.sigmoid(model(x))",
    by="model(x)",
    hint="The model says 0.3. Which probability is that, and on which side of 0.5 does it lie?",
)
predict.mistake(
    "takes the sigmoid twice",
    replace="torch.sigmoid(model(x))",
    by="torch.sigmoid(torch.sigmoid(model(x)))",
    hint="What does a second sigmoid make of numbers between 0 and 1? Which of them end below 0.5?",
)
predict.mistake(
    "takes the softmax over a single logit, which is 1 whatever the logit is",
    replace="torch.sigmoid(model(x))",
    by="torch.softmax(model(x), dim=1)",
    hint="Softmax makes each row add up to 1. What does that leave for a row of one number?",
)
predict.mistake(
    "takes the argmax over a single logit, which is 0 whatever the logit is",
    replace=_LABELS,
    by="probabilities.argmax(dim=1).to(torch.float32).cpu().numpy()",
    hint="How many columns does the output have, and which of their positions can be the largest?",
)
predict.mistake(
    "takes a probability that equals the threshold for positive",
    replace="> threshold",
    by=">= threshold",
    hint="Which label does the contract give to a probability of exactly 0.5?",
)
predict.mistake(
    "ignores the caller's threshold",
    replace="> threshold",
    by="> 0.5",
    hint="Where in your function does the argument `threshold` appear?",
)
predict.mistake(
    "keeps the column, so that the result has the shape (N, 1)",
    replace="probabilities[:, 0]",
    by="probabilities",
    hint="Which shape does the model's output have, and which one does the contract ask for?",
)
predict.mistake(
    "drops every axis of size 1, and with a single sample the only axis",
    replace="probabilities[:, 0]",
    by="probabilities.squeeze()",
    hint="Which shape does `squeeze()` give to the output for one sample? Which axis do you mean?",
)
predict.mistake(
    "returns the probabilities",
    replace=_LABELS,
    by="probabilities[:, 0].to(torch.float32).cpu().numpy()",
    hint="How many different values may the result have?",
)
predict.mistake(
    "returns an array of truth values",
    replace=".to(torch.float32).cpu()",
    by=".cpu()",
    hint="Which dtype does a comparison give, and which one does the contract ask for?",
)
predict.mistake(
    "returns an array of whole numbers",
    replace=".to(torch.float32).cpu()",
    by=".to(torch.int64).cpu()",
    hint="Print the dtype of your result. Which one does the contract ask for?",
)
predict.mistake(
    "returns float64 numbers, as NumPy makes them",
    replace=_LABELS,
    by="np.where((probabilities[:, 0] > threshold).cpu().numpy(), 1.0, 0.0)",
    hint="Print the dtype of your result: which one does NumPy choose for Python floats?",
)
predict.mistake(
    "returns a tensor",
    replace=".cpu().numpy()",
    by="",
    hint="The result is for NumPy and scikit-learn. Which method of a tensor makes an array of it?",
)
predict.mistake(
    "predicts in whatever mode the model comes in",
    replace="    model.eval()\n",
    by="",
    hint="`no_grad` says nothing to Dropout and BatchNorm. Which switch do they look at?",
)
predict.mistake(
    "leaves the model in evaluation mode",
    replace="    model.train(was_training)\n",
    by="",
    hint="The training that goes on after your prediction: in which mode does it find the model?",
)
predict.mistake(
    "puts the model into training mode at the end, whatever mode it came in",
    replace="model.train(was_training)",
    by="model.train()",
    hint="What if the model came in evaluation mode, as a finished one does?",
)
predict.mistake(
    "lets autograd build a graph in evaluation mode",
    replace=_UNDER_NO_GRAD,
    by="    probabilities = torch.sigmoid(model(x))\n",
    hint="`eval()` changes how layers behave. Does it say anything to autograd?",
)
predict.mistake(
    "makes a NumPy array of probabilities that are part of a graph",
    replace=_UNDER_NO_GRAD,
    by="    probabilities = torch.as_tensor(torch.sigmoid(model(x)).cpu().numpy())\n",
    hint="PyTorch refuses, and says why: who asked for a graph here?",
)
predict.mistake(
    "switches gradients off and never on again",
    replace=_UNDER_NO_GRAD,
    by="    torch.set_grad_enabled(False)\n    probabilities = torch.sigmoid(model(x))\n",
    hint="Who switches gradients on again for the training that follows?",
)
predict.mistake(
    "switches off the gradients of the parameters themselves",
    replace="model.eval()",
    by="model.eval().requires_grad_(False)",
    hint="Can the model still be trained afterwards? Look at `requires_grad` of its weights.",
)
predict.mistake(
    "calls `.numpy()` on labels that may be on a GPU",
    replace=".cpu().numpy()",
    by=".numpy()",
    hint="NumPy's arrays live in the memory of the CPU. What has to happen to a tensor first?",
)
predict.mistake(
    "moves the model to the CPU, and leaves it there",
    replace="torch.sigmoid(model(x))",
    by="torch.sigmoid(model.cpu()(x.cpu()))",
    hint="`Module.to` moves the module itself. Where does the caller find the model afterwards?",
)
predict.mistake(
    "moves the samples to the CPU, away from the model",
    replace="model(x)",
    by="model(x.cpu())",
    hint="Model and samples come on the same device. Which of the two have you moved?",
)

# evaluate ----------------------------------------------------------------------------------------

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

# confusion_matrix --------------------------------------------------------------------------------

confusion = Misconceptions("evaluation.confusion_matrix")
_PAIRS = "num_classes * y_true + y_pred"
_COUNTED = "torch.bincount(pairs, minlength=num_classes**2).reshape(num_classes, num_classes)"

confusion.mistake(
    "exchanges rows and columns: its rows are the predicted classes",
    replace=_PAIRS,
    by="num_classes * y_pred + y_true",
    hint="Two samples of class 0 are taken for class 1. In which row should you find them?",
)
confusion.mistake(
    "counts a pair of classes once, however often it occurs",
    replace=f"return {_COUNTED}",
    by="""table = y_true.new_zeros(num_classes, num_classes)
    table[y_true, y_pred] += 1
    return table""",
    hint="With tensors as indices, `table[i, j] += 1` reads all places before it writes any. How often does "
    "it add to a place that is named twice?",
)
confusion.mistake(
    "lets `bincount` stop at the last pair that occurs",
    replace=", minlength=num_classes**2",
    by="",
    hint="How many numbers does `bincount` return if the last class is never predicted as itself?",
)
confusion.mistake(
    "has rows for the classes that occur, not for all",
    replace="""    pairs = num_classes * y_true + y_pred
""",
    by="""    labels, positions = torch.cat([y_true, y_pred]).unique(return_inverse=True)
    num_classes = len(labels)
    pairs = num_classes * positions[: len(y_true)] + positions[len(y_true) :]
""",
    hint="What is `num_classes` for? Which row should class 2 have if class 1 does not occur?",
)
confusion.mistake(
    "counts in floating-point numbers",
    replace=f"return {_COUNTED}",
    by=f"return {_COUNTED}.to(torch.float32)",
    hint="Which dtype does `torch.zeros` choose if nobody tells it? What is being counted here?",
)
confusion.mistake(
    "returns shares of each class where counts are asked",
    replace=f"return {_COUNTED}",
    by=f"""table = {_COUNTED}
    return table / table.sum(dim=1, keepdim=True).clamp_min(1)""",
    hint="Can one see from your table how many samples there were?",
)


@confusion.mistake(
    "loops over the samples in Python",
    hint="Which function of torch counts whole numbers, and how does a pair become one?",
)
def confusion_matrix(y_true: Tensor, y_pred: Tensor, num_classes: int) -> Tensor:
    table = y_true.new_zeros(num_classes, num_classes)
    for i, j in zip(y_true.tolist(), y_pred.tolist()):
        table[i, j] += 1
    return table


confusion.mistake(
    "counts in a table that it makes on the CPU",
    replace=f"return {_COUNTED}",
    by="""table = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    one = torch.ones_like(y_true)
    return table.index_put_((y_true, y_pred), one, accumulate=True)""",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Where are the labels?",
)
confusion.mistake(
    "gives its result on the CPU, wherever its input is",
    replace=f"return {_COUNTED}",
    by=f"return {_COUNTED}.cpu()",
    hint="On which device is `y_true`, and on which is what you return? The caller goes on with both.",
)
confusion.mistake(
    "counts in NumPy without bringing the labels to the CPU",
    replace=f"return {_COUNTED}",
    by="""counts = np.bincount(pairs.numpy(), minlength=num_classes**2)
    return torch.from_numpy(counts).reshape(num_classes, num_classes).to(y_true.device)""",
    hint="NumPy's arrays live in the memory of the CPU. What has to happen to a tensor first?",
)

# accuracy ----------------------------------------------------------------------------------------

accuracy = Misconceptions("evaluation.accuracy")
_SHARE = "return right / len(y_true) if len(y_true) else 0.0"

accuracy.mistake(
    "returns the number of right labels, not their share",
    replace=_SHARE,
    by="return float(right)",
    hint="Is 50 a good result? What else do you have to know?",
)
accuracy.mistake(
    "returns the accuracy in percent",
    replace="right / len(y_true)",
    by="100 * right / len(y_true)",
    hint="Which number stands for `all right` in the contract?",
)
accuracy.mistake(
    "returns the share of wrong labels",
    replace="y_true == y_pred",
    by="y_true != y_pred",
    hint="What does your function say of predictions that are all right?",
)
accuracy.mistake(
    "counts the right positives only",
    replace="y_true == y_pred",
    by="y_true * y_pred",
    hint="Is a sample that is 0, and predicted 0, right or wrong?",
)
accuracy.mistake(
    "divides with `//`, which cuts off what is behind the decimal point",
    replace="right / len(y_true)",
    by="right // len(y_true)",
    hint="What is `3 // 4` in Python?",
)
accuracy.mistake(
    "rounds the share to four digits",
    replace=_SHARE,
    by="return round(right / len(y_true), 4) if len(y_true) else 0.0",
    hint="Two models differ in one answer of 100,000. What does your function say of them?",
)
accuracy.mistake(
    "returns a tensor",
    replace=_SHARE,
    by="return torch.tensor(right / len(y_true) if len(y_true) else 0.0)",
    hint="A mean of a tensor is a tensor still. Which method makes a Python number of it?",
)
accuracy.mistake(
    "divides by zero where there is no sample",
    replace=_SHARE,
    by="return right / len(y_true)",
    hint="What is `len(y_true)` for an empty tensor, and what does the contract want then?",
)
accuracy.mistake(
    "is nan where there is no sample",
    replace=_SHARE,
    by='return right / len(y_true) if len(y_true) else float("nan")',
    hint="What is the mean of an empty tensor, and what does the contract want instead?",
)
accuracy.mistake(
    "accepts labels of any shape, and broadcasts them",
    replace="""    if y_true.shape != y_pred.shape:
        shapes = f"{tuple(y_true.shape)} and {tuple(y_pred.shape)}"
        raise ValueError(f"y_true and y_pred should have the same shape, and have {shapes}.")
""",
    by="",
    hint="What is the shape of `y_true == y_pred` if one has the shape (N,) and the other (N, 1)?",
)
accuracy.mistake(
    "compares the lengths of the labels, and not their shapes",
    replace="y_true.shape != y_pred.shape",
    by="len(y_true) != len(y_pred)",
    hint="How long is a tensor of shape (N, 1), and how long is one of shape (N,)?",
)
accuracy.mistake(
    "compares in NumPy without bringing the labels to the CPU",
    replace="(y_true == y_pred).sum()",
    by="(y_true.numpy() == y_pred.numpy()).sum()",
    hint="NumPy's arrays live in the memory of the CPU. What has to happen to a tensor first?",
)

# precision ---------------------------------------------------------------------------------------

precision = Misconceptions("evaluation.precision")
_PRECISION = "return true_positives / predicted if predicted else 0.0"

precision.mistake(
    "computes the recall",
    replace="(y_pred == 1).sum())\n    return",
    by="(y_true == 1).sum())\n    return",
    hint="By what do you divide: by all that is positive, or by all that was called positive?",
)
precision.mistake(
    "computes the accuracy",
    replace=_PRECISION,
    by="return int((y_true == y_pred).sum()) / len(y_true) if len(y_true) else 0.0",
    hint="What do samples that are 0, and predicted 0, do to your result, and what should they?",
)
precision.mistake(
    "divides the true positives by all samples",
    replace=_PRECISION,
    by="return true_positives / len(y_true) if len(y_true) else 0.0",
    hint="The precision is a share of something: of which samples?",
)
precision.mistake(
    "takes 0 for the positive class",
    replace="""    true_positives = int(((y_true == 1) & (y_pred == 1)).sum())
    predicted = int((y_pred == 1).sum())
""",
    by="""    true_positives = int(((y_true == 0) & (y_pred == 0)).sum())
    predicted = int((y_pred == 0).sum())
""",
    hint="Which label means positive?",
)
precision.mistake(
    "divides the true positives by the false ones",
    replace="int((y_pred == 1).sum())",
    by="int(((y_true == 0) & (y_pred == 1)).sum())",
    hint="A share is a part of a whole. Do the true positives belong to what you divide by?",
)
precision.mistake(
    "divides by zero where nothing is predicted positive",
    replace=_PRECISION,
    by="return true_positives / predicted",
    hint="What do you divide by if the model never says 1, and what does the contract want then?",
)
precision.mistake(
    "is nan where nothing is predicted positive",
    replace=_PRECISION,
    by='return true_positives / predicted if predicted else float("nan")',
    hint="What is 0/0 for a tensor, and what does the contract want instead?",
)
precision.mistake(
    "is 1 where nothing is predicted positive",
    replace=_PRECISION,
    by="return true_positives / predicted if predicted else 1.0",
    hint="No alarm, no false alarm: and yet the contract names another number.",
)
precision.mistake(
    "returns a tensor",
    replace=_PRECISION,
    by="return torch.tensor(true_positives / predicted if predicted else 0.0)",
    hint="A quotient of tensors is a tensor. Which method makes a Python number of it?",
)
precision.mistake(
    "counts in NumPy without bringing the labels to the CPU",
    replace="((y_true == 1) & (y_pred == 1)).sum()",
    by="np.logical_and(y_true.numpy(), y_pred.numpy()).sum()",
    hint="NumPy's arrays live in the memory of the CPU. What has to happen to a tensor first?",
)

# recall ------------------------------------------------------------------------------------------

recall = Misconceptions("evaluation.recall")
_RECALL = "return true_positives / positive if positive else 0.0"

recall.mistake(
    "computes the precision",
    replace="(y_true == 1).sum())\n    return",
    by="(y_pred == 1).sum())\n    return",
    hint="By what do you divide: by all that was called positive, or by all that is?",
)
recall.mistake(
    "computes the accuracy",
    replace=_RECALL,
    by="return int((y_true == y_pred).sum()) / len(y_true) if len(y_true) else 0.0",
    hint="What do samples that are 0, and predicted 0, do to your result, and what should they?",
)
recall.mistake(
    "divides the true positives by all samples",
    replace=_RECALL,
    by="return true_positives / len(y_true) if len(y_true) else 0.0",
    hint="The recall is a share of something: of which samples?",
)
recall.mistake(
    "takes 0 for the positive class",
    replace="""    true_positives = int(((y_true == 1) & (y_pred == 1)).sum())
    positive = int((y_true == 1).sum())
""",
    by="""    true_positives = int(((y_true == 0) & (y_pred == 0)).sum())
    positive = int((y_true == 0).sum())
""",
    hint="Which label means positive?",
)
recall.mistake(
    "divides the positives that were found by those that were missed",
    replace="int((y_true == 1).sum())",
    by="int(((y_true == 1) & (y_pred == 0)).sum())",
    hint="A share is a part of a whole. Do the true positives belong to what you divide by?",
)
recall.mistake(
    "divides by zero where nothing is positive",
    replace=_RECALL,
    by="return true_positives / positive",
    hint="What do you divide by if no sample is 1, and what does the contract want then?",
)
recall.mistake(
    "is nan where nothing is positive",
    replace=_RECALL,
    by='return true_positives / positive if positive else float("nan")',
    hint="What is 0/0 for a tensor, and what does the contract want instead?",
)
recall.mistake(
    "is 1 where nothing is positive",
    replace=_RECALL,
    by="return true_positives / positive if positive else 1.0",
    hint="Nothing to find, nothing missed: and yet the contract names another number.",
)
recall.mistake(
    "returns a tensor",
    replace=_RECALL,
    by="return torch.tensor(true_positives / positive if positive else 0.0)",
    hint="A quotient of tensors is a tensor. Which method makes a Python number of it?",
)
recall.mistake(
    "counts in NumPy without bringing the labels to the CPU",
    replace="((y_true == 1) & (y_pred == 1)).sum()",
    by="np.logical_and(y_true.numpy(), y_pred.numpy()).sum()",
    hint="NumPy's arrays live in the memory of the CPU. What has to happen to a tensor first?",
)

# f1_score ----------------------------------------------------------------------------------------

f1 = Misconceptions("evaluation.f1_score")
_F1 = "return 2 * p * r / (p + r) if p + r > 0 else 0.0"

f1.mistake(
    "takes the ordinary mean of precision and recall",
    replace=_F1,
    by="return (p + r) / 2",
    hint="What is your score of a model that raises an alarm for everything, one time in ten rightly?",
)
f1.mistake(
    "takes the geometric mean of precision and recall",
    replace=_F1,
    by="return (p * r) ** 0.5",
    hint="There are several means. Which one does the contract name, and what is its formula?",
)
f1.mistake(
    "forgets the factor 2",
    replace="2 * p * r",
    by="p * r",
    hint="What is the mean of 1 and 1, and what is your score of perfect predictions?",
)
f1.mistake(
    "divides by the precision and adds the recall, for want of brackets",
    replace="/ (p + r) if p + r > 0",
    by="/ p + r if p > 0",
    hint="`/` binds tighter than `+`: what does a / b + c divide by?",
)
f1.mistake(
    "counts a true positive once, which gives the Jaccard index",
    replace="2 * p * r / (p + r)",
    by="p * r / (p + r - p * r)",
    hint="In 2·TP / (2·TP + FP + FN), how often do true positives stand above, and how often below?",
)
f1.mistake(
    "averages the scores of both classes",
    replace=_F1,
    by="""q, s = precision(1 - y_true, 1 - y_pred), recall(1 - y_true, 1 - y_pred)
    positive = 2 * p * r / (p + r) if p + r > 0 else 0.0
    negative = 2 * q * s / (q + s) if q + s > 0 else 0.0
    return (positive + negative) / 2""",
    hint="Of which class is the score asked? What do samples that are 0 and predicted 0 do to it?",
)
f1.mistake(
    "computes the accuracy",
    replace=_F1,
    by="return int((y_true == y_pred).sum()) / len(y_true) if len(y_true) else 0.0",
    hint="What do samples that are 0, and predicted 0, do to your result, and what should they?",
)
f1.mistake(
    "takes 0 for the positive class",
    replace="precision(y_true, y_pred), recall(y_true, y_pred)",
    by="precision(1 - y_true, 1 - y_pred), recall(1 - y_true, 1 - y_pred)",
    hint="Which label means positive?",
)
f1.mistake(
    "divides by zero where precision and recall are 0",
    replace=_F1,
    by="return 2 * p * r / (p + r)",
    hint="What do you divide by if no positive was found, and what does the contract want then?",
)
f1.mistake(
    "is nan where precision and recall are 0",
    replace=_F1,
    by='return 2 * p * r / (p + r) if p + r > 0 else float("nan")',
    hint="What is 0/0 for a tensor, and what does the contract want instead?",
)
f1.mistake(
    "adds 1e-6 to the sum of precision and recall, so that it cannot be zero",
    replace="2 * p * r / (p + r) if p + r > 0 else 0.0",
    by="2 * p * r / (p + r + 1e-6)",
    hint="By how much is the score too small where precision and recall are small? An `if` changes nothing else.",
)
f1.mistake(
    "returns a tensor",
    replace=_F1,
    by="return torch.tensor(2 * p * r / (p + r) if p + r > 0 else 0.0)",
    hint="A quotient of tensors is a tensor. Which method makes a Python number of it?",
)
f1.mistake(
    "counts in NumPy without bringing the labels to the CPU",
    replace=_F1,
    by="""true, found = y_true.numpy(), y_pred.numpy()
    hits, marked = int((true & found).sum()), int(true.sum() + found.sum())
    return 2 * hits / marked if marked else 0.0""",
    hint="NumPy's arrays live in the memory of the CPU. What has to happen to a tensor first?",
)

# classification_report ---------------------------------------------------------------------------

report = Misconceptions("evaluation.classification_report")
_MATRIX = "matrix = confusion_matrix(y_true, y_pred, num_classes).tolist()"

report.mistake(
    "exchanges precision and recall",
    replace="""                "precision": ratio(hits, predicted),
                "recall": ratio(hits, support),
""",
    by="""                "precision": ratio(hits, support),
                "recall": ratio(hits, predicted),
""",
    hint="Which sum runs over the samples that were predicted as a class: over a row or over a column?",
)
report.mistake(
    "gives the weighted average as the macro average too",
    replace="average([1 for c in classes])",
    by='average([c["support"] for c in classes])',
    hint="How much should a class of three samples count in the macro average, beside one of a thousand?",
)
report.mistake(
    "gives the macro average as the weighted average too",
    replace='average([c["support"] for c in classes])',
    by="average([1 for c in classes])",
    hint="How much should a class of three samples count in the weighted average, beside one of a thousand?",
)
report.mistake(
    "leaves classes without samples out of the macro average",
    replace="average([1 for c in classes])",
    by='average([int(c["support"] > 0) for c in classes])',
    hint="Over how many classes does the macro average run, by the contract?",
)
report.mistake(
    "computes the average F1 from the average precision and the average recall",
    replace='return {**means, "support": samples}',
    by="""p, r = means["precision"], means["recall"]
        return {**means, "f1-score": ratio(2 * p * r, p + r), "support": samples}""",
    hint="Is the score of the means the same as the mean of the scores? Try (1, 0) and (0, 1).",
)
report.mistake(
    "counts the predictions of a class as its support",
    replace='"support": support,',
    by='"support": predicted,',
    hint="Does the support of a class change if the model predicts otherwise?",
)
report.mistake(
    "leaves the support out of the averages",
    replace='return {**means, "support": samples}',
    by="return means",
    hint="Compare the keys of your averages with those in the contract.",
)
report.mistake(
    "leaves out the accuracy",
    replace='        "accuracy": ratio(right, samples),\n',
    by="",
    hint="Compare the keys of your report with those in the contract.",
)
report.mistake(
    "has numbers for keys, not text",
    replace="**{str(label): classes[label] for label in range(num_classes)}",
    by="**dict(enumerate(classes))",
    hint="Which key does a caller use to ask for class 0 in the contract's layout?",
)
report.mistake(
    "is nan where something is undefined",
    replace="part / whole if whole else 0.0",
    by='part / whole if whole else float("nan")',
    hint="What is 0/0 for a tensor, and what does the contract want instead?",
)
report.mistake(
    "divides by zero where something is undefined",
    replace="part / whole if whole else 0.0",
    by="part / whole",
    hint="By what do you divide for a class that is never predicted?",
)
report.mistake(
    "leaves its numbers in tensors",
    replace=".tolist()",
    by="",
    hint="An element of a tensor is a tensor, and so is a quotient of two. What does `tolist` give?",
)


@report.mistake(
    "has keys for the classes that occur, and averages over them alone",
    hint="What is `num_classes` for? What should a reader learn about a class that does not occur?",
)
def classification_report(y_true, y_pred, num_classes):
    def ratio(part, whole):
        return part / whole if whole else 0.0

    labels = sorted({*y_true.tolist(), *y_pred.tolist()})
    rows = {}
    for label in labels:
        hits = int(((y_true == label) & (y_pred == label)).sum())
        predicted, support = int((y_pred == label).sum()), int((y_true == label).sum())
        rows[str(label)] = {
            "precision": ratio(hits, predicted),
            "recall": ratio(hits, support),
            "f1-score": ratio(2 * hits, predicted + support),
            "support": support,
        }

    def average(weights):
        names = ("precision", "recall", "f1-score")
        totals = {
            name: sum(w * row[name] for w, row in zip(weights, rows.values())) for name in names
        }
        means = {name: ratio(total, sum(weights)) for name, total in totals.items()}
        return {**means, "support": len(y_true)}

    return {
        **rows,
        "accuracy": ratio(int((y_true == y_pred).sum()), len(y_true)),
        "macro avg": average([1] * len(rows)),
        "weighted avg": average([row["support"] for row in rows.values()]),
    }


report.mistake(
    "counts in a table that it makes on the CPU",
    replace=_MATRIX,
    by="""one = torch.ones_like(y_true)
    matrix = torch.zeros(num_classes, num_classes, dtype=torch.int64)
    matrix = matrix.index_put_((y_true, y_pred), one, accumulate=True).tolist()""",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Where are the labels?",
)
report.mistake(
    "counts in NumPy without bringing the labels to the CPU",
    replace=_MATRIX,
    by="""counts = np.bincount((num_classes * y_true + y_pred).numpy(), minlength=num_classes**2)
    matrix = counts.reshape(num_classes, num_classes).tolist()""",
    hint="NumPy's arrays live in the memory of the CPU. What has to happen to a tensor first?",
)

# RunningAccuracy ---------------------------------------------------------------------------------

running = Misconceptions("evaluation.RunningAccuracy")
_COUNT = """        self._right += int((y_true == y_pred).sum())
        self._samples += len(y_true)
"""
_COMPUTE = "return self._right / self._samples if self._samples else math.nan"
_FORGET = """        self._right = 0
        self._samples = 0
"""


@running.mistake(
    "takes the mean of the batches' accuracies, so that a small batch counts as much as a large one",
    hint="One batch of one sample, right, and one of nine, all wrong: is half of the answers right?",
)
class RunningAccuracy:
    def __init__(self) -> None:
        self.reset()

    def update(self, y_true, y_pred) -> None:
        if len(y_true):
            self.accuracies.append((y_true == y_pred).double().mean().item())

    def compute(self) -> float:
        return sum(self.accuracies) / len(self.accuracies) if self.accuracies else math.nan

    def reset(self) -> None:
        self.accuracies: list[float] = []


running.mistake(
    "knows the last batch only",
    replace=_COUNT,
    by=_COUNT.replace("+=", "="),
    hint="What has become of the first batch when `update` is called for the second time?",
)
running.mistake(
    "counts the batches where the samples are asked",
    replace="self._samples += len(y_true)",
    by="self._samples += 1",
    hint="Two batches of three samples, all right: what does your object say?",
)


@running.mistake(
    "forgets nothing when it is reset",
    hint="Which attributes should be what after `reset`?",
)
class RunningAccuracy:
    def __init__(self) -> None:
        self._right = 0
        self._samples = 0

    def update(self, y_true, y_pred) -> None:
        self._right += int((y_true == y_pred).sum())
        self._samples += len(y_true)

    def compute(self) -> float:
        return self._right / self._samples if self._samples else math.nan

    def reset(self) -> None:
        _right = 0
        _samples = 0


running.mistake(
    "forgets the right answers when it is reset, and not the number of samples",
    replace=_FORGET,
    by="""        self._right = 0
        self._samples = getattr(self, "_samples", 0)
""",
    hint="Your share is made of two numbers. Which of them does `reset` put back?",
)
running.mistake(
    "starts anew whenever the accuracy is computed",
    replace=_COMPUTE,
    by="""share = self._right / self._samples if self._samples else math.nan
        self.reset()
        return share""",
    hint="May a caller look at the accuracy after every batch?",
)
running.mistake(
    "divides by zero where there is no sample",
    replace=_COMPUTE,
    by="return self._right / self._samples",
    hint="What do you divide by before the first batch, and what does the contract want then?",
)
running.mistake(
    "is 0 where there is no sample",
    replace=_COMPUTE,
    by="return self._right / self._samples if self._samples else 0.0",
    hint="How can a reader tell a model that is always wrong from one that was never asked?",
)
running.mistake(
    "returns the accuracy in percent",
    replace=_COMPUTE,
    by="return 100 * self._right / self._samples if self._samples else math.nan",
    hint="Which number stands for `all right` in the contract?",
)
running.mistake(
    "returns a tensor",
    replace="int((y_true == y_pred).sum())",
    by="(y_true == y_pred).sum()",
    hint="A sum of a tensor is a tensor still, and so is all that is added to it. What makes it a number?",
)
running.mistake(
    "keeps its counts in the class, where all objects share them",
    replace=_COUNT,
    by=_COUNT.replace("self.", "RunningAccuracy."),
    hint="Two objects, one for training and one for validation: where does each of them keep its numbers?",
)


@running.mistake(
    "keeps the tensors of a batch, which the caller may write over",
    hint="The list holds the caller's tensors themselves. What is in them when `compute` looks at last?",
)
class RunningAccuracy:
    def __init__(self) -> None:
        self.reset()

    def update(self, y_true, y_pred) -> None:
        self.batches.append((y_true, y_pred))

    def compute(self) -> float:
        right = sum(int((y_true == y_pred).sum()) for y_true, y_pred in self.batches)
        samples = sum(len(y_true) for y_true, _ in self.batches)
        return right / samples if samples else math.nan

    def reset(self) -> None:
        self.batches: list[tuple[Tensor, Tensor]] = []


@running.mistake(
    "counts in a tensor that it makes on the CPU",
    hint="Two tensors meet in your sum. On which device is each? What does `Tensor.item` give?",
)
class RunningAccuracy:
    def __init__(self) -> None:
        self.reset()

    def update(self, y_true, y_pred) -> None:
        self._right += (y_true == y_pred).sum()
        self._samples += len(y_true)

    def compute(self) -> float:
        return int(self._right) / self._samples if self._samples else math.nan

    def reset(self) -> None:
        self._right = torch.zeros(1, dtype=torch.int64)
        self._samples = 0


running.mistake(
    "compares in NumPy without bringing the labels to the CPU",
    replace="(y_true == y_pred).sum()",
    by="(y_true.numpy() == y_pred.numpy()).sum()",
    hint="NumPy's arrays live in the memory of the CPU. What has to happen to a tensor first?",
)
