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
        bound = 1 / math.sqrt(in_features)
        self.weight = nn.Parameter(torch.empty(out_features, in_features).uniform_(-bound, bound))
        if bias:
            self.bias = nn.Parameter(torch.empty(out_features).uniform_(-bound, bound))
        else:
            self.register_parameter("bias", None)

    def forward(self, x: Tensor) -> Tensor:
        """Return the outputs of the layer for the vectors along the last axis of `x`.

        Args:
            x: tensor of shape (..., in_features) with the dtype and device of the parameters. There
                may be any number of leading axes, also none. It is left unchanged.

        Returns:
            A tensor of shape (..., out_features) with the same leading axes, dtype and device. It
            stays connected to `x` and to the parameters, so that gradients flow to all of them.
        """
        y = x @ self.weight.T
        if self.bias is not None:
            y = y + self.bias
        return y


import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn


def _draw(*shape: int, fan_in: int) -> nn.Parameter:
    bound = 1 / math.sqrt(fan_in)
    return nn.Parameter((torch.rand(shape) * 2 - 1) * bound)


class _EinsumLinear(nn.Linear):
    def forward(self, x: Tensor) -> Tensor:
        return torch.einsum("ni,oi->no", x, self.weight) + self.bias


class _Affine(nn.Module):
    def __init__(self, fan_in: int, fan_out: int) -> None:
        super().__init__()
        self.w = _draw(fan_out, fan_in, fan_in=fan_in)
        self.b = _draw(fan_out, fan_in=fan_in)

    def forward(self, x: Tensor) -> Tensor:
        return torch.einsum("oi,ni->no", self.w, x) + self.b


class LinearRegressionModel(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.add_module("linear", _EinsumLinear(1, 1))

    def forward(self, x: Tensor) -> Tensor:
        return self.get_submodule("linear")(x)


class BinaryClassificationModel(nn.Module):
    def __init__(self, in_features: int = 2) -> None:
        super().__init__()
        self.layer = _EinsumLinear(in_features, 1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        for module in self.children():
            x = module(x)
        return x


class NeuralNetwork(nn.Module):
    def __init__(self, in_features: int = 28 * 28, hidden: int = 512, classes: int = 10) -> None:
        super().__init__()
        sizes = [in_features, hidden, hidden, classes]
        for i in range(3):
            fan_in, fan_out = sizes[i], sizes[i + 1]
            self.register_parameter(f"w{i}", _draw(fan_out, fan_in, fan_in=fan_in))
            self.register_parameter(f"b{i}", _draw(fan_out, fan_in=fan_in))

    def forward(self, x: Tensor) -> Tensor:
        h = x.reshape(-1, self.w0.shape[1])
        h = (torch.einsum("ni,oi->no", h, self.w0) + self.b0).clamp(min=0)
        h = (torch.einsum("ni,oi->no", h, self.w1) + self.b1).clamp(min=0)
        return torch.einsum("ni,oi->no", h, self.w2) + self.b2


def predict_classes(model: nn.Module, x: Tensor) -> Tensor:
    modes = {module: module.training for module in model.modules()}
    for module in modes:
        module.training = False
    with torch.no_grad():
        logits = model(x)
        largest = logits.amax(dim=1, keepdim=True)
        answer = (logits == largest).to(torch.int64).argmax(dim=1)
    for module, mode in modes.items():
        module.training = mode
    return answer


class CategoricalNet(nn.Module):
    def __init__(
        self,
        embedding_sizes: Sequence[tuple[int, int]],
        output_size: int,
        layers: Sequence[int],
        p: float = 0.4,
    ) -> None:
        super().__init__()
        self.p = p
        self.tables = nn.ModuleDict(
            {str(i): nn.Embedding(n, d) for i, (n, d) in enumerate(embedding_sizes)}
        )
        width = sum(size[1] for size in embedding_sizes)
        self.hidden = nn.ModuleList()
        for size in layers:
            self.hidden.append(nn.ModuleList([_Affine(width, size), nn.BatchNorm1d(size)]))
            width = size
        self.last = _Affine(width, output_size)

    def _drop(self, h: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return h
        keep = torch.rand_like(h) >= self.p
        scale = 1 / (1 - self.p) if self.p < 1 else 0.0
        return torch.where(keep, h * scale, torch.zeros_like(h))

    def forward(self, x: Tensor) -> Tensor:
        parts = []
        for i, table in self.tables.items():
            column = x[:, int(i)]
            if bool(((column < 0) | (column >= table.num_embeddings)).any()):
                raise IndexError(f"column {i} holds a number that is no category of it")
            one_hot = nn.functional.one_hot(column, table.num_embeddings).to(table.weight.dtype)
            parts.append(torch.einsum("nc,cd->nd", one_hot, table.weight))
        h = self._drop(torch.hstack(parts))
        for affine, norm in self.hidden:
            h = self._drop(norm(affine(h).clamp(min=0)))
        return self.last(h)


def count_parameters(model: nn.Module, trainable_only: bool = False) -> int:
    seen: dict[int, int] = {}
    for module in model.modules():
        for parameter in module._parameters.values():
            if parameter is None or (trainable_only and not parameter.requires_grad):
                continue
            seen[id(parameter)] = math.prod(parameter.shape)
    return sum(seen.values())


def leaf_modules(model: nn.Module) -> dict[str, nn.Module]:
    leaves: dict[str, nn.Module] = {}
    seen: set[int] = set()
    stack = [("", model)]
    while stack:
        name, module = stack.pop()
        if id(module) in seen:
            continue
        seen.add(id(module))
        children = list(module.named_children())
        if not children:
            leaves[name] = module
        stack += [(f"{name}.{child}" if name else child, m) for child, m in reversed(children)]
    return leaves
