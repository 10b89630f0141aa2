"""Evaluation: predictions, metrics and what they are averaged over.

A trained model is worth what it does on samples that it has not seen. Measuring that should be
like reading a thermometer: the reading is right, and nothing is changed by it. Both halves are
easily lost. A model left in training mode gives noisy answers and goes on adapting its
statistics; a mean over batches is not a mean over samples; and two shapes that broadcast can
count each sample many times.
"""

import math
from collections.abc import Callable, Iterable

import numpy as np
import torch
from torch import Tensor, nn


def predict_labels(model: nn.Module, x: Tensor, threshold: float = 0.5) -> np.ndarray:
    """Return the labels, 0 or 1, that a binary classifier gives to the samples in `x`.

    Such a model ends in a single logit for each sample. A logit is no probability: it takes any
    value, 0 stands for "as likely as not", and only the sigmoid turns it into a probability. One
    that is compared with 0.5 before that misses all the samples between. Softmax and argmax are for
    several logits in competition; over a single one they always say the same.

    To predict is to look, not to touch. The model answers in evaluation mode, so that Dropout and
    BatchNorm behave as in use; no graph is built for a backward pass that never comes; and after
    the call the model is as it was, also when it came from the middle of training.

    Args:
        model: maps `x` to one logit for each sample, in a tensor of shape (N, 1). The model and all
            its submodules are in the same mode, training or evaluation, and after the call they are
            in that mode again. Parameters, buffers and gradients are left as they are.
        x: float32 or float64 tensor of N samples along axis 0, N ≥ 0, with the dtype and device of
            the model. It is left unchanged, also where the model returns `x` itself.
        threshold: a number between 0 and 1, both excluded.

    Returns:
        A NumPy array of shape (N,) and dtype float32, wherever the model is: 1.0 where the
        probability, as `sigmoid` gives it in the dtype of the logits, is greater than `threshold`,
        and 0.0 where it is less or equal. While the model
        works autograd builds no graph; the caller's own gradient mode is the same afterwards.

    Example:
        The second logit is 0 exactly, and its probability 0.5; the third has the probability 0.57.

        >>> logits = torch.tensor([[-2.0], [0.0], [0.3], [2.0]])
        >>> predict_labels(nn.Identity(), logits)
        array([0., 0., 1., 1.], dtype=float32)
        >>> predict_labels(nn.Identity(), logits, threshold=0.75)
        array([0., 0., 0., 1.], dtype=float32)

    See `torch.sigmoid` and `torch.nn.Module.eval` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    with torch.no_grad():
        probabilities = torch.sigmoid(model(x))
    model.train(was_training)
    return (probabilities[:, 0] > threshold).to(torch.float32).cpu().numpy()
    ### END SOLUTION


def evaluate(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    device: torch.device | str,
) -> tuple[float, float]:
    """Return the mean loss per sample and the accuracy of a classifier over all of `loader`.

    Two switches are often taken for one. Evaluation mode tells layers such as Dropout and
    BatchNorm to behave as in use; it says nothing about autograd. Disabling gradients spares
    the memory of a graph; it does not stop BatchNorm from updating its statistics. A
    measurement needs both, and it has to leave the model as it found it.

    While the batches are worked on:

    - the whole model, with all its submodules, is in evaluation mode;
    - autograd builds no graph: the outputs of the model and of `loss_fn` do not require
      gradients and have no `grad_fn`;
    - the model is called once for each batch, with the inputs on `device`.

    Afterwards:

    - every submodule is in the mode, training or evaluation, that it had before, each for
      itself. A BatchNorm that was frozen with `.eval()` inside a model in training mode is
      still frozen, and a model that came in evaluation mode is still in it;
    - this holds as well if anything raises on the way: the model, the loss or the loader;
    - parameters, buffers, gradients and the caller's own gradient mode are as they were.

    Args:
        model: maps inputs to logits of shape (N, C), for N samples and C classes. It is on
            `device` already.
        loader: yields pairs (inputs, targets), with N samples along axis 0, at least one, and
            int64 class indices of shape (N,) as targets. A DataLoader or a list of pairs will
            do. It is iterated exactly once, and need not have a length. Batches may differ in
            size and may be on another device.
        loss_fn: takes (logits, targets) and returns the mean loss over the batch as a 0-dim
            tensor, as `nn.CrossEntropyLoss()` does.
        device: where to compute.

    Returns:
        A pair of Python floats: the mean loss over all samples, where each batch counts by its
        number of samples, and the share of samples, from 0.0 to 1.0, for which the class with
        the largest logit is the target. Of equal largest logits the first one counts, as for
        `torch.argmax`.

    Raises:
        ValueError: if the loader yields no batch.

    Example:
        Here the inputs are the logits. Two samples are right and the third is wrong.

        >>> first = (torch.tensor([[2.0, 0.0], [0.0, 2.0]]), torch.tensor([0, 1]))
        >>> second = (torch.tensor([[2.0, 0.0]]), torch.tensor([1]))
        >>> loss, accuracy = evaluate(nn.Identity(), [first, second], nn.CrossEntropyLoss(), "cpu")
        >>> round(loss, 4), round(accuracy, 4)
        (0.7936, 0.6667)

    See `torch.nn.Module.eval` and "Autograd mechanics" (its part on evaluation mode) in the
    PyTorch documentation.
    """
    ### BEGIN SOLUTION
    modes = [(module, module.training) for module in model.modules()]
    total_loss = 0.0
    correct = 0
    samples = 0
    try:
        model.eval()
        with torch.no_grad():
            for inputs, targets in loader:
                inputs, targets = inputs.to(device), targets.to(device)
                size = len(targets)
                logits = model(inputs)
                total_loss += loss_fn(logits, targets).item() * size
                correct += int((logits.argmax(dim=1) == targets).sum())
                samples += size
    finally:
        for module, was_training in modes:
            module.training = was_training
    if samples == 0:
        raise ValueError("the loader yields no batch, so there is nothing to evaluate")
    return total_loss / samples, correct / samples
    ### END SOLUTION


def confusion_matrix(y_true: Tensor, y_pred: Tensor, num_classes: int) -> Tensor:
    """Return how often each class was taken for each class, as a table.

    An accuracy says how many answers are wrong; this table says which. Row i holds the samples
    whose true class is i, and column j those that were predicted as j, so the right answers lie on
    the diagonal. Nothing in the numbers tells a table from its transpose, and each metric that is
    read from it would silently become another one. A class that occurs nowhere keeps its row and
    its column of zeros: otherwise the numbers of the classes after it would shift.

    Counting is a pitfall of its own. Indexing with tensors, as in `table[i, j] += 1`, reads all
    places first and then writes: a place that is named three times is still counted once.

    Args:
        y_true: int64 tensor of shape (N,), N ≥ 0: the true classes, from 0 to num_classes - 1. It
            is left unchanged.
        y_pred: int64 tensor of shape (N,) on the same device: the predicted classes, in the same
            range. It is left unchanged.
        num_classes: how many classes there are, at least 1.

    Returns:
        An int64 tensor of shape (num_classes, num_classes) on the device of `y_true`. Element
        (i, j) is the number of samples of class i that were predicted as class j. No Python loop
        runs over the samples.

    Example:
        Both samples of class 0 were taken for class 2, and class 1 does not occur.

        >>> confusion_matrix(torch.tensor([0, 0, 2]), torch.tensor([2, 2, 2]), num_classes=3)
        tensor([[0, 0, 2],
                [0, 0, 0],
                [0, 0, 1]])

    See `torch.bincount` and `torch.Tensor.index_put_` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    # Each pair of classes is one number, as the digits of a number stand for its value.
    pairs = num_classes * y_true + y_pred
    return torch.bincount(pairs, minlength=num_classes**2).reshape(num_classes, num_classes)
    ### END SOLUTION


