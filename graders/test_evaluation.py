"""Evaluation: what must hold."""

import numbers
from collections.abc import Iterator, Mapping

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from torchkata.compare import LOOSE_RTOL, close, raises
from torchkata.exercise import Exercise
from torchkata.recording import takes_more_steps
from torchkata.strategies import choice, dim, flags, integers, labels, matrices, size

# Few different numbers, so that logits tie often; small ones, since the cross entropy of a sure
# prediction is all rounding in float32.
_LOGITS = {"low": 0, "high": 2, "scales": (1.0, 0.5)}
# What is all alike has no spread, and BatchNorm makes something of its rounding alone.
_SPREAD = {"low": -9, "high": 9, "scales": (1.0, 0.5), "distinct": True}

_STARTS = (
    "training",
    "evaluation",
    "frozen BatchNorm",
    "only BatchNorm training",
    "frozen Dropout",
)


def _with_batch_norm(x: Tensor, start: str) -> nn.Module:
    """Return a classifier with a BatchNorm and a Dropout that lets nothing through in training mode.

    The BatchNorm lies two levels deep; one parameter is frozen, and the other has a gradient.
    """
    norm = nn.BatchNorm1d(x.shape[1], momentum=0.5, affine=False)
    linear = nn.Linear(x.shape[1], 2)
    model = nn.Sequential(nn.Sequential(norm), nn.Dropout(p=1.0), linear).to(x.dtype)
    weight = torch.full((2, x.shape[1]), 1 / 32, dtype=x.dtype)  # for logits near 0, as above
    weight[1] *= -1
    model[2].load_state_dict({"weight": weight, "bias": torch.tensor([0.5, 0.25])})
    linear.bias.requires_grad_(False)
    linear.weight.grad = torch.ones_like(linear.weight)
    model.train(start in ("training", "frozen BatchNorm", "frozen Dropout"))
    norm.train(start in ("training", "only BatchNorm training", "frozen Dropout"))
    model[1].train(start in ("training", "frozen BatchNorm"))
    return model


def _afterwards(model: nn.Module, x: Tensor) -> dict[str, object]:
    """Return what one more forward pass shows of the modes in which a model was left."""
    outputs = model(x)
    return {"outputs afterwards": outputs, "running mean after that": model[0][0].running_mean}


# predict_labels ----------------------------------------------------------------------------------

predict = Exercise(
    "evaluation.predict_labels",
    points=7,
    device_points=1,
    hints=(
        "The model says 0.3. Does it mean yes or no, and in which mode did you ask it?",
        "`torch.sigmoid` makes probabilities of logits. `Module.eval`, `Module.train` and `torch.no_grad` are "
        "about the model; `Tensor.cpu` and `Tensor.numpy` bring the answer home.",
        "Note `model.training`, then `eval()`, and `torch.sigmoid(model(x))` under `no_grad`; put the mode back. "
        "Take column 0, compare with `>`, and end with `.float().cpu().numpy()`.",
    ),
)
# Whole numbers and quarters: logits are exact, often 0, and never near the other thresholds. The
# exponential function of some is too large for a number.
_TAME = {"low": -3, "high": 3, "scales": (1.0, 0.5, 1024.0)}
_SAMPLES = matrices(dim("n", least=0), "d", **_TAME)
_ONE_ROW = matrices(1, "d", low=-2, high=2, scales=(1.0, 0.25))


def _binary(weight: Tensor, start: str = "evaluation") -> nn.Module:
    """Return a binary classifier with a Dropout that lets nothing through in training mode."""
    linear = nn.Linear(weight.shape[1], 1, bias=False)
    model = nn.Sequential(nn.Dropout(p=1.0), linear).to(weight)
    linear.load_state_dict({"weight": weight})
    linear.weight.grad = torch.ones_like(linear.weight)
    return model.train(start == "training")


@predict.check(points=2, x=matrices(dim("n", least=0), 1, **_TAME))
def one_half_is_the_usual_threshold(impl, x):
    """The label is 1 where the sigmoid of the logit is greater than 0.5, else 0. (The inputs are the logits.)"""
    return impl.predict_labels(nn.Identity().eval(), x)


