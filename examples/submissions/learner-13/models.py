"""Models: layers and networks as modules.

A module is a function that owns the numbers it learns. What makes it more than a function is the
bookkeeping of `nn.Module`: parameters and sub-modules that are registered are found by optimizers,
saved in state dicts, moved to devices and converted to other dtypes; everything else is silently
left behind. Here you write a layer from scratch first, then put networks together from ready-made
ones, and look inside what you have built.
"""

import math

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
        super().__init__()
        edge = 1 / math.sqrt(in_features)
        weight = torch.empty(out_features, in_features)
        weight.uniform_(-edge, edge)
        self.weight = nn.Parameter(weight)
        if bias:
            offset = torch.empty(out_features)
            offset.uniform_(-edge, edge)
            self.bias = nn.Parameter(offset)
        else:
            self.bias = None

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs of the layer for the vectors along the last axis of `x`.

        Args:
            x: tensor of shape (..., in_features) with the dtype and device of the parameters. There
                may be any number of leading axes, also none. It is left unchanged.

        Returns:
            A tensor of shape (..., out_features) with the same leading axes, dtype and device. It
            stays connected to `x` and to the parameters, so that gradients flow to all of them.
        """
        product = torch.matmul(x, self.weight.T)
        return product if self.bias is None else product + self.bias


from collections import OrderedDict

import torch
from torch import nn


class LinearRegressionModel(nn.Sequential):
    def __init__(self):
        super().__init__(OrderedDict(linear=nn.Linear(1, 1)))


class BinaryClassificationModel(nn.Sequential):
    def __init__(self, in_features=2):
        super().__init__(OrderedDict(layer=nn.Linear(in_features, 1), sigmoid=nn.Sigmoid()))


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
        pass
        self.flatten = nn.Flatten()
        self.layers = nn.Sequential(
            nn.Linear(in_features, hidden),
            nn.ReLU(),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Linear(hidden, classes),
        )

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
        return self.layers(self.flatten(x))


def predict_classes(model, x):
    modes = [(m, m.training) for m in model.modules()]
    try:
        with torch.inference_mode():
            best = model.eval()(x).topk(1, dim=1).indices[:, 0]
    finally:
        for m, mode in modes:
            m.training = mode
    return best.clone()


class CategoricalNet(nn.Sequential):
    class Lookup(nn.ModuleList):
        def forward(self, x):
            return torch.cat([table(c) for table, c in zip(self, x.unbind(1), strict=True)], 1)

    def __init__(self, embedding_sizes, output_size, layers, p=0.4):
        widths = [sum(d for _, d in embedding_sizes), *layers]
        drop = nn.Dropout(p)
        super().__init__(
            self.Lookup(nn.Embedding(n, d) for n, d in embedding_sizes),
            drop,
            *(
                nn.Sequential(nn.Linear(a, b), nn.ReLU(), nn.BatchNorm1d(b), drop)
                for a, b in zip(widths, widths[1:], strict=False)
            ),
            nn.Linear(widths[-1], output_size),
        )


def count_parameters(model, trainable_only=False):
    return sum(p.numel() for p in model.parameters() if p.requires_grad or not trainable_only)


def leaf_modules(model):
    return {k: m for k, m in model.named_modules() if next(m.children(), None) is None}