def accuracy(y_true: Tensor, y_pred: Tensor) -> float:
    """Return the share of samples whose predicted label is the true one.

    It is the first number to ask for and the easiest to be misled by: where one sample in a hundred
    is positive, a model that never says "positive" has an accuracy of 0.99. It is easily computed
    wrong, too. Compared with labels of shape (N, 1), labels of shape (N,) are broadcast: each meets
    each, N² comparisons are counted, and no error is raised.

    Args:
        y_true: int64 tensor of shape (N,), N ≥ 0: the true labels, 0 or 1. It is left unchanged.
        y_pred: int64 tensor on the same device: the predicted labels, 0 or 1. It is left unchanged.

    Returns:
        A Python float from 0.0 to 1.0, rounded to float32 or finer; 0.0 if there is no sample.

    Raises:
        ValueError: `y_pred` has another shape than `y_true`, also where one of them is empty.

    Example:
        >>> accuracy(torch.tensor([1, 0, 1, 1]), torch.tensor([1, 1, 0, 1]))
        0.5

    See `torch.eq` and `torch.Tensor.item` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    if y_true.shape != y_pred.shape:
        shapes = f"{tuple(y_true.shape)} and {tuple(y_pred.shape)}"
        raise ValueError(f"y_true and y_pred should have the same shape, and have {shapes}.")
    right = int((y_true == y_pred).sum())
    return right / len(y_true) if len(y_true) else 0.0
    ### END SOLUTION


def precision(y_true: Tensor, y_pred: Tensor) -> float:
    """Return the precision: of the samples that were predicted positive, the share that is.

    Precision asks how far an alarm can be trusted. It looks at the predicted positives only: those
    that are positive (true positives) and those that are not (false positives). Positives that were
    missed do not lower it, which is what recall is for; the two are often exchanged. A model that
    raises no alarm at all has no precision: 0/0 is nan or an error, and 0.0 stands in for it.

    Args:
        y_true: int64 tensor of shape (N,), N ≥ 0: the true labels, 0 or 1, where 1 is the positive
            class. It is left unchanged.
        y_pred: int64 tensor of shape (N,) on the same device: the predicted labels, 0 or 1. It is
            left unchanged.

    Returns:
        A Python float from 0.0 to 1.0, rounded to float32 or finer; 0.0 if no sample was predicted
        positive.

    Example:
        Three alarms, one of them right.

        >>> round(precision(torch.tensor([1, 0, 0, 1]), torch.tensor([1, 1, 1, 0])), 4)
        0.3333

    See `torch.logical_and` and `torch.sum` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    true_positives = int(((y_true == 1) & (y_pred == 1)).sum())
    predicted = int((y_pred == 1).sum())
    return true_positives / predicted if predicted else 0.0
    ### END SOLUTION


