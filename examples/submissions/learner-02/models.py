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
        r = in_features**-0.5
        shapes = {"weight": (out_features, in_features), "bias": (out_features,) if bias else None}
        for name, shape in shapes.items():
            value = None if shape is None else nn.Parameter((2 * torch.rand(shape) - 1) * r)
            self.register_parameter(name, value)

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs of the layer for the vectors along the last axis of `x`."""
        y = torch.einsum("...i,oi->...o", x, self.weight)
        return y if self.bias is None else y + self.bias


import torch
import torch.nn as nn
import torch.nn.functional as F


class LinearRegressionModel(nn.Module):
    def __init__(self):
        super(LinearRegressionModel, self).__init__()
        number_of_inputs = 1
        number_of_outputs = 1
        learning_rate = 0.01
        self.linear = nn.Linear(number_of_inputs, number_of_outputs, bias=True)
        print("made a model:", self.linear)

    def forward(self, x):
        n = x.shape[0]
        print("input shape", x.shape)
        x_copy = x.clone()
        result = self.linear(x_copy)
        return result


class BinaryClassificationModel(nn.Module):
    def __init__(self, in_features=2):
        super(BinaryClassificationModel, self).__init__()
        self.number = in_features
        self.sigmoid = nn.Sigmoid()
        self.layer = nn.Linear(in_features, 1)
        self.name = "my classifier"

    def forward(self, x):
        logits = self.layer(x)
        print("logits", logits.shape)
        probabilities = self.sigmoid(logits)
        answer = probabilities
        return answer


class NeuralNetwork(nn.Module):
    def __init__(self, in_features=28 * 28, hidden=512, classes=10):
        super(NeuralNetwork, self).__init__()
        self.in_features = in_features
        self.fc1 = nn.Linear(in_features, hidden)
        self.relu1 = nn.ReLU()
        self.fc2 = nn.Linear(hidden, hidden)
        self.relu2 = nn.ReLU()
        self.fc3 = nn.Linear(hidden, classes)

    def forward(self, x):
        rows = []
        for i in range(len(x)):
            image = x[i]
            row = image.reshape(self.in_features)
            rows.append(row)
        flat = torch.stack(rows)
        print("flat", flat.shape)
        a = self.fc1(flat)
        b = self.relu1(a)
        c = self.fc2(b)
        d = self.relu2(c)
        e = self.fc3(d)
        return e


def predict_classes(model, x):
    all_modules = []
    all_modes = []
    for m in model.modules():
        all_modules.append(m)
        all_modes.append(m.training)
    print("number of modules", len(all_modules))
    grad_before = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    try:
        for m in all_modules:
            m.training = False
        logits = model(x)
        probabilities = F.softmax(logits.double(), dim=1)
        classes = []
        table = logits.tolist()
        for i in range(logits.shape[0]):
            best = 0
            for j in range(logits.shape[1]):
                if table[i][j] > table[i][best]:
                    best = j
            classes.append(best)
        answer = torch.tensor(classes, dtype=torch.int64, device=logits.device)
    finally:
        torch.set_grad_enabled(grad_before)
        for k in range(len(all_modules)):
            all_modules[k].training = all_modes[k]
    return answer


class CategoricalNet(nn.Module):
    def __init__(self, embedding_sizes, output_size, layers, p=0.4):
        super(CategoricalNet, self).__init__()
        self.embeddings = nn.ModuleList()
        width = 0
        for pair in embedding_sizes:
            number = pair[0]
            length = pair[1]
            self.embeddings.append(nn.Embedding(number, length))
            width = width + length
        self.first_dropout = nn.Dropout(p)
        self.linears = []
        self.count = 0
        for size in layers:
            setattr(self, "linear" + str(self.count), nn.Linear(width, size))
            setattr(self, "relu" + str(self.count), nn.ReLU())
            setattr(self, "norm" + str(self.count), nn.BatchNorm1d(size))
            setattr(self, "dropout" + str(self.count), nn.Dropout(p))
            self.count = self.count + 1
            width = size
        self.last = nn.Linear(width, output_size)

    def forward(self, x):
        vectors = []
        for column in range(len(self.embeddings)):
            categories = x[:, column]
            vector = self.embeddings[column](categories)
            vectors.append(vector)
        h = torch.cat(vectors, dim=1)
        h = self.first_dropout(h)
        print("joined", h.shape)
        for i in range(self.count):
            h = getattr(self, "linear" + str(i))(h)
            h = getattr(self, "relu" + str(i))(h)
            h = getattr(self, "norm" + str(i))(h)
            h = getattr(self, "dropout" + str(i))(h)
        return self.last(h)


def count_parameters(model, trainable_only=False):
    total = 0
    frozen = 0
    for name, parameter in model.named_parameters():
        number = 1
        for size in parameter.shape:
            number = number * int(size)
        print(name, number)
        if trainable_only == True:
            if parameter.requires_grad == True:
                total = total + number
            else:
                frozen = frozen + number
        else:
            total = total + number
    return total


def leaf_modules(model):
    result = {}
    for name, module in model.named_modules():
        how_many_children = 0
        for child in module.children():
            how_many_children = how_many_children + 1
        print(name, how_many_children)
        if how_many_children == 0:
            result[name] = module
    return result