@predict.check(points=1, x=_SAMPLES, weight=_ONE_ROW, threshold=choice(0.75, 0.25, 0.9))
def takes_another_threshold(impl, x, weight, threshold):
    """The caller may ask for another threshold, which probabilities are compared with as well."""
    return impl.predict_labels(_binary(weight), x, threshold)


@predict.check(points=1, start=choice("training", "evaluation"), x=_SAMPLES, weight=_ONE_ROW)
def predicts_in_evaluation_mode(impl, start, x, weight):
    """The model answers in evaluation mode, whatever mode it came in."""
    return impl.predict_labels(_binary(weight, start), x)


@predict.check(points=1, start=choice("training", "evaluation"), x=_SAMPLES, weight=_ONE_ROW)
def leaves_the_model_as_it_was(impl, start, x, weight):
    """Afterwards the model is in the mode that it came in, and where it was: its outputs say so."""
    model = _binary(weight, start)
    impl.predict_labels(model, x)
    return {"outputs afterwards": model(x), "parameters learn": model[1].weight.requires_grad}


@predict.check(points=1, evidence="claim", wanted=flags(), x=_SAMPLES, weight=_ONE_ROW, examples=6)
def records_no_graph(impl, wanted, x, weight):
    """The model's outputs have no graph, and the caller's own gradient mode is the same afterwards."""
    model = _binary(weight)
    graphs: list[bool] = []
    hook = model.register_forward_hook(
        lambda _module, _inputs, outputs: graphs.append(outputs.requires_grad)
    )
    with torch.set_grad_enabled(wanted):
        impl.predict_labels(model, x)
        hook.remove()
        afterwards = model(x).requires_grad
    return {"some output had a graph": any(graphs), "outputs afterwards have one": afterwards}


# evaluate ----------------------------------------------------------------------------------------

evaluate = Exercise(
    "evaluation.evaluate",
    points=12,
    device_points=1,
    hints=(
        "A thermometer should not warm the water: what does a forward pass change in a model, and who "
        "puts it back? And what is the accuracy of a batch of one beside a batch of thirty-two?",
        "`Module.eval` and `torch.no_grad` are two switches, and both are needed. `Module.modules` lists "
        "the submodules, each with its own `training` flag; `try` and `finally` survive an exception.",
        "Note `module.training` for every module, then under `try`: `eval()`, `no_grad()`, sum up "
        "`loss.item() * size`, `(logits.argmax(dim=1) == targets).sum()` and `size`. Restore in `finally`.",
    ),
)


@evaluate.check(
    points=2,
    x=matrices("n", "c", **_LOGITS),
    t=labels("n", "c"),
    y=matrices("m", "c", **_LOGITS),
    u=labels("m", "c"),
)
def returns_the_mean_loss_per_sample(impl, x, t, y, u, device):
    """Each batch's mean loss counts by its number of samples. (The inputs are the logits here.)"""
    model = nn.Identity().eval()
    return impl.evaluate(model, [(x, t), (y, u)], nn.CrossEntropyLoss(), str(device))[0]


@evaluate.check(
    points=2,
    x=matrices("n", "c", **_LOGITS),
    t=labels("n", "c"),
    y=matrices("m", "c", **_LOGITS),
    u=labels("m", "c"),
)
def returns_the_share_of_samples_that_are_right(impl, x, t, y, u, device):
    """A sample is right if its largest logit, the first of equal ones, stands at its target."""
    model = nn.Identity().eval()
    return impl.evaluate(model, [(x, t), (y, u)], nn.CrossEntropyLoss(), device)[1]


@evaluate.check(
    points=1,
    start=choice(*_STARTS),
    x=matrices(dim("n", least=2), "d", **_SPREAD),
    t=labels(dim("n", least=2), 2),
)
def measures_in_evaluation_mode(impl, start, x, t, device):
    """All of the model is in evaluation mode for every batch, whatever mode it came in."""
    model = _with_batch_norm(x, start).to(device)
    norm = model[0][0]
    found = impl.evaluate(model, [(x, t), (x[:2], t[:2])], nn.CrossEntropyLoss(), device)
    return {"result": found, "running mean": norm.running_mean, "batches": norm.num_batches_tracked}


