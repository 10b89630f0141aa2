"""Models: layers and networks as modules.

A module is a function that owns the numbers it learns. What makes it more than a function is the
bookkeeping of `nn.Module`: parameters and sub-modules that are registered are found by optimizers,
saved in state dicts, moved to devices and converted to other dtypes; everything else is silently
left behind. Here you write a layer from scratch first, then put networks together from ready-made
ones, and look inside what you have built.
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn


class MyLinear(nn.Module):
    """A fully connected layer, y = x Wᵀ + b, as `nn.Linear` but written by hand.

    Nearly every network is built from this layer: each output is a weighted sum of all inputs plus
    an offset. Tensors become *parameters* only when the module knows them as such. One that is
    merely stored as an attribute computes the same output, yet no optimizer updates it, no state
    dict saves it and no conversion reaches it. And weights that start out all alike stay alike,
    since all outputs get the same gradient: random initial values are what tells them apart.

    Contract:
        - `weight` is a parameter of shape (out_features, in_features). `bias` is a parameter of
          shape (out_features,), or None for a layer made with `bias=False`. There are no other
          parameters and no buffers, so that a state dict moves from here to an `nn.Linear` of the
          same sizes, and back.
        - Neither `nn.Linear` (nor a subclass of it) nor `torch.nn.functional.linear` (nor the same
          operation under another name) is used. Matrix products are welcome.
        - A layer can be converted, say with `.to(torch.float64)`, and then works on that dtype.
        - Gradients reach the input and every parameter.

    Args:
        in_features: the length of an input vector, at least 1.
        out_features: the length of an output vector, at least 1.
        bias: whether the layer adds a learned offset to its output.

    Example:
        >>> layer = MyLinear(in_features=3, out_features=2)
        >>> layer(torch.ones(5, 4, 3)).shape
        torch.Size([5, 4, 2])
        >>> donor = {"weight": torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, -1.0]])}
        >>> donor["bias"] = torch.tensor([10.0, 0.5])
        >>> layer.load_state_dict(donor)
        <All keys matched successfully>
        >>> layer(torch.tensor([1.0, 1.0, 2.0])).tolist()
        [19.0, -1.5]
        >>> MyLinear(3, 2, bias=False).bias is None
        True

    See `torch.nn.Linear` and `torch.nn.Parameter` in the PyTorch documentation.
    """

    weight: nn.Parameter
    bias: nn.Parameter | None

    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        """Create the parameters with random initial values.

        Both are drawn uniformly from -1/√in_features to 1/√in_features, the ends included; that the
        values stay within these bounds (up to rounding) and vary is all that counts. They have
        PyTorch's default dtype. The random numbers come from PyTorch's global generator, which is
        not seeded here: two layers made one after the other differ.
        """
        raise NotImplementedError  # Replace this line with your code.

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs of the layer for the vectors along the last axis of `x`.

        Args:
            x: tensor of shape (..., in_features) with the dtype and device of the parameters. There
                may be any number of leading axes, also none. It is left unchanged.

        Returns:
            A tensor of shape (..., out_features) with the same leading axes, dtype and device. It
            stays connected to `x` and to the parameters, so that gradients flow to all of them.
        """
        raise NotImplementedError  # Replace this line with your code.


class LinearRegressionModel(nn.Module):
    """A straight line with a learned slope and a learned offset: the smallest model there is.

    A model holds layers as attributes and says in `forward` what becomes of an input. Assigning a
    layer to an attribute registers it, provided that `nn.Module` was set up before. A layer is then
    *called*, as a function is. Calling runs the layer's hooks and its `forward`; to call `forward`
    by its name gives the same numbers and leaves the hooks out, and with them every tool that
    watches a model through them.

    Contract:
        - `linear` is an `nn.Linear` with one input, one output and a bias. The model has no other
          parameters and no buffers: its state dict has the keys `linear.weight` and `linear.bias`.
        - It starts from the random values that `nn.Linear` draws. The generator is not seeded here:
          two models made one after the other differ.
        - `forward` calls `linear`, so that forward hooks which are registered on it run, and what
          they return is used.
        - A model can be converted, say with `.to(torch.float64)`, and then works on that dtype.
        - Gradients reach the input and both parameters.

    Example:
        >>> model = LinearRegressionModel()
        >>> line = {"linear.weight": torch.tensor([[2.0]]), "linear.bias": torch.tensor([0.5])}
        >>> model.load_state_dict(line)
        <All keys matched successfully>
        >>> model(torch.tensor([[1.0], [-3.0]])).tolist()
        [[2.5], [-5.5]]

    See `torch.nn.Module` and `torch.nn.Linear` in the PyTorch documentation.
    """

    def __init__(self) -> None:
        """Create the layer."""
        raise NotImplementedError  # Replace this line with your code.

    def forward(self, x: Tensor) -> Tensor:
        """Return the height of the line at each number in `x`.

        Args:
            x: tensor of shape (N, 1) with the dtype and device of the parameters, for N samples;
                N may be 0. It is left unchanged.

        Returns:
            A tensor of shape (N, 1), of the same dtype and device, for any N.
        """
        raise NotImplementedError  # Replace this line with your code.