def recall(y_true: Tensor, y_pred: Tensor) -> float:
    """Return the recall: of the samples that are positive, the share that was predicted positive.

    Recall asks how much is missed. It looks at the positive samples only: those that were found
    (true positives) and those that were not (false negatives). False alarms do not lower it, so a
    model that calls everything positive has a recall of 1; that is why it is read together with
    precision. Where no sample is positive there is nothing to find, and 0.0 stands in for 0/0.

    Args:
        y_true: int64 tensor of shape (N,), N ≥ 0: the true labels, 0 or 1, where 1 is the positive
            class. It is left unchanged.
        y_pred: int64 tensor of shape (N,) on the same device: the predicted labels, 0 or 1. It is
            left unchanged.

    Returns:
        A Python float from 0.0 to 1.0, rounded to float32 or finer; 0.0 if no sample is positive.

    Example:
        Two samples are positive, and one of them was found.

        >>> recall(torch.tensor([1, 0, 0, 1]), torch.tensor([1, 1, 1, 0]))
        0.5

    See `torch.logical_and` and `torch.sum` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    true_positives = int(((y_true == 1) & (y_pred == 1)).sum())
    positive = int((y_true == 1).sum())
    return true_positives / positive if positive else 0.0
    ### END SOLUTION


def f1_score(y_true: Tensor, y_pred: Tensor) -> float:
    """Return the F1 score: the harmonic mean of precision p and recall r, 2·p·r / (p + r).

    One number for both kinds of error. An ordinary mean would let a model off that raises an alarm
    for everything: its recall is 1, and the mean at least one half, however useless it is. The
    harmonic mean stays near the smaller of the two. It is 0.0 where both of them are, and in
    particular where one of them is undefined and counts as 0.0.

    You may use your own `precision` and `recall` from this module, but need not.

    Args:
        y_true: int64 tensor of shape (N,), N ≥ 0: the true labels, 0 or 1, where 1 is the positive
            class. It is left unchanged.
        y_pred: int64 tensor of shape (N,) on the same device: the predicted labels, 0 or 1. It is
            left unchanged.

    Returns:
        A Python float from 0.0 to 1.0, rounded to float32 or finer; 0.0 if no sample is both
        positive and predicted positive.

    Example:
        The precision is 1/3 and the recall 1/2.

        >>> round(f1_score(torch.tensor([1, 0, 0, 1]), torch.tensor([1, 1, 1, 0])), 4)
        0.4

    See `torch.logical_and` and `torch.sum` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    p, r = precision(y_true, y_pred), recall(y_true, y_pred)
    return 2 * p * r / (p + r) if p + r > 0 else 0.0
    ### END SOLUTION