@evaluate.check(
    points=1,
    start=choice(*_STARTS),
    x=matrices(dim("n", least=2), "d", **_SPREAD),
    t=labels(dim("n", least=2), 2),
)
def puts_every_mode_back(impl, start, x, t, device):
    """Afterwards each submodule is in its own mode again: a frozen BatchNorm is still frozen."""
    model = _with_batch_norm(x, start).to(device)
    impl.evaluate(model, [(x, t)], nn.CrossEntropyLoss(), device)
    return _afterwards(model, x.to(device))


class _Interrupted(Exception):
    """Something went wrong half-way."""


@evaluate.check(
    points=1,
    start=choice("training", "frozen BatchNorm"),
    elsewhere=False,
    culprit=choice("loss", "loader", "model", "somebody's Ctrl-C"),
    x=matrices(dim("n", least=2), "d", **_SPREAD),
    t=labels(dim("n", least=2), 2),
)
def puts_every_mode_back_after_an_exception(impl, start, culprit, x, t):
    """If the loss, the loader or the model raises, the modes are put back, and the exception passes."""
    model = _with_batch_norm(x, start)
    losses: list[Tensor] = []

    def loss_fn(logits, targets):
        if culprit == "loss" and losses:
            raise _Interrupted
        losses.append(nn.functional.cross_entropy(logits, targets))
        return losses[-1]

    def loader() -> Iterator[tuple[Tensor, Tensor]]:
        yield x, t
        if culprit == "loader":
            raise _Interrupted
        if culprit == "somebody's Ctrl-C":
            raise KeyboardInterrupt
        # A row too wide for the model makes it raise an error of its own.
        yield (torch.cat([x, x], dim=1) if culprit == "model" else x), t

    raised = {"model": RuntimeError, "somebody's Ctrl-C": KeyboardInterrupt}
    expected = raised.get(culprit, _Interrupted)
    passed_on = False
    try:
        impl.evaluate(model, loader(), loss_fn, "cpu")
    except expected:
        passed_on = True
    return {"the exception was passed on": passed_on, **_afterwards(model, x)}


@evaluate.check(
    points=1,
    elsewhere=False,
    wanted=flags(),
    x=matrices("n", "d", **_SPREAD),
    t=labels("n", 2),
    examples=8,
)
def leaves_the_gradient_mode_alone(impl, wanted, x, t):
    """Whether the caller's code records gradients is the same before and after."""
    model = _with_batch_norm(x, "evaluation")
    with torch.set_grad_enabled(wanted):
        impl.evaluate(model, [(x, t)], nn.CrossEntropyLoss(), "cpu")
        return {"outputs afterwards have a graph": model(x).requires_grad}


@evaluate.check(
    points=1,
    source=choice("a DataLoader", "a generator"),
    x=matrices(dim("n", least=2), 3, **_LOGITS),
    t=labels(dim("n", least=2), 3),
)
def takes_any_loader(impl, source, x, t, device):
    """The loader may be a DataLoader, or something without a length."""
    generator = torch.Generator()  # without one a DataLoader draws from the global generator
    loader = DataLoader(TensorDataset(x, t), batch_size=2, generator=generator)
    batches = loader if source == "a DataLoader" else (batch for batch in list(loader))
    return impl.evaluate(nn.Identity().eval(), batches, nn.CrossEntropyLoss(), device)


@evaluate.check(points=1, compare=raises(ValueError), d=integers(1, 3), examples=2)
def refuses_an_empty_loader(impl, d):
    """A loader that yields no batch is a ValueError, for there is nothing to evaluate."""
    return impl.evaluate(nn.Linear(d, 2).eval(), [], nn.CrossEntropyLoss(), "cpu")