class BinaryClassificationModel(nn.Module):
    """Logistic regression: a weighted sum of the features, turned into a probability.

    A linear layer gives any number, called a logit. The sigmoid bends it into the range from 0 to 1,
    where it can be read as the probability of the positive class. One number is enough for two
    classes, since the other probability is what is missing to 1. Softmax is no substitute: it
    shares out a total of 1 among the outputs of a sample, and a single output gets all of it.

    Contract:
        - `layer` is an `nn.Linear` from `in_features` inputs to one output, with a bias, and
          `sigmoid` is an `nn.Sigmoid`. The model has no other parameters and no buffers: its state
          dict has the keys `layer.weight` and `layer.bias`.
        - `forward` calls `layer` and then, on its output, `sigmoid`, so that forward hooks which are
          registered on them run, and what they return is used.
        - A model can be converted, say with `.to(torch.float64)`, and then works on that dtype.
        - Gradients reach the input and both parameters.

    Args:
        in_features: the number of features of a sample, at least 1.

    Example:
        >>> model = BinaryClassificationModel(in_features=3)
        >>> state = {"layer.weight": torch.tensor([[1.0, 0.0, -1.0]]), "layer.bias": torch.zeros(1)}
        >>> model.load_state_dict(state)
        <All keys matched successfully>
        >>> model(torch.tensor([[5.0, 7.0, 5.0], [2.0, 7.0, 0.0]]))
        tensor([[0.5000],
                [0.8808]], grad_fn=<SigmoidBackward0>)

    See `torch.nn.Sigmoid` and `torch.nn.Linear` in the PyTorch documentation.
    """

    def __init__(self, in_features: int = 2) -> None:
        """Create the layer, with the random values that `nn.Linear` draws, and the sigmoid."""
        raise NotImplementedError  # Replace this line with your code.

    def forward(self, x: Tensor) -> Tensor:
        """Return for each sample the probability of the positive class.

        Args:
            x: tensor of shape (N, in_features) with the dtype and device of the parameters, for N
                samples; N may be 0. It is left unchanged.

        Returns:
            A tensor of shape (N, 1), of the same dtype and device, with numbers from 0 to 1.
        """
        raise NotImplementedError  # Replace this line with your code.


class NeuralNetwork(nn.Module):
    """A classifier for images: three linear layers with a ReLU after the first and the second.

    An image is a grid of pixels, and a linear layer takes vectors, so each image is laid out, row
    by row, as one long vector first. The axis that counts the samples must survive that. Between
    two linear layers stands a nonlinearity, for without it they would melt into one: a weighted
    sum of weighted sums is a weighted sum. After the last layer stands nothing. What comes out
    are *logits*, one for each class, of any sign and size; the usual loss, `nn.CrossEntropyLoss`,
    expects them as they are and takes the softmax itself.

    Contract:
        - The network computes Linear, ReLU, Linear, ReLU, Linear, with `in_features` inputs, `hidden`
          outputs of the first and of the second layer, and `classes` outputs of the third. All
          three have a bias.
        - Names, nesting and containers are free. `parameters()` yields the parameters in the order
          in which they are used, the weight of each layer before its bias, and no others: shapes
          (hidden, in_features), (hidden,), (hidden, hidden), (hidden,), (classes, hidden) and
          (classes,). There are no buffers.
        - A network can be converted, say with `.to(torch.float64)`, and then works on that dtype.
        - Gradients reach the input and all parameters. Where the input of a ReLU is exactly 0, its
          slope is free.

    Args:
        in_features: the number of numbers in one sample, whatever their arrangement.
        hidden: the width of both hidden layers.
        classes: the number of classes.

    Example:
        >>> model = NeuralNetwork(in_features=2 * 3, hidden=5, classes=4)
        >>> model(torch.zeros(7, 2, 3)).shape
        torch.Size([7, 4])
        >>> [tuple(parameter.shape) for parameter in model.parameters()]
        [(5, 6), (5,), (5, 5), (5,), (4, 5), (4,)]

    See "Build the Neural Network" in the PyTorch tutorials, and `torch.nn.Flatten` and
    `torch.nn.Sequential` in the PyTorch documentation.
    """

    def __init__(self, in_features: int = 28 * 28, hidden: int = 512, classes: int = 10) -> None:
        """Create the layers, with the random values that `nn.Linear` draws."""
        raise NotImplementedError  # Replace this line with your code.

    def forward(self, x: Tensor) -> Tensor:
        """Return the logits of each sample.

        Args:
            x: tensor of shape (N, ...) with N ≥ 1 samples of `in_features` numbers each, in one or
                more axes: (N, height, width), (N, channels, height, width) or (N, in_features). It
                has the dtype and device of the parameters. Its memory need not be contiguous. It
                is left unchanged.

        Returns:
            A tensor of shape (N, classes), of the same dtype and device.
        """
        raise NotImplementedError  # Replace this line with your code.


