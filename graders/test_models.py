"""Models: what must hold."""

import contextlib
import math
from collections.abc import Iterator

import torch
from torch import nn
from torch.nn.modules.module import register_module_parameter_registration_hook

from torchkata.exercise import Exercise
from torchkata.recording import Calls, module_calls
from torchkata.strategies import flags, integers, matrices, tensors, vectors

# MyLinear ----------------------------------------------------------------------------------------

linear = Exercise(
    "models.MyLinear",
    points=11,
    device_points=1,
    hints=(
        "What does a layer own that a function does not, and how does `nn.Module` get to know of it?",
        "`nn.Parameter` for what is learned, `register_parameter` for a bias that is None, and a "
        "product with the transposed weight, which works for any number of leading axes.",
        "`weight` is an `nn.Parameter` of shape (out_features, in_features), drawn with `uniform_`; "
        "`forward` returns `x @ self.weight.T`, plus the bias unless that is None.",
    ),
)
_X, _WEIGHT, _BIAS = matrices("n", "in"), matrices("out", "in"), vectors("out")


def _layer(impl, weight, bias=None):
    """Return a MyLinear that has been given these parameters through a state dict."""
    outputs, inputs = weight.shape
    layer = impl.MyLinear(inputs, outputs, bias=bias is not None).to(weight)
    layer.load_state_dict(_state(weight, bias))
    return layer


def _state(weight, bias):
    return {"weight": weight} if bias is None else {"weight": weight, "bias": bias}


@linear.check(
    points=1, evidence="claim", inputs=integers(1, 4), outputs=integers(1, 4), bias=flags()
)
def owns_its_parameters(impl, inputs, outputs, bias):
    """Its parameters are weight, of shape (out, in), and bias, of shape (out,), both float32, and no more."""
    layer = impl.MyLinear(inputs, outputs, bias)
    found = [(name, tuple(p.shape), str(p.dtype)) for name, p in layer.named_parameters()]
    return {"parameters": sorted(found), "buffers": [name for name, _ in layer.named_buffers()]}


@linear.check(points=2, x=_X, weight=_WEIGHT, bias=_BIAS)
def computes_weighted_sums(impl, x, weight, bias):
    """Each output is the sum of the inputs, weighted by its row of the weight, plus its bias."""
    return _layer(impl, weight, bias)(x)


@linear.check(points=1, x=tensors("in", leading=3), weight=_WEIGHT, bias=_BIAS)
def takes_any_leading_axes(impl, x, weight, bias):
    """The last axis is replaced, and all axes in front of it, also none, stay."""
    return _layer(impl, weight, bias)(x)


@linear.check(points=1, x=tensors("in", leading=2), weight=_WEIGHT)
def works_without_a_bias(impl, x, weight):
    """With bias=False the attribute `bias` is None and nothing is added to the products."""
    layer = _layer(impl, weight)
    return {"bias is None": layer.bias is None, "outputs": layer(x)}


@linear.check(points=1, x=_X, weight=_WEIGHT, bias=_BIAS, slope=matrices("n", "out"))
def lets_gradients_flow(impl, x, weight, bias, slope):
    """Gradients reach the input, the weight and the bias."""
    x = x.detach().requires_grad_()
    layer = _layer(impl, weight, bias)
    layer(x).backward(slope)
    return {"input": x.grad, "weight": layer.weight.grad, "bias": layer.bias.grad}


@linear.check(points=1, x=_X, weight=_WEIGHT, bias=_BIAS, slope=matrices("n", "out"))
def learns(impl, x, weight, bias, slope):
    """After one step of SGD on all that `parameters()` holds, the outputs are those of the new values."""
    layer = _layer(impl, weight, bias)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.5)
    layer(x).backward(slope)
    optimizer.step()
    return layer(x)


@linear.check(points=1, x=_X, weight=_WEIGHT, bias=_BIAS, with_bias=flags())
def exchanges_its_state_with_nn_linear(impl, x, weight, bias, with_bias):
    """A state dict moves from an nn.Linear to this layer and on to another nn.Linear."""
    outputs, inputs = weight.shape
    first, last = (nn.Linear(inputs, outputs, bias=with_bias).to(x) for _ in range(2))
    layer = impl.MyLinear(in_features=inputs, out_features=outputs, bias=with_bias).to(x)
    first.load_state_dict(_state(weight, bias if with_bias else None))
    layer.load_state_dict(first.state_dict())
    last.load_state_dict(layer.state_dict())
    return {"this layer": layer(x), "nn.Linear": last(x)}


@linear.check(points=1, inputs=integers(1, 30), outputs=integers(10, 30))
def starts_from_random_values(impl, inputs, outputs):
    """Initial values from torch's generator lie within 1/sqrt(in) of 0, vary, and differ between layers."""
    state = torch.get_rng_state()
    one, other = (impl.MyLinear(inputs, outputs) for _ in range(2))
    torch.set_rng_state(state)
    again = impl.MyLinear(inputs, outputs)
    torch.set_default_dtype(torch.float64)  # for this run only: every run starts from float32
    wide = impl.MyLinear(inputs, outputs)
    # Rounding to float32 may carry the outermost value past the bound.
    bound = (1 + 1e-6) / math.sqrt(inputs)
    return {
        name: {
            "within the bound": bool((getattr(one, name).abs() <= bound).all()),
            "outputs differ": len(getattr(one, name).unique(dim=0)) > 1,
            "layers differ": not torch.equal(getattr(one, name), getattr(other, name)),
            "drawn by torch": torch.equal(getattr(one, name), getattr(again, name)),
            "has the default dtype": getattr(wide, name).dtype is torch.float64,
        }
        for name in ("weight", "bias")
    }


@contextlib.contextmanager
def _owners() -> Iterator[list[type[nn.Module]]]:
    """Yield a list that receives the class of every module that is given a parameter: of each new layer."""
    seen: list[type[nn.Module]] = []
    hook = register_module_parameter_registration_hook(
        lambda module, name, parameter: seen.append(type(module))
    )
    try:
        yield seen
    finally:
        hook.remove()


@linear.check(
    points=1,
    evidence="claim",
    x=matrices("n", "in"),
    outputs=integers(1, 3),
    bias=flags(),
    examples=3,
)
def is_written_by_hand(impl, x, outputs, bias):
    """Neither nn.Linear, nor a subclass of it, nor torch.nn.functional.linear is used."""
    with Calls() as calls, module_calls() as called, _owners() as made:
        layer = impl.MyLinear(x.shape[1], outputs, bias).to(x.dtype)
        layer(x)
    used = any(issubclass(module, nn.Linear) for module in (*called, *made))
    return {"nn.Linear used": used, "F.linear called": bool(calls.called("linear"))}