@evaluate.check(
    points=1, evidence="claim", x=matrices("n", "d", **_SPREAD), t=labels("n", 2), examples=3
)
def calls_the_model_once_a_batch_without_a_graph(impl, x, t):
    """For each batch the model is called once, and neither its outputs nor the loss have a graph."""
    model = _with_batch_norm(x, "evaluation")
    calls: list[str] = []

    def note(what: str, result: Tensor) -> None:
        calls.append(f"{what} {'with' if result.requires_grad else 'without'} a graph")

    def loss_fn(logits, targets):
        loss = nn.functional.cross_entropy(logits, targets)
        note("loss", loss)
        return loss

    model.register_forward_hook(lambda _module, _inputs, outputs: note("model", outputs))
    impl.evaluate(model, [(x, t), (x, t)], loss_fn, "cpu")
    return calls


# confusion_matrix --------------------------------------------------------------------------------

confusion = Exercise(
    "evaluation.confusion_matrix",
    points=5,
    device_points=1,
    hints=(
        "How many different pairs (true class, predicted class) are there, and how often does each occur?",
        "`torch.bincount` counts whole numbers. Can a pair of classes be written as one whole number?",
        "Count `num_classes * y_true + y_pred` with `minlength=num_classes**2`, then reshape to a square.",
    ),
)
_N = dim("n", least=0, most=8)


@confusion.check(
    points=2,
    y_true=labels(dim("n", most=8), "c"),
    y_pred=labels(dim("n", most=8), "c"),
    num_classes=size("c"),
    more=choice(0, 4096),
)
def counts_every_pair_of_classes(impl, y_true, y_pred, num_classes, more):
    """Row i, column j holds how many samples of class i were predicted as class j, few or thousands."""
    y_true, y_pred = (torch.cat([y, y[:1].repeat(more)]) for y in (y_true, y_pred))
    return impl.confusion_matrix(y_true, y_pred, num_classes)


@confusion.check(points=1, y_true=labels(_N, 2), y_pred=labels(_N, 2), absent=integers(1, 2))
def keeps_classes_that_do_not_occur(impl, y_true, y_pred, absent):
    """Classes that are neither true nor predicted anywhere have their row and column of zeros."""
    return impl.confusion_matrix(y_true, y_pred, num_classes=2 + absent)


@confusion.check(points=1, evidence="claim", c=integers(1, 3), examples=2)
def has_no_loop_over_samples(impl, c):
    """The work does not grow with the number of samples, as it does in a Python loop."""
    few, many = (torch.arange(n) % c for n in (4, 130))
    return {
        "grows": takes_more_steps(
            impl.confusion_matrix, (few, few.flip(0), c), (many, many.flip(0), c)
        )
    }


# accuracy, precision, recall, F1 -----------------------------------------------------------------


def _python_float(number: object) -> object:
    """Return the plain float that a NumPy float64 is as well; anything else is left to be judged."""
    return float(number) if isinstance(number, float) else number


_TRUE, _PREDICTED = labels(_N, 2), labels(_N, 2)
# A few roundings to float32, which are far less than any epsilon that people add.
_ROUNDED = close(2.0**-22)

accuracy = Exercise(
    "evaluation.accuracy",
    points=5,
    device_points=1,
    hints=(
        "Which two numbers does a share consist of, and what are they when there is no sample?",
        "`==` compares element by element, if the shapes are equal: `Tensor.shape` tells. A sum counts.",
        "Different shapes are a ValueError, no sample is 0.0; else `int((y_true == y_pred).sum()) / len(y_true)`.",
    ),
)


@accuracy.check(points=2, compare=close(LOOSE_RTOL), y_true=_TRUE, y_pred=_PREDICTED)
def is_the_share_of_right_labels(impl, y_true, y_pred):
    """The accuracy is the number of samples whose labels agree, over the number of samples."""
    return _python_float(impl.accuracy(y_true, y_pred))


@accuracy.check(points=1, empty=labels(0, 2), examples=1)
def is_zero_without_samples(impl, empty):
    """Where there is no sample the accuracy is 0.0."""
    return _python_float(impl.accuracy(empty, empty.clone()))


