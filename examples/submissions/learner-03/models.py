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
        # Replace this line with your code.
        super().__init__()
        print("new MyLinear", in_features, out_features, bias)
        bound = 1 / math.sqrt(in_features)
        w = torch.zeros(out_features, in_features)
        for o in range(out_features):
            for i in range(in_features):
                r = torch.rand(1).item()      # 0 to 1
                r = r * 2 - 1                 # -1 to 1
                w[o, i] = r * bound
        self.weight = nn.Parameter(w)
        #self.weight = w
        if bias == True:
            v = torch.zeros(out_features)
            for o in range(out_features):
                r = torch.rand(1).item()
                r = r * 2 - 1
                v[o] = r * bound
            self.bias = nn.Parameter(v)
        else:
            self.bias = None
        #self.linear = nn.Linear(in_features, out_features)   # not allowed

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs of the layer for the vectors along the last axis of `x`.

        Args:
            x: tensor of shape (..., in_features) with the dtype and device of the parameters. There
                may be any number of leading axes, also none. It is left unchanged.

        Returns:
            A tensor of shape (..., out_features) with the same leading axes, dtype and device. It
            stays connected to `x` and to the parameters, so that gradients flow to all of them.
        """
        # Replace this line with your code.
        print("forward x", x.shape, "weight", self.weight.shape)
        outputs = []
        for o in range(self.weight.shape[0]):
            w = self.weight[o]
            y = (x * w).sum(dim=-1)
            if self.bias is not None:
                y = y + self.bias[o]
            outputs.append(y)
            #print(o, y)
        result = torch.stack(outputs, dim=-1)
        print("out", result.shape)
        return result


import torch
import torch.nn.functional as F
from torch import nn


class _ReLULinear(torch.autograd.Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(h, weight, bias, bend):
        a = h.clamp(min=0) if bend else h
        out = a.double() @ weight.double().t() + bias.double()
        return out.to(h.dtype)

    @staticmethod
    def setup_context(ctx, inputs, output):
        h, weight, _, bend = inputs
        ctx.save_for_backward(h, weight)
        ctx.bend = bend

    @staticmethod
    def backward(ctx, grad):
        h, weight = ctx.saved_tensors
        a = h.clamp(min=0) if ctx.bend else h
        g = grad.double()
        grad_h = (g @ weight.double()).to(h.dtype)
        if ctx.bend:
            grad_h = grad_h * (h > 0).to(h.dtype)
        return grad_h, (g.t() @ a.double()).to(weight.dtype), g.sum(0).to(weight.dtype), None


def _apply(linear, h, bend):
    return _ReLULinear.apply(h, linear.weight, linear.bias, bend)


class LinearRegressionModel(nn.Module):
    linear: nn.Linear

    def __init__(self):
        nn.Module.__init__(self)
        self.register_module("linear", nn.Linear(in_features=1, out_features=1))

    def forward(self, x):
        y = nn.Module.__call__(self.linear, x)
        return y.view_as(y)


class BinaryClassificationModel(nn.Module):
    def __init__(self, in_features=2):
        nn.Module.__init__(self)
        self.sigmoid, self.layer = nn.Sigmoid(), nn.Linear(in_features, 1, True)

    def forward(self, x):
        y = self.layer(x.contiguous())
        return self.sigmoid(y)


class NeuralNetwork(nn.Module):
    def __init__(self, in_features=28 * 28, hidden=512, classes=10):
        super().__init__()
        self.in_features = in_features
        self.body = nn.ModuleDict()
        self.body["one"] = nn.Linear(in_features, hidden)
        self.body["two"] = nn.Linear(hidden, hidden)
        self.body["three"] = nn.Linear(hidden, classes)

    def forward(self, x):
        h = torch.cat([row.reshape(1, -1) for row in x.unbind(0)])
        for i, layer in enumerate(self.body.values()):
            h = _apply(layer, h, i > 0)
        return h


class _Evaluating:
    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.was = {}
        self._visit(self.model)
        self.guard = torch.set_grad_enabled(False)
        self.guard.__enter__()

    def _visit(self, module):
        if id(module) not in self.was:
            self.was[id(module)] = (module, module.training)
            module.training = False
            for child in module.children():
                self._visit(child)

    def __exit__(self, *error):
        self.guard.__exit__(*error)
        for module, mode in self.was.values():
            module.training = mode
        return False


def predict_classes(model, x):
    before = torch.is_grad_enabled()
    with _Evaluating(model):
        torch.set_grad_enabled(False)
        logits = model(x)
    torch.set_grad_enabled(before)
    best = logits.detach().cpu().double().numpy().argmax(axis=1)
    return torch.from_numpy(best).to(device=logits.device, dtype=torch.int64)


class CategoricalNet(nn.Module):
    class _Block(nn.Module):
        def __init__(self, a, b, p):
            super().__init__()
            self.linear, self.norm, self.p = nn.Linear(a, b), nn.BatchNorm1d(b), p

        def forward(self, h):
            h = self.norm(torch.relu(_apply(self.linear, h, False)))
            return F.dropout(h, self.p, self.training)

    def __init__(self, embedding_sizes, output_size, layers, p=0.4):
        super().__init__()
        self.p = float(p)
        ends = [0]
        for i, (n, d) in enumerate(embedding_sizes):
            self.add_module(f"table_{i}", nn.Embedding(n, d))
            ends.append(ends[-1] + d)
        self.ends = tuple(ends)
        self.blocks = nn.Sequential()
        a = ends[-1]
        for b in layers:
            self.blocks.append(self._Block(a, b, self.p))
            a = b
        self.head = nn.Linear(a, output_size)

    def forward(self, x):
        h = self.head.weight.new_empty(x.shape[0], self.ends[-1])
        for i in range(len(self.ends) - 1):
            table = self.get_submodule(f"table_{i}").weight
            h[:, self.ends[i] : self.ends[i + 1]] = F.embedding(x[:, i], table)
        h = F.dropout(h, self.p, self.training)
        return _apply(self.head, self.blocks(h), False)


def count_parameters(model, trainable_only=False):
    found = set()

    def visit(module):
        for parameter in module.parameters(recurse=False):
            found.add(parameter)
        for child in module.children():
            visit(child)

    visit(model)
    total = 0
    for parameter in found:
        if not (trainable_only and not parameter.requires_grad):
            total += parameter.detach().reshape(-1).shape[0]
    return total


def leaf_modules(model):
    leaves, seen = {}, set()

    def visit(module, path):
        if module in seen:
            return
        seen.add(module)
        inner = False
        for name, child in module._modules.items():
            if child is not None:
                inner = True
                visit(child, [*path, name])
        if not inner:
            leaves[".".join(path)] = module

    visit(model, [])
    return leaves