def classification_report(
    y_true: Tensor, y_pred: Tensor, num_classes: int
) -> dict[str, float | dict[str, float]]:
    """Return precision, recall, F1 score and support of every class, and their averages.

    With more than two classes each class is once the positive one, and all others together are
    negative. Two averages put the classes together. The *macro* average counts every class alike,
    so that a rare class in which the model fails shows; the *weighted* average counts each class by
    its samples, so that the common ones decide. An average of F1 scores is what it says: the mean
    of the classes' scores, and not the score of the mean precision and the mean recall.

    The report has the layout of scikit-learn's `classification_report` with `output_dict=True`:

        {
            "0": {"precision": …, "recall": …, "f1-score": …, "support": …},
            "1": …,                             # a key for each class, as text
            "accuracy": …,                      # one number
            "macro avg": {"precision": …, "recall": …, "f1-score": …, "support": …},
            "weighted avg": {"precision": …, "recall": …, "f1-score": …, "support": …},
        }

    The support of a class is the number of samples that belong to it, whatever was predicted; the
    support of an average is the number of all samples.

    You may use your own `confusion_matrix` from this module, but need not.

    Args:
        y_true: int64 tensor of shape (N,), N ≥ 0: the true classes, from 0 to num_classes - 1. It
            is left unchanged.
        y_pred: int64 tensor of shape (N,) on the same device: the predicted classes, in the same
            range. It is left unchanged.
        num_classes: how many classes there are, at least 1.

    Returns:
        The report, its keys in any order. All `num_classes` classes are in it, and all count in the
        macro average, also those that occur nowhere. What is undefined, such as the precision of a
        class that is never predicted or any average over no samples, is 0.0. Each number is a
        number of Python or NumPy, not a tensor, and rounded to float32 or finer; a support may be
        an int or a float.

    Example:
        >>> report = classification_report(torch.tensor([0, 0, 0, 1]), torch.tensor([0, 0, 1, 1]), 3)
        >>> report["accuracy"]
        0.75
        >>> {name: round(value, 4) for name, value in report["0"].items()}
        {'precision': 1.0, 'recall': 0.6667, 'f1-score': 0.8, 'support': 3}
        >>> report["2"]
        {'precision': 0.0, 'recall': 0.0, 'f1-score': 0.0, 'support': 0}
        >>> {name: round(value, 4) for name, value in report["macro avg"].items()}
        {'precision': 0.5, 'recall': 0.5556, 'f1-score': 0.4889, 'support': 4}

    See `torch.diagonal` and `torch.sum` in the PyTorch documentation, and
    `sklearn.metrics.classification_report` in that of scikit-learn.
    """
    ### BEGIN SOLUTION
    matrix = confusion_matrix(y_true, y_pred, num_classes).tolist()
    samples = len(y_true)

    def ratio(part: float, whole: float) -> float:
        return part / whole if whole else 0.0

    classes = []
    for label in range(num_classes):
        hits = matrix[label][label]
        support = sum(matrix[label])
        predicted = sum(row[label] for row in matrix)
        classes.append(
            {
                "precision": ratio(hits, predicted),
                "recall": ratio(hits, support),
                "f1-score": ratio(2 * hits, predicted + support),
                "support": support,
            }
        )

    def average(weights: list[int]) -> dict[str, float]:
        means: dict[str, float] = {}
        for name in ("precision", "recall", "f1-score"):
            total = sum(w * c[name] for w, c in zip(weights, classes, strict=True))
            means[name] = ratio(total, sum(weights))
        return {**means, "support": samples}

    right = sum(matrix[label][label] for label in range(num_classes))
    return {
        **{str(label): classes[label] for label in range(num_classes)},
        "accuracy": ratio(right, samples),
        "macro avg": average([1 for c in classes]),
        "weighted avg": average([c["support"] for c in classes]),
    }
    ### END SOLUTION