@accuracy.check(
    points=1,
    compare=raises(ValueError),
    y_true=labels(dim("n", least=2), 2),
    y_pred=labels(dim("n", least=2), 2),
    difference=choice(
        "a column",
        "a row",
        "one label more",
        "a single label",
        "labels of no sample",
        "a column of no sample",
    ),
)
def refuses_labels_of_another_shape(impl, y_true, y_pred, difference):
    """Labels whose shapes differ are a ValueError, also where they could be broadcast or there is no sample."""
    pairs = {
        "a column": (y_true, y_pred[:, None]),
        "a row": (y_true, y_pred[None]),
        "one label more": (y_true, torch.cat([y_pred, y_pred[:1]])),
        "a single label": (y_true, y_pred[:1]),
        "labels of no sample": (y_true[:0], y_pred),
        "a column of no sample": (y_true[:0], y_pred[:0, None]),
    }
    return impl.accuracy(*pairs[difference])


precision = Exercise(
    "evaluation.precision",
    points=5,
    device_points=1,
    hints=(
        "Of all the alarms, which ones were right? What can be said of them if there was no alarm?",
        "Samples that are 1 in both are found with `&` or a product, and counted with a sum.",
        "True positives over all predicted positives, `(y_pred == 1).sum()`; first see that there are any.",
    ),
)


@precision.check(points=2, compare=_ROUNDED, y_true=_TRUE, y_pred=_PREDICTED)
def is_the_share_of_positives_among_those_predicted(impl, y_true, y_pred):
    """The precision is the number of true positives over the number of predicted positives."""
    return _python_float(impl.precision(y_true, y_pred))


@precision.check(points=1, y_true=_TRUE)
def is_zero_where_nothing_is_predicted_positive(impl, y_true):
    """Without a predicted positive, or without any sample, the precision is 0.0."""
    return _python_float(impl.precision(y_true, torch.zeros_like(y_true)))


@precision.check(points=1, compare=_ROUNDED, y_true=_TRUE, y_pred=_PREDICTED, missed=labels("m", 2))
def does_not_see_what_is_predicted_negative(impl, y_true, y_pred, missed):
    """However many more samples are predicted negative, rightly or wrongly, the precision is the same."""
    y_true = torch.cat([y_true, missed])
    y_pred = torch.cat([y_pred, torch.zeros_like(missed)])
    return _python_float(impl.precision(y_true, y_pred))


recall = Exercise(
    "evaluation.recall",
    points=5,
    device_points=1,
    hints=(
        "Of all that should have been found, how much was? What if there was nothing to find?",
        "Samples that are 1 in both are found with `&` or a product, and counted with a sum.",
        "True positives over all positives, `(y_true == 1).sum()`; first see that there are any.",
    ),
)


@recall.check(points=2, compare=close(LOOSE_RTOL), y_true=_TRUE, y_pred=_PREDICTED)
def is_the_share_of_positives_that_were_found(impl, y_true, y_pred):
    """The recall is the number of true positives over the number of samples that are positive."""
    return _python_float(impl.recall(y_true, y_pred))


@recall.check(points=1, y_pred=_PREDICTED)
def is_zero_where_nothing_is_positive(impl, y_pred):
    """Without a positive sample, or without any sample, the recall is 0.0."""
    return _python_float(impl.recall(torch.zeros_like(y_pred), y_pred))


@recall.check(
    points=1, compare=close(LOOSE_RTOL), y_true=_TRUE, y_pred=_PREDICTED, alarms=labels("m", 2)
)
def does_not_see_what_is_negative(impl, y_true, y_pred, alarms):
    """However many more negative samples there are, with or without an alarm, the recall is the same."""
    y_true = torch.cat([y_true, torch.zeros_like(alarms)])
    y_pred = torch.cat([y_pred, alarms])
    return _python_float(impl.recall(y_true, y_pred))


