"""Capstones: real training on real data, from the files to answers about what was never shown.

Each exercise of this unit puts together what the units before it took apart: reading, encoding and
scaling data, a network, a training loop, prediction and a file of weights. The network, the
optimizer and the number of epochs are yours to choose. What counts is how well the result answers
questions about a *held-out part*: samples of the same kind, drawn at random before training, whose
labels no code of yours ever sees. Three things make the difference there. Everything that is
measured, scaled by or counted comes from the training part alone; an answer depends on nothing but
the sample that is asked about; and a run can be repeated, because all its chance comes from a seed.
"""

import os
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn


def fashion_classifier(
    root: str | os.PathLike[str],
    checkpoint: str | os.PathLike[str],
    seed: int,
    device: torch.device | str = "cpu",
) -> nn.Module:
    """Train a classifier on the images of a folder, save its weights and return it.

    An image classifier is three short programs that must agree with each other: one that reads
    the images, one that trains, and one that predicts. Most failures are disagreements. Pixels
    are trained on as whole numbers up to 255 and asked about as fractions of one; dropout stays
    on when training is over; the file holds the weights of another moment than the model that
    was measured. And a training file may well be sorted, so that the last thing a network hears
    about in every epoch is one and the same class.

    The folder has the layout of FashionMNIST, and its training part is what
    `torchvision.datasets.FashionMNIST(root, train=True, download=False)` reads: grey images of
    28 by 28 pixels in ten classes. They need not be pictures of clothes, nor be turned as you
    would expect, and they may be sorted by class. The test part is there only because
    torchvision wants its files, and holds a single black image.

    The network has to be trained here, from random weights. Of 1,200 images it is shown, counting
    each time that an image is shown again, at least 1,200 and at most 15,000, which is twelve
    epochs. Every row counts that passes, while autograd is on, through a module that has
    parameters; modules inside it do not count again. So let every training image pass through
    a module, predict under `torch.no_grad()`, and choose a network that is small: a hidden layer
    of a hundred units is plenty, and large networks may run into the grader's limits of time.

    Chance comes from `seed` alone: two calls with the same arguments give the same weights,
    whatever was drawn before. PyTorch's global random state must not be seeded for everybody
    else; inside `torch.random.fork_rng` it can be, as its end puts the old state back. Results
    on different machines may differ.

    Args:
        root: the folder that holds `FashionMNIST/raw`. Nothing in it is changed.
        checkpoint: the file to write. Its folder exists; a file that is there is replaced.
        seed: a plain int from 0 to 2³² - 1.
        device: where to train, and where the returned model is.

    Returns:
        A module on `device`, in evaluation mode with all its submodules, that maps float32
        images of shape (n, 1, 28, 28) with pixels from 0 to 1, on `device`, to logits of shape
        (n, 10), for n of 1 and more. Logits, not probabilities: the softmax of a row gives
        probabilities. The logits of an image do not depend on the images beside it. After
        training on 1,200 images the largest logit is at the right class for more than 90 % of
        597 images that were held out, and for more than 90 % of the training images.

    The file `checkpoint` holds the `state_dict` of the returned model and nothing else, so that
    `torch.load(checkpoint, weights_only=True)` gives back its names with equal tensors.

    Example:
        This is how a file's pixels become what the model is asked about.

        >>> pixels = torch.full((2, 28, 28), 51, dtype=torch.uint8)
        >>> images = pixels.unsqueeze(1) / 255
        >>> images.shape, images.dtype, round(images.max().item(), 4)
        (torch.Size([2, 1, 28, 28]), torch.float32, 0.2)

        With a folder of real images: `fashion_classifier("datasets", "weights.pt", seed=0)`.

    See "Training with PyTorch" in the PyTorch tutorials, `torch.random.fork_rng` in the PyTorch
    documentation and `torchvision.datasets.FashionMNIST` in torchvision's.
    """
    ### BEGIN SOLUTION
    from torchvision.datasets import FashionMNIST  # it takes a second: only who needs it waits

    data = FashionMNIST(root, train=True, download=False)
    images = (data.data.unsqueeze(1) / 255).to(device)
    labels = data.targets.to(device)
    epochs, batch_size = 5, 32

    # All chance is drawn on the CPU: `torch.manual_seed` would seed every GPU as well.
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        model = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 64), nn.ReLU(), nn.Linear(64, 10))
        model.to(device)
        loss_fn = nn.CrossEntropyLoss()
        optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
        for _ in range(epochs):
            for batch in torch.randperm(len(images)).split(batch_size):
                loss = loss_fn(model(images[batch]), labels[batch])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()

    model.eval()
    torch.save(model.state_dict(), checkpoint)
    return model
    ### END SOLUTION