class RunningAccuracy:
    """The accuracy over all samples that have been seen so far, batch after batch.

    A data set rarely comes in one piece. What has to be carried from batch to batch is how many
    samples were right and how many there were: a mean of the batches' accuracies would let a last
    batch of three samples weigh as much as one of thirty-two. To carry the labels themselves along
    works too, at the price of their memory, and only if they are copied: a loop may well write its
    next batch into the same tensors.

    Contract:
        - `update` takes in one batch, `compute` says what the accuracy is, `reset` forgets
          everything. They may be called in any order and any number of times.
        - Each object counts for itself.
        - What becomes of the tensors after `update` has returned makes no difference.

    Example:
        >>> metric = RunningAccuracy()
        >>> metric.update(torch.tensor([0, 2]), torch.tensor([0, 2]))
        >>> metric.compute()
        1.0
        >>> metric.update(torch.tensor([1]), torch.tensor([0]))
        >>> round(metric.compute(), 4)
        0.6667
        >>> metric.reset()
        >>> metric.compute()
        nan

    See `torch.eq` and `torch.Tensor.item` in the PyTorch documentation.
    """

    def __init__(self) -> None:
        """Start without any sample."""
        ### BEGIN SOLUTION
        self.reset()
        ### END SOLUTION

    def update(self, y_true: Tensor, y_pred: Tensor) -> None:
        """Count one batch.

        Args:
            y_true: int64 tensor of shape (N,), N ≥ 0: the true classes. It is left unchanged.
            y_pred: int64 tensor of shape (N,) on the same device: the predicted classes. It is left
                unchanged.
        """
        ### BEGIN SOLUTION
        self._right += int((y_true == y_pred).sum())
        self._samples += len(y_true)
        ### END SOLUTION

    def compute(self) -> float:
        """Return the share of right samples among all since the start or the last `reset`.

        Returns:
            A Python float from 0.0 to 1.0, rounded to float32 or finer; nan if there is no sample.
            It changes nothing: more batches may follow.
        """
        ### BEGIN SOLUTION
        return self._right / self._samples if self._samples else math.nan
        ### END SOLUTION

    def reset(self) -> None:
        """Forget all batches: afterwards the object is as good as new."""
        ### BEGIN SOLUTION
        self._right = 0
        self._samples = 0
        ### END SOLUTION