f1 = Exercise(
    "evaluation.f1_score",
    points=5,
    device_points=1,
    hints=(
        "A recall of 1 and a precision of 0.1: which mean of the two is not impressed?",
        "Of a pair of positive numbers, the harmonic mean is twice the product over the sum. When is the sum 0?",
        "With p and r from your own functions: `2 * p * r / (p + r)`, and 0.0 where p + r is 0.",
    ),
)


@f1.check(points=2, compare=close(LOOSE_RTOL), y_true=_TRUE, y_pred=_PREDICTED)
def is_the_harmonic_mean_of_precision_and_recall(impl, y_true, y_pred):
    """The F1 score is twice the product of precision and recall over their sum."""
    return _python_float(impl.f1_score(y_true, y_pred))


@f1.check(points=1, y_true=_TRUE, kind=choice("negative", "positive", "wrong"))
def is_zero_without_true_positives(impl, y_true, kind):
    """Where nothing is both positive and predicted so, the score is 0.0: all predicted negative, say."""
    zeros = torch.zeros_like(y_true)
    if kind == "positive":
        return _python_float(impl.f1_score(zeros, zeros + 1))
    return _python_float(impl.f1_score(y_true, zeros if kind == "negative" else 1 - y_true))


@f1.check(points=1, compare=close(LOOSE_RTOL), y_true=_TRUE, y_pred=_PREDICTED, more=labels("m", 1))
def does_not_see_true_negatives(impl, y_true, y_pred, more):
    """However many more samples are negative and predicted so, the score is the same."""
    return _python_float(impl.f1_score(torch.cat([y_true, more]), torch.cat([y_pred, more])))


# classification_report ---------------------------------------------------------------------------

report = Exercise(
    "evaluation.classification_report",
    points=8,
    device_points=1,
    hints=(
        "Which numbers of the confusion matrix make up the precision of class 2, and which its recall?",
        "Row sums are supports, column sums count predictions, and the right answers are on the diagonal. An "
        "average is a sum of products with weights over the sum of the weights.",
        "Make a dict for each class from diagonal, row sum and column sum, with 0.0 for any x/0. Average each "
        "column of these with the weights 1, then with the supports; all samples are the support of both.",
    ),
)
_CLASSES = {
    "y_true": labels(_N, "c"),
    "y_pred": labels(_N, "c"),
    "num_classes": size(dim("c", most=3)),
}


def _part(found: Mapping[str, object], key: str) -> object:
    """Return a part of a report; the order of its keys is free, and so is the kind of its numbers."""
    part = found.get(key)
    if isinstance(part, Mapping):
        return {name: _number(part[name]) for name in sorted(part, key=str)}
    return _number(part)


def _number(number: object) -> object:
    return float(number) if isinstance(number, numbers.Real) else number


@report.check(points=1, num_classes=integers(1, 3), examples=3)
def has_the_layout_of_scikit_learn(impl, num_classes):
    """There is a key for each class, as text, one for the accuracy, and one for either average."""
    y_true = torch.arange(num_classes)
    return sorted(impl.classification_report(y_true, y_true.clone(), num_classes), key=str)


@report.check(points=2, compare=close(LOOSE_RTOL), **_CLASSES)
def describes_each_class(impl, y_true, y_pred, num_classes):
    """Each class has its precision, recall, F1 score and support, and 0.0 for what is undefined."""
    found = impl.classification_report(y_true, y_pred, num_classes)
    return [_part(found, str(label)) for label in range(num_classes)]


@report.check(points=1, compare=close(LOOSE_RTOL), **_CLASSES)
def has_the_accuracy(impl, y_true, y_pred, num_classes):
    """The accuracy is the share of samples that were predicted as what they are, 0.0 without samples."""
    return _part(impl.classification_report(y_true, y_pred, num_classes), "accuracy")


@report.check(points=1, compare=close(LOOSE_RTOL), **_CLASSES)
def averages_over_classes(impl, y_true, y_pred, num_classes):
    """The macro average is the mean over all classes, also over those that occur nowhere."""
    return _part(impl.classification_report(y_true, y_pred, num_classes), "macro avg")


