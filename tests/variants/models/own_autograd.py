"""Style: an own autograd function with the arithmetic in float64, F.embedding on the tables, recursion, NumPy for the argmax."""

from __future__ import annotations

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