def predict_classes(model: nn.Module, x: Tensor) -> Tensor:
    """Return the most probable class of each sample in `x`, according to a classifier.

    A classifier gives logits. The softmax over the classes turns those of one sample into
    probabilities, which add up to 1, and the class with the largest one is the prediction. (Softmax
    keeps the order, so you may as well compare the logits; over the wrong axis it does not.)

    To predict is to look, and looking changes nothing. Layers such as Dropout and BatchNorm behave
    differently in training and in use, and the model's *mode* tells them which it is. No gradients
    are needed, and so no graph. Both switches go back afterwards, for somebody may be in the middle
    of a training.

    - While the model is at work, all of it, with all its submodules, is in evaluation mode, and
      autograd builds no graph: its outputs do not require gradients. It is called once, with `x`.
    - Afterwards every submodule is in the mode, training or evaluation, that it had before, each for
      itself: a BatchNorm that was frozen with `.eval()` inside a model in training mode is still
      frozen. (If the model raises, the modes are free.)
    - Parameters, buffers, gradients and the caller's own gradient mode stay as they are.

    Args:
        model: maps `x` to logits of shape (N, C), for N ≥ 1 samples and C ≥ 1 classes. It is on the
            device of `x` already. The logits are finite and may be large.
        x: the inputs of N samples. It is left unchanged.

    Returns:
        An int64 tensor of shape (N,), on the device of the logits: for each sample the index of its
        largest logit. Where several tie for the largest it may be any of them.

    Example:
        Here the inputs are the logits.

        >>> predict_classes(nn.Identity(), torch.tensor([[0.5, 3.0, -1.0], [2.0, 1.0, 0.0]]))
        tensor([1, 0])

    See `torch.nn.Module.eval`, `torch.no_grad` and `torch.argmax` in the PyTorch documentation.
    """
    raise NotImplementedError  # Replace this line with your code.