@report.check(points=1, compare=close(LOOSE_RTOL), **_CLASSES, examples=20)
def averages_over_samples(impl, y_true, y_pred, num_classes):
    """The weighted average counts each class by its support; without samples it is 0.0."""
    return _part(impl.classification_report(y_true, y_pred, num_classes), "weighted avg")


@report.check(
    points=1,
    compare=close(LOOSE_RTOL),
    y_true=labels(_N, 2),
    y_pred=labels(_N, 2),
    absent=integers(1, 2),
)
def keeps_classes_that_do_not_occur(impl, y_true, y_pred, absent):
    """A class that is neither true nor predicted anywhere is in the report all the same."""
    found = impl.classification_report(y_true, y_pred, num_classes=2 + absent)
    return {key: _part(found, key) for key in ("1", "2", str(1 + absent), "macro avg")}


# RunningAccuracy ---------------------------------------------------------------------------------

running = Exercise(
    "evaluation.RunningAccuracy",
    points=7,
    device_points=1,
    hints=(
        "One batch of three samples, all right, and one of a single sample, wrong. How many of four are right?",
        "Which two numbers are enough to tell the accuracy so far, and can be added to?",
        "Keep the number of right samples and of all samples, as Python ints; divide in `compute` alone, and "
        "call `reset` from `__init__`.",
    ),
)
_BATCH, _SECOND = labels("n", 3), labels(dim("m", least=0), 3)


@running.check(
    points=2, compare=close(LOOSE_RTOL), y_true=_BATCH, y_pred=_BATCH, t=_SECOND, p=_SECOND
)
def counts_over_all_batches(impl, y_true, y_pred, t, p):
    """At any time the accuracy is that of all samples so far, however often it is computed."""
    metric = impl.RunningAccuracy()
    found = []
    for batch in ((y_true, y_pred), (t, p), (y_pred, y_pred)):
        metric.update(*batch)
        found += [_python_float(metric.compute()) for _ in range(2)]
    return found


@running.check(
    points=1, y_true=_BATCH, y_pred=_BATCH, when=choice("new", "after an empty batch", "reset")
)
def is_nan_without_samples(impl, y_true, y_pred, when):
    """Before any sample the accuracy is nan: of a new object, and of one that was reset."""
    metric = impl.RunningAccuracy()
    if when == "after an empty batch":
        metric.update(y_true[:0], y_pred[:0])
    elif when == "reset":
        metric.update(y_true, y_pred)
        metric.reset()
    return _python_float(metric.compute())


@running.check(
    points=1, compare=close(LOOSE_RTOL), y_true=_BATCH, y_pred=_BATCH, t=_BATCH, p=_BATCH
)
def starts_anew_after_a_reset(impl, y_true, y_pred, t, p):
    """After a reset the samples from before count no longer, and the next ones do."""
    metric = impl.RunningAccuracy()
    metric.update(y_true, y_pred)
    metric.reset()
    metric.update(t, p)
    return _python_float(metric.compute())


@running.check(
    points=1, compare=close(LOOSE_RTOL), y_true=_BATCH, y_pred=_BATCH, t=_BATCH, p=_BATCH
)
def each_object_counts_for_itself(impl, y_true, y_pred, t, p):
    """What one object is given is not seen by another, as by one for training and one for validation."""
    first, second = impl.RunningAccuracy(), impl.RunningAccuracy()
    first.update(y_true, y_pred)
    second.update(t, p)
    return [_python_float(metric.compute()) for metric in (first, second)]


@running.check(
    points=1, compare=close(LOOSE_RTOL), y_true=_BATCH, y_pred=_BATCH, t=_BATCH, p=_BATCH
)
def the_tensors_may_be_used_again(impl, y_true, y_pred, t, p):
    """The caller may write the next batch into the same tensors."""
    metric = impl.RunningAccuracy()
    labels_of_batch, predictions = y_true.clone(), y_pred.clone()
    metric.update(labels_of_batch, predictions)
    labels_of_batch.copy_(t)
    predictions.copy_(p)
    metric.update(labels_of_batch, predictions)
    return _python_float(metric.compute())