def car_evaluation(
    columns: Sequence[Sequence[str]],
    classes: Sequence[str],
    seed: int,
    device: torch.device | str = "cpu",
) -> Callable[[Sequence[Sequence[str]]], list[str]]:
    """Train a network on categories and return a function that names the class of each row.

    A category such as "low" is a name. Numbering the names invents an order and distances, and
    an embedding does better: it gives each name a vector of its own and lets training find out
    which. The numbering itself must be settled once, from the training part, and kept. A
    predictor that numbers the values afresh whenever it is asked gives "high" the number that
    "low" had, as soon as a question holds other values than the training part did. And in a
    table where most cars are unacceptable, a model that says so of every car is right most of
    the time: this is why the bar here is the macro F1, in which each class counts as much as
    any other.

    The rows may come in any order, also sorted by class. In each column the names have been
    exchanged at random among themselves, and so have the classes: knowing about cars does not
    help, nor does the order of the alphabet.

    Chance comes from `seed` alone: two calls with the same arguments give the same answers,
    whatever was drawn before. PyTorch's global random state must not be seeded for everybody
    else; inside `torch.random.fork_rng` it can be, as its end puts the old state back. Results
    on different machines may differ.

    Args:
        columns: the training part, column by column: lists of equal length n, at least 2, of
            which the first has the first value of every row, and so on.
        classes: the class of each row, n names. There are at least two different ones. Both
            lists are the caller's, who may change them later.
        seed: a plain int from 0 to 2³² - 1.
        device: where to train and to predict.

    Returns:
        A function `predict(columns)`. It takes as many columns as there were, with one row or
        more, and returns a list with the name of a class for every row, in their order. The
        answer for a row is always the same, and does not depend on the rows beside it. It
        raises KeyError, with the value in its message, where a column holds a value that this
        column of the training part did not hold. Trained on 1,209 of the 1,728 rows of
        `datasets/cars.csv`, it reaches a macro F1 above 0.90 on the other 519, and on those
        that it was trained on.

    Example:
        >>> columns = [["red", "blue", "red", "blue"] * 8, ["old", "old", "new", "new"] * 8]
        >>> classes = ["sell", "keep", "keep", "keep"] * 8
        >>> predict = car_evaluation(columns, classes, seed=0)
        >>> predict([["red", "red"], ["new", "old"]])
        ['keep', 'sell']

    See `torch.nn.Embedding` and `torch.random.fork_rng` in the PyTorch documentation, and
    `sklearn.metrics.f1_score` with `average="macro"` in scikit-learn's.
    """
    ### BEGIN SOLUTION
    # Each value of each column has a row of its own in one table of embeddings.
    values = [(j, value) for j, column in enumerate(columns) for value in sorted(set(column))]
    rows_of = {value: row for row, value in enumerate(values)}
    names = sorted(set(classes))

    def encode(columns: Sequence[Sequence[str]]) -> Tensor:
        codes = [[rows_of[j, value] for value in column] for j, column in enumerate(columns)]
        return torch.tensor(codes, device=device).T

    codes = encode(columns)
    targets = torch.tensor([names.index(name) for name in classes], device=device)
    epochs, batch_size = 10, 64

    # All chance is drawn on the CPU: `torch.manual_seed` would seed every GPU as well.
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        model = nn.Sequential(
            nn.Embedding(len(values), 4),
            nn.Flatten(),
            nn.Linear(4 * len(columns), 64),
            nn.ReLU(),
            nn.Linear(64, len(names)),
        )
        model.to(device)
        loss_fn = nn.CrossEntropyLoss()
        optimizer = torch.optim.Adam(model.parameters(), lr=2e-2)
        for _ in range(epochs):
            for batch in torch.randperm(len(codes)).split(batch_size):
                loss = loss_fn(model(codes[batch]), targets[batch])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
    model.eval()

    def predict(columns: Sequence[Sequence[str]]) -> list[str]:
        with torch.no_grad():
            logits = model(encode(columns))
        return [names[index] for index in logits.argmax(dim=1).tolist()]

    return predict
    ### END SOLUTION