class CategoricalNet(nn.Module):
    """A network for tables whose columns are categories: city, colour, day of the week.

    Categories come as whole numbers, and those mean nothing as amounts: city 6 is not twice city 3.
    An *embedding* is a table with one learned vector for each category; to look up a category is to
    take its row. Every column has an embedding of its own, and the vectors that one sample gets from
    its columns are joined, end to end, into one long vector. An ordinary network takes it from there.

    How many embeddings and layers there are is known only when the network is made. They are made in
    loops, and a plain Python list would hide them from the module: it looks for its parts in its
    attributes and in containers made for the purpose, and nowhere else.

    Contract:
        - The network computes: the embeddings of all columns, joined in the order of the columns;
          dropout; for each number in `layers` a Linear with so many outputs, ReLU, BatchNorm and
          dropout, in this order; and a last Linear with `output_size` outputs, and nothing after it.
        - Each BatchNorm is an `nn.BatchNorm1d` as it comes, and so is each embedding an
          `nn.Embedding`; all linear layers have a bias. Each dropout zeroes an element with
          probability `p`, and multiplies those that it keeps by 1 / (1 - p), in training mode; in
          evaluation mode it does nothing.
        - Names, nesting and containers are free. `parameters()` yields the parameters in the order in
          which they are used, and no others: the tables of the embeddings, then for each layer weight
          and bias of its Linear and weight and bias of its BatchNorm, then weight and bias of the last
          Linear. The only buffers are those of the BatchNorms.
        - A network can be converted, say with `.to(torch.float64)`, and then works on that dtype.
        - Gradients reach all parameters. Where the input of a ReLU is exactly 0, its slope is free.

    Args:
        embedding_sizes: for each column of the input, of which there is at least one, the number of
            its categories and the length of their vectors, both at least 1. It is left unchanged.
        output_size: the number of outputs, at least 1.
        layers: the numbers of outputs of the hidden layers, each at least 1. It may be empty: then
            the last Linear follows the first dropout. It is left unchanged.
        p: the probability of all dropouts, from 0 to 1.

    Example:
        Seven days and three colours, one hidden layer of 16.

        >>> model = CategoricalNet([(7, 4), (3, 2)], output_size=5, layers=[16])
        >>> model(torch.tensor([[0, 2], [6, 1]])).shape
        torch.Size([2, 5])
        >>> [tuple(parameter.shape) for parameter in model.parameters()]
        [(7, 4), (3, 2), (16, 6), (16,), (16,), (16,), (5, 16), (5,)]

    See `torch.nn.Embedding`, `torch.nn.ModuleList` and `torch.nn.BatchNorm1d` in the PyTorch
    documentation.
    """

    def __init__(
        self,
        embedding_sizes: Sequence[tuple[int, int]],
        output_size: int,
        layers: Sequence[int],
        p: float = 0.4,
    ) -> None:
        """Create embeddings and layers, with the random values that PyTorch gives them."""
        raise NotImplementedError  # Replace this line with your code.

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs of each sample.

        Args:
            x: int64 tensor of shape (N, number of columns) on the device of the parameters, for N ≥ 1
                samples, in training mode N ≥ 2. The categories of a column are counted from 0. It is
                left unchanged.

        Returns:
            A tensor of shape (N, output_size), with the dtype and device of the parameters.

        Raises:
            IndexError: on the CPU, if an element is not a category of its column, as `nn.Embedding`
                raises it.
        """
        raise NotImplementedError  # Replace this line with your code.


def count_parameters(model: nn.Module, trainable_only: bool = False) -> int:
    """Return how many numbers the parameters of a model hold.

    "A model with seven billion parameters" counts numbers, not tensors: an `nn.Linear(3, 2)` has two
    parameter tensors, and 2 × 3 + 2 = 8 numbers to learn. A parameter may stand in a model at two
    places, as when a layer is used twice, or when two layers share one weight. It is learned once
    and takes memory once, and so it counts once. Buffers, such as the running mean of a BatchNorm,
    are stored with a model and not learned: they are no parameters.

    Args:
        model: any module, also one without parameters, or one on the meta device, whose parameters
            have shapes and no memory. It is left unchanged.
        trainable_only: whether to leave out parameters that are frozen, those whose `requires_grad`
            is False. Whether they have a gradient at the moment does not matter.

    Returns:
        The number as a Python int. Each parameter counts once, at however many places of the model
        it stands; a 0-dim parameter counts as one number.

    Example:
        >>> count_parameters(nn.Linear(3, 2))
        8
        >>> layer = nn.Linear(3, 3, bias=False).requires_grad_(False)
        >>> model = nn.Sequential(layer, nn.ReLU(), layer, nn.BatchNorm1d(3))
        >>> count_parameters(model), count_parameters(model, trainable_only=True)
        (15, 6)

    See `torch.nn.Module.parameters` and `torch.Tensor.numel` in the PyTorch documentation.
    """
    raise NotImplementedError  # Replace this line with your code.


def leaf_modules(model: nn.Module) -> dict[str, nn.Module]:
    """Return the modules of a model that have no modules inside, by their qualified names.

    A model is a tree. The leaves are where the work is done, and they are what hooks are put on, what
    is listed in a summary and what is replaced one by one. A qualified name is the way from the root:
    `"encoder.0.norm"` is the attribute `norm` of the module `0` of the attribute `encoder`.
    The last part alone will not do, since every `nn.Sequential` has a `0`.

    What makes a leaf is that it has no children, whatever its class; an attribute that is None is no
    child. An activation without parameters is a leaf, and so is an `nn.Sequential` with nothing in it;
    a module that has parameters of its own and children besides is none.

    Args:
        model: any module. It is left unchanged.

    Returns:
        A dict from qualified names to the modules themselves, in any order. A module that stands in
        the model at several places is in it once, under the first of its names, in the order of
        `Module.named_modules`. A model without children is its own only leaf, and its name is `""`.

    Example:
        >>> model = nn.Sequential(nn.Sequential(nn.Linear(3, 2), nn.ReLU()), nn.Linear(2, 1))
        >>> for name, module in leaf_modules(model).items():
        ...     print(name, module)
        0.0 Linear(in_features=3, out_features=2, bias=True)
        0.1 ReLU()
        1 Linear(in_features=2, out_features=1, bias=True)

    See `torch.nn.Module.named_modules` and `torch.nn.Module.children` in the PyTorch documentation.
    """
    raise NotImplementedError  # Replace this line with your code.