def breast_cancer(x: Tensor, t: Tensor, seed: int) -> Callable[..., Tensor]:
    """Train a binary classifier on measurements and return a function that calls tumours.

    Measurements come in units: one column in thousandths, the next in thousands. A network that
    is fed with them hears the large ones only, so each column is brought to mean 0 and
    deviation 1 first. Those means and deviations belong to the model, like its weights: they
    are found on the training part and used for ever after. Whoever scales a question by the
    question's own mean cannot answer for a single patient. And how sure is sure enough is not
    for the network to say: a threshold on the probability trades false alarms (precision)
    against missed tumours (recall), and who asks may want it low or high.

    Chance comes from `seed` alone: two calls with the same arguments give the same answers,
    whatever was drawn before. PyTorch's global random state must not be seeded for everybody
    else; inside `torch.random.fork_rng` it can be, as its end puts the old state back. Results
    on different machines may differ.

    Args:
        x: the training part, float32 of shape (n, d), with one row for each tumour. Columns may
            differ in size by many powers of ten, with deviations down to 1e-5, and one that
            holds the same whole number in every row tells nothing and must do no harm.
        t: int64 of shape (n,): 1 for a malignant tumour, 0 for a benign one. There are rows of
            both kinds. It is on the device of `x`, and that is where to train.
        seed: a plain int from 0 to 2³² - 1.

    Returns:
        A function `predict(x, threshold=0.5)`. It takes float32 rows of shape (m, d), with m of
        1 and more, on the device of the training part, and a threshold from 0 to 1, both
        included. It returns a boolean tensor of shape (m,) on that device: True where the
        model's probability of malignant, the sigmoid of a logit, is strictly greater than the
        threshold. The answer for a row is always the same, and does not depend on the rows
        beside it.

        Trained on 399 of the 569 rows of scikit-learn's breast cancer data, each column in
        a unit and from a zero of its own, it is right for more than 95 % of the other 170 at
        the threshold 0.5, with a precision and a recall above 0.90, and for more than 95 % of
        the rows that it was trained on.

    Example:
        >>> x = torch.tensor([[1.0, 5000.0], [2.0, 1000.0], [3.0, 4000.0], [4.0, 2000.0]])
        >>> predict = breast_cancer(x.repeat(50, 1), torch.tensor([0, 0, 1, 1] * 50), seed=0)
        >>> predict(torch.tensor([[4.0, 3000.0], [1.0, 3000.0]]))
        tensor([ True, False])
        >>> predict(torch.tensor([[4.0, 3000.0]]), threshold=1.0)
        tensor([False])

    See `torch.nn.BCEWithLogitsLoss` and `torch.random.fork_rng` in the PyTorch documentation.
    """
    ### BEGIN SOLUTION
    mean, deviation = x.mean(dim=0), x.std(dim=0, correction=0)
    deviation = torch.where(deviation > 0, deviation, 1.0)
    inputs, targets = (x - mean) / deviation, t.to(x.dtype)
    epochs, batch_size = 15, 64

    # All chance is drawn on the CPU: `torch.manual_seed` would seed every GPU as well.
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        model = nn.Linear(x.shape[1], 1)
        model.to(x.device)
        loss_fn = nn.BCEWithLogitsLoss()
        optimizer = torch.optim.Adam(model.parameters(), lr=3e-2)
        for _ in range(epochs):
            for batch in torch.randperm(len(inputs)).split(batch_size):
                loss = loss_fn(model(inputs[batch]).squeeze(1), targets[batch])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
    model.eval()

    def predict(x: Tensor, threshold: float = 0.5) -> Tensor:
        with torch.no_grad():
            logits = model((x - mean) / deviation).squeeze(1)
        return torch.sigmoid(logits) > threshold

    return predict
    ### END SOLUTION
