"""Models: what must hold."""

import contextlib
import math
from collections.abc import Iterator

import torch
from torch import nn
from torch.nn.modules.module import register_module_parameter_registration_hook

from torchkata.compare import raises
from torchkata.exercise import Exercise
from torchkata.recording import Calls, module_calls
from torchkata.strategies import (
    choice,
    dim,
    flags,
    integers,
    labels,
    matrices,
    size,
    tensors,
    vectors,
)

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


# LinearRegressionModel ---------------------------------------------------------------------------

line = Exercise(
    "models.LinearRegressionModel",
    points=7,
    device_points=1,
    hints=(
        "Which two numbers describe a straight line, and which layer owns exactly two numbers?",
        "`nn.Linear(1, 1)`, kept as an attribute of the model after `super().__init__()`. What "
        "`forward` computes it must also return.",
        "In `__init__`: `super().__init__()`, then `self.linear = nn.Linear(1, 1)`. In `forward`: "
        "`return self.linear(x)`.",
    ),
)
_SAMPLES = matrices(dim("n", least=0), 1)
_SLOPE, _OFFSET = matrices(1, 1), vectors(1)


def _line(impl, slope, offset):
    """Return a LinearRegressionModel that has been given these parameters through a state dict."""
    model = impl.LinearRegressionModel().to(slope)
    model.load_state_dict({"linear.weight": slope, "linear.bias": offset})
    return model


@line.check(points=2, x=_SAMPLES, slope=_SLOPE, offset=_OFFSET)
def computes_a_line(impl, x, slope, offset):
    """Each number is multiplied by the slope and moved by the offset; (N, 1) gives (N, 1)."""
    return _line(impl, slope, offset)(x)


@line.check(points=1, x=matrices("n", 1), slope=_SLOPE, offset=_OFFSET, back=matrices("n", 1))
def learns_a_line(impl, x, slope, offset, back):
    """Gradients reach the input, and one step of SGD moves the slope and the offset."""
    x = x.detach().requires_grad_()
    model = _line(impl, slope, offset)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    model(x).backward(back)
    optimizer.step()
    return {"gradient of the input": x.grad, "outputs after a step": model(x)}


@line.check(points=1, x=matrices("n", 1), slope=_SLOPE, offset=_OFFSET)
def calls_its_layer(impl, x, slope, offset):
    """A forward hook on `linear` runs: here it takes the outputs times -2."""
    model = _line(impl, slope, offset)
    model.linear.register_forward_hook(lambda _module, _inputs, output: -2 * output)
    return model(x)


@line.check(points=1, count=integers(2, 5), examples=3)
def starts_at_random(impl, count):
    """The starting values come from torch's generator, are at most 1 in size, and differ from model to model."""
    return _beginnings(lambda: impl.LinearRegressionModel().linear, count)


def _beginnings(new_layer, count):
    """Return how the starting values of some new layers with one input and one output compare."""
    bound = 1 + 1e-6  # rounding may carry the outermost value past 1
    state = torch.get_rng_state()
    layers = [new_layer() for _ in range(count)]
    torch.set_rng_state(state)
    again = new_layer()
    found = {}
    for name in ("weight", "bias"):
        values = [float(getattr(layer, name)) for layer in layers]
        found[name] = {
            "different values": len(set(values)),
            "zeros": values.count(0.0),
            "within the bound": all(abs(value) <= bound for value in values),
            "drawn by torch": values[0] == float(getattr(again, name)),
        }
    return found


@line.check(points=1, evidence="claim", examples=1)
def is_one_linear_layer(impl):
    """`linear` is an nn.Linear(1, 1) with a bias, and all that the model owns is in it."""
    return _owned(impl.LinearRegressionModel(), "linear", nn.Linear)


def _owned(model, name, kind):
    """Return whether an attribute is of a kind, and how large all parameters and buffers of the model are."""
    return {
        f"{name} is an nn.{kind.__name__}": isinstance(getattr(model, name, None), kind),
        "shapes of parameters": sorted(tuple(p.shape) for p in model.parameters()),
        "buffers": len(list(model.buffers())),
    }


# BinaryClassificationModel -----------------------------------------------------------------------

binary = Exercise(
    "models.BinaryClassificationModel",
    points=8,
    device_points=1,
    hints=(
        "A linear layer may give 7 or -3. What turns any number into one between 0 and 1?",
        "`nn.Linear` with one output and `nn.Sigmoid`, both kept as attributes under the names that "
        "the contract gives, and called one after the other.",
        "In `__init__`: `self.layer = nn.Linear(in_features, 1)` and `self.sigmoid = nn.Sigmoid()`. In "
        "`forward`: `return self.sigmoid(self.layer(x))`.",
    ),
)
# Logits near 0: the slope of the sigmoid at a sure prediction is all rounding in float32.
_MILD = {"low": -3, "high": 3, "scales": (0.5, 0.25)}
_ROW, _ONE = matrices(1, "in", **_MILD), vectors(1, **_MILD)
_MILD_AND_SURE = matrices(dim("n", least=0), "in", low=-3, high=3, scales=(0.5, 4.0))


def _classifier(impl, weight, bias):
    """Return a BinaryClassificationModel that has been given these parameters through a state dict."""
    model = impl.BinaryClassificationModel(weight.shape[1]).to(weight)
    model.load_state_dict({"layer.weight": weight, "layer.bias": bias})
    return model


@binary.check(points=2, x=_MILD_AND_SURE, weight=_ROW, bias=_ONE)
def computes_probabilities(impl, x, weight, bias):
    """Each sample gets the sigmoid of its weighted sum, however sure; (N, in_features) gives (N, 1)."""
    return _classifier(impl, weight, bias)(x)


@binary.check(points=1, x=matrices("n", 2, **_MILD), weight=matrices(1, 2, **_MILD), bias=_ONE)
def has_two_features_by_default(impl, x, weight, bias):
    """A model made without arguments takes two features; by keyword it is told another number."""
    model = impl.BinaryClassificationModel().to(x)
    model.load_state_dict({"layer.weight": weight, "layer.bias": bias})
    wide = impl.BinaryClassificationModel(in_features=3)
    return {"probabilities": model(x), "weight for three": tuple(wide.layer.weight.shape)}


@binary.check(
    points=1, x=matrices("n", "in", **_MILD), weight=_ROW, bias=_ONE, back=matrices("n", 1, **_MILD)
)
def learns_to_classify(impl, x, weight, bias, back):
    """Gradients reach the input, and one step of SGD moves the weight and the bias."""
    x = x.detach().requires_grad_()
    model = _classifier(impl, weight, bias)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    model(x).backward(back)
    optimizer.step()
    return {"gradient of the input": x.grad, "outputs after a step": model(x)}


@binary.check(points=1, count=integers(2, 5), examples=3)
def starts_at_random(impl, count):
    """The starting values come from torch's generator, are at most 1 in size, and differ from model to model."""
    return _beginnings(lambda: impl.BinaryClassificationModel(1).layer, count)


@binary.check(points=1, x=matrices("n", "in", **_MILD), weight=_ROW, bias=_ONE)
def calls_its_modules(impl, x, weight, bias):
    """Forward hooks run: here they add 1 to what `layer` gives, and take what `sigmoid` gives times -2."""
    model = _classifier(impl, weight, bias)
    model.layer.register_forward_hook(lambda _module, _inputs, output: output + 1)
    model.sigmoid.register_forward_hook(lambda _module, _inputs, output: -2 * output)
    return model(x)


@binary.check(points=1, evidence="claim", inputs=integers(1, 4), examples=3)
def is_a_layer_and_a_sigmoid(impl, inputs):
    """`layer` is an nn.Linear, `sigmoid` an nn.Sigmoid, and all parameters are those of the layer."""
    model = impl.BinaryClassificationModel(inputs)
    return [_owned(model, "layer", nn.Linear), _owned(model, "sigmoid", nn.Sigmoid)]


# NeuralNetwork -----------------------------------------------------------------------------------

network = Exercise(
    "models.NeuralNetwork",
    points=8,
    device_points=1,
    hints=(
        "Ten images of 28 × 28 pixels go in: which shape has what the first linear layer gets? And what "
        "can two linear layers do that one cannot, if nothing stands between them?",
        "`nn.Flatten` keeps the first axis. `nn.Sequential` runs modules one after the other: objects, "
        "such as `nn.ReLU()`, not classes. `nn.CrossEntropyLoss` wants logits.",
        "`nn.Sequential(nn.Linear(in_features, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), "
        "nn.Linear(hidden, classes))`, called on `x.flatten(1)`.",
    ),
)


def _give(model, values):
    """Set the parameters of a model, in their order, to these values."""
    found, wanted = ([tuple(t.shape) for t in some] for some in (model.parameters(), values))
    if found != wanted:
        raise ValueError(f"The parameters should have the shapes {wanted}, and they have {found}.")
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), values, strict=True):
            parameter.copy_(value)
    return model


# Whole numbers, and biases that are moved by fractions: no input of a ReLU is 0, where it has no slope.
_WHOLE = {"low": -3, "high": 3, "scales": (1.0,)}
_CHANNELS, _HEIGHT, _WIDTH = dim("channels", most=2), dim("height", most=3), dim("width", most=3)
_IMAGE = (_CHANNELS, _HEIGHT, _WIDTH)
_NETWORK = {
    "x": tensors("n", *_IMAGE, **_WHOLE),
    "first": tensors("hidden", *_IMAGE, **_WHOLE),
    "second": matrices("hidden", "hidden", **_WHOLE),
    "third": matrices("classes", "hidden", **_WHOLE),
    "biases": matrices(2, "hidden", **_WHOLE),
    "last": vectors("classes", **_WHOLE),
}


def _network(impl, first, second, third, biases, last):
    """Return a NeuralNetwork with these parameters; each row of the first weight looks like an image."""
    first = first.flatten(1)
    sizes = {"in_features": first.shape[1], "hidden": len(first), "classes": len(third)}
    model = impl.NeuralNetwork(**sizes).to(first)
    return _give(model, [first, biases[0] + 0.5, second, biases[1] + 0.25, third, last])


@network.check(points=2, **_NETWORK)
def computes_logits(impl, x, first, second, third, biases, last):
    """Linear, ReLU, Linear, ReLU, Linear, and nothing after that, for images of any size."""
    return _network(impl, first, second, third, biases, last)(x)


@network.check(points=1, axes=choice(1, 2), examples=5, **_NETWORK)
def takes_samples_of_any_arrangement(impl, axes, x, first, second, third, biases, last):
    """A sample may be a vector, (N, in_features), or a grid without channels, (N, height, width)."""
    samples = x.flatten(1) if axes == 1 else x.flatten(1, 2)
    return _network(impl, first, second, third, biases, last)(samples)


@network.check(points=1, slope=matrices("n", "classes", **_WHOLE), examples=5, **_NETWORK)
def lets_all_gradients_flow(impl, slope, x, first, second, third, biases, last):
    """Gradients reach the input and every parameter."""
    x = x.detach().requires_grad_()
    model = _network(impl, first, second, third, biases, last)
    model(x).backward(slope)
    return {"input": x.grad, "parameters": [p.grad for p in model.parameters()]}


@network.check(
    points=1,
    evidence="claim",
    inputs=integers(1, 4),
    outputs=integers(1, 4),
    classes=integers(1, 4),
    examples=4,
)
def has_the_sizes_that_it_is_told(impl, inputs, outputs, classes):
    """Weights and biases have the three sizes that are given, in the order in which they are used."""
    model = impl.NeuralNetwork(inputs, outputs, classes)
    shapes = [tuple(p.shape) for p in model.parameters()]
    return {"shapes of parameters": shapes, "buffers": len(list(model.buffers()))}


@network.check(points=2, n=integers(1, 2), examples=2)
def takes_images_of_28_by_28_by_default(impl, n):
    """Made without arguments it takes 784 numbers, has 512 outputs in both hidden layers, and 10 classes."""
    shapes = [(512, 784), (512, 512), (10, 512)]
    model = _give(impl.NeuralNetwork(), [v for shape in shapes for v in _one_for_each(*shape)])
    return model(torch.arange(n * 784.0).remainder(13).sub(6).reshape(n, 1, 28, 28))


def _one_for_each(outputs, inputs):
    """Return the weight of a layer whose every output is one of the inputs, and a bias: sums are exact."""
    rows = torch.arange(outputs)
    weight = torch.zeros(outputs, inputs)
    weight[rows, (5 * rows + 1) % inputs] = 1.0
    return weight, rows % 5 - 2.0


# predict_classes ---------------------------------------------------------------------------------

predict = Exercise(
    "models.predict_classes",
    points=7,
    device_points=1,
    hints=(
        "What does Dropout do while a model is trained, and what should it do while it is used? Who has to "
        "tell it, and who has to tell it again afterwards?",
        "`Module.eval` and `torch.no_grad` are two switches, and both are needed. `Module.modules` lists "
        "all submodules, each with its own flag `training`. `argmax` takes an axis: which one has the classes?",
        "Note `module.training` for every module, then `model.eval()`. Under `torch.no_grad()` take "
        "`model(x).softmax(dim=1)`. Set every flag back and return `argmax(dim=1)`.",
    ),
)
_DISTINCT = {"low": -9, "high": 9, "distinct": True}  # no two logits tie for the largest
_START = choice("training", "evaluation", "frozen BatchNorm", "only BatchNorm training")
_PREDICTED = matrices(dim("n", least=2), "d", scales=(1.0, 0.5), **_DISTINCT)


class _SilentInTraining(nn.Sequential):
    """A chain that asks for its mode itself: in training mode it gives nothing but zeros."""

    def forward(self, x):
        return super().forward(x) * (not self.training)


def _noisy(x, start):
    """Return a model that keeps the order of its inputs in evaluation mode, and gives zeros in training mode.

    Its BatchNorm lies two levels deep, and at two places.
    """
    norm = nn.BatchNorm1d(x.shape[1], momentum=0.5, affine=False)
    linear = nn.Linear(x.shape[1], x.shape[1], bias=False)
    parts = nn.Sequential(norm), linear, nn.Dropout(p=1.0), nn.Sequential(norm)
    model = _SilentInTraining(*parts).to(x)
    linear.load_state_dict({"weight": torch.eye(x.shape[1])})
    model.train(start in ("training", "frozen BatchNorm"))
    norm.train(start in ("training", "only BatchNorm training"))
    return model


@predict.check(points=2, x=matrices("n", "classes", **_DISTINCT))
def finds_the_largest_logit_of_each_sample(impl, x):
    """Each sample gets the index of its largest logit, int64. (The inputs are the logits here.)"""
    return impl.predict_classes(nn.Identity(), x)


@predict.check(points=1, start=_START, x=_PREDICTED, examples=6)
def predicts_in_evaluation_mode(impl, start, x):
    """All of the model is in evaluation mode while it predicts, whatever mode it came in."""
    model = _noisy(x, start)
    return {"classes": impl.predict_classes(model, x), "running mean": model[0][0].running_mean}


@predict.check(points=1, start=_START, x=_PREDICTED, examples=6)
def puts_every_mode_back(impl, start, x):
    """Afterwards each submodule is in its own mode again: a frozen BatchNorm is still frozen."""
    model = _noisy(x, start)
    impl.predict_classes(model, x)
    return {"outputs afterwards": model(x), "running mean after that": model[0][0].running_mean}


@predict.check(points=1, wanted=flags(), frozen=flags(), x=_PREDICTED, elsewhere=False, examples=6)
def leaves_the_gradient_mode_alone(impl, wanted, frozen, x):
    """Whether gradients are recorded is the same before and after, for the caller and each parameter."""
    model = _noisy(x, "evaluation").requires_grad_(not frozen)
    with torch.set_grad_enabled(wanted):
        impl.predict_classes(model, x)
        return {"outputs afterwards have a graph": model(x).requires_grad}


@predict.check(points=1, evidence="claim", start=_START, x=_PREDICTED, examples=4)
def calls_the_model_once_without_a_graph(impl, start, x):
    """The model is called once, and what it gives has no graph, even if its input requires gradients."""
    model = _noisy(x, start)
    x = x.detach().requires_grad_()
    graphs: list[bool] = []
    model.register_forward_hook(lambda _module, _inputs, out: graphs.append(out.requires_grad))
    impl.predict_classes(model, x)
    return {"each call built a graph": graphs}


# CategoricalNet ----------------------------------------------------------------------------------

categorical = Exercise(
    "models.CategoricalNet",
    points=9,
    device_points=1,
    hints=(
        "A sample has three columns, with vectors of lengths 4, 2 and 3: how long is the joined vector? And "
        "what does `list(model.parameters())` know of modules in a Python list?",
        "`nn.Embedding` for each column, in an `nn.ModuleList`; `torch.cat` along axis 1. Collect the layers "
        "in a list, keep in mind how wide the last one was, and hand them to `nn.Sequential`.",
        "`size = sum(length for _, length in embedding_sizes)`. For each width: `nn.Linear(size, width)`, "
        "`nn.ReLU()`, `nn.BatchNorm1d(width)`, `nn.Dropout(p)`, and `size = width`. A last Linear follows.",
    ),
)
_LAYERS = choice((2,), (3, 2), ())
_VALUES = vectors(7, **_WHOLE)
_TABLE = {
    "x": labels("n", "categories"),
    "y": labels("n", "others"),
    "categories": size("categories"),
    "others": size("others"),
    "columns": choice(2, 1),
    "values": _VALUES,
}


def _cycled(values, start, *shape):
    """Return a tensor that repeats the values from one of them on."""
    count = torch.Size(shape).numel()
    return torch.roll(values, start).repeat(count // len(values) + 1)[:count].reshape(shape)


def _categorical(impl, layers, p, x, y, categories, others, columns, values):
    """Return a CategoricalNet whose parameters repeat the values, and an input for it."""
    sizes, outputs = [(categories, 2), (others, 1)][:columns], 2
    model = impl.CategoricalNet(sizes, outputs, list(layers), p).to(values)
    parameters = [_cycled(values, start, *shape) for start, shape in enumerate(sizes)]
    width = sum(length for _, length in sizes)
    for start, (before, after) in enumerate(zip((width, *layers), (*layers, outputs), strict=True)):
        # Whole numbers and a half: no input of a ReLU is 0, where it has no slope.
        parameters += [_cycled(values, start, after, before), _cycled(values, 2, after) + 0.5]
        if start < len(layers):
            parameters += [_cycled(values, 3 + start, after), _cycled(values, 4 + start, after)]
    _give(model, parameters)
    for start, norm in enumerate(_norms(model)):
        norm.running_mean.copy_(_cycled(values, start, norm.num_features))
        norm.running_var.copy_(_cycled(values, start + 1, norm.num_features).square() + 1)
    return model, torch.stack([x, y], dim=1)[:, :columns]


def _norms(model):
    return [module for module in model.modules() if isinstance(module, nn.BatchNorm1d)]


@categorical.check(points=2, layers=_LAYERS, examples=8, **_TABLE)
def computes_outputs(impl, layers, **table):
    """In evaluation mode the joined embeddings pass Linear, ReLU and BatchNorm, and a last Linear."""
    model, x = _categorical(impl, layers, 0.5, **table)
    return model.eval()(x)


@categorical.check(
    points=1,
    layers=choice((2,), (3,)),
    examples=6,
    **{**_TABLE, "x": labels(dim("n", least=2), "categories")},
)
def normalises_by_the_batch_in_training_mode(impl, layers, **table):
    """In training mode a BatchNorm uses and keeps the statistics of the batch. (Nothing is dropped here.)"""
    model, x = _categorical(impl, layers, 0.0, **table)
    outputs = model.train()(x)
    kept = [(norm.running_mean, norm.running_var) for norm in _norms(model)]
    return {"outputs": outputs, "statistics": kept}


@categorical.check(points=1, layers=_LAYERS, slope=matrices("n", 2, **_WHOLE), examples=5, **_TABLE)
def lets_gradients_reach_all_parameters(impl, layers, slope, **table):
    """Gradients reach the tables of the embeddings and the parameters of all layers."""
    model, x = _categorical(impl, layers, 0.5, **table)
    model.eval()(x).backward(slope)
    return [parameter.grad for parameter in model.parameters()]


@categorical.check(points=2, p=choice("default", 0.25, 0.5), depth=choice(0, 1, 2), examples=9)
def drops_elements_after_the_embeddings_and_after_each_layer(impl, p, depth, device):
    """In training mode each dropout zeroes some elements, one by one, and takes the others times 1 / (1 - p)."""
    width, how = 8, ({} if p == "default" else {"p": p})
    model = impl.CategoricalNet([(1, width)], width, layers=[width] * depth, **how).to(device)
    # All passes as it is but for a BatchNorm, which adds 1, and the dropouts.
    eye, zeros, ones = torch.eye(width), torch.zeros(width), torch.ones(width)
    _give(model, [ones[None], *([eye, zeros, ones, ones] * depth), eye, zeros])
    model.train()
    for norm in _norms(model):
        norm.eval()
    outputs = model(torch.zeros(64, 1, dtype=torch.int64, device=device))
    return {
        "least": outputs.min(),
        "largest": outputs.max(),
        "samples differ": bool((outputs != outputs[0]).any()),
        "elements of a sample differ": bool((outputs != outputs[:, :1]).any()),
    }


@categorical.check(
    points=1,
    compare=raises(IndexError),
    x=labels("n", 3),
    columns=choice(2, 3),
    beyond=choice(3, -3),
    elsewhere=False,
    examples=4,
)
def looks_at_every_column(impl, x, columns, beyond):
    """A category that the last column does not have, too large or negative, is an IndexError, on the CPU."""
    model = impl.CategoricalNet([(4, 2), (4, 3), (3, 2)][-columns:], 2, [2]).eval()
    return model(torch.stack([*([x] * (columns - 1)), x + beyond], dim=1))


@categorical.check(
    points=1,
    evidence="claim",
    layers=_LAYERS,
    columns=choice(3, 1, 2),
    outputs=integers(1, 3),
    examples=4,
)
def leaves_its_arguments_alone(impl, layers, columns, outputs):
    """The lists of sizes and layers are what they were, and the parameters have the sizes that they say."""
    sizes, layers = [(4, 3), (2, 2), (4, 3)][:columns], list(layers)
    model = impl.CategoricalNet(embedding_sizes=sizes, output_size=outputs, layers=layers, p=0.5)
    shapes = [tuple(parameter.shape) for parameter in model.parameters()]
    return {
        "sizes": sizes,
        "layers": layers,
        "shapes": shapes,
        "buffers": len(list(model.buffers())),
    }


# count_parameters --------------------------------------------------------------------------------

count = Exercise(
    "models.count_parameters",
    points=6,
    hints=(
        "How many numbers are there to learn in `nn.Linear(3, 2)`? What if a model uses that layer twice?",
        "`Module.parameters` yields each parameter once, and no buffers. `Tensor.numel` says how many "
        "numbers a tensor holds, and `requires_grad` whether it is trained.",
        "Go through `model.parameters()` and add up `numel()`, leaving out those without "
        "`requires_grad` if `trainable_only` is True.",
    ),
)
_INPUTS, _OUTPUTS = integers(1, 5), integers(1, 5)


class _Scaled(nn.Module):
    """A layer, and beside it a parameter without axes."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(2.0))
        self.layer = nn.Linear(inputs, outputs)


def _model(kind, inputs, outputs):
    there, back = nn.Linear(inputs, outputs), nn.Linear(outputs, inputs)
    match kind:
        case "a layer":
            return there
        case "layers":
            return nn.Sequential(there, nn.ReLU(), back)
        case "nested layers":
            return nn.Sequential(nn.Sequential(nn.Sequential(there), nn.ReLU()), back)
        case "no bias":
            return nn.Sequential(nn.Linear(inputs, outputs, bias=False), back)
        case "a parameter of its own":
            return nn.Sequential(_Scaled(inputs, outputs), nn.ReLU())
        case "no memory":
            return nn.Sequential(there, back).to("meta")
        case "a convolution":
            return nn.Conv2d(inputs, outputs, kernel_size=(2, 3))
        case "a layer used twice":
            return nn.Sequential(there, back, nn.Sequential(there, nn.ReLU()))
        case "a shared weight":
            twin = nn.Linear(inputs, outputs)
            twin.weight = there.weight
            return nn.Sequential(there, back, twin)
        case "BatchNorm":
            return nn.Sequential(there, nn.BatchNorm1d(outputs))
        case _:
            return nn.Sequential(nn.ReLU(), nn.Flatten())


@count.check(
    points=2,
    kind=choice(
        "a layer",
        "layers",
        "nested layers",
        "no bias",
        "a parameter of its own",
        "a convolution",
        "no memory",
        "nothing",
    ),
    inputs=_INPUTS,
    outputs=_OUTPUTS,
)
def counts_numbers(impl, kind, inputs, outputs):
    """The numbers in all parameters count, wherever in the model they are and whatever their shape."""
    return impl.count_parameters(_model(kind, inputs, outputs))


@count.check(
    points=1, kind=choice("a layer used twice", "a shared weight"), inputs=_INPUTS, outputs=_OUTPUTS
)
def counts_what_is_shared_once(impl, kind, inputs, outputs):
    """A layer that is used twice, or a weight that two layers share, counts once."""
    return impl.count_parameters(_model(kind, inputs, outputs))


@count.check(points=1, inputs=_INPUTS, outputs=_OUTPUTS)
def counts_no_buffers(impl, inputs, outputs):
    """The running statistics of a BatchNorm are no parameters."""
    return impl.count_parameters(_model("BatchNorm", inputs, outputs))


@count.check(
    points=2,
    kind=choice("layers", "a shared weight", "BatchNorm", "a parameter of its own"),
    frozen=choice("the first parameter", "the last parameter", "all", "none"),
    trained=flags(),
    inputs=_INPUTS,
    outputs=_OUTPUTS,
    examples=16,
)
def can_leave_out_what_is_frozen(impl, kind, frozen, trained, inputs, outputs):
    """Frozen parameters count unless trainable_only says otherwise; a gradient is not what decides."""
    model = _model(kind, inputs, outputs)
    parameters = list(model.parameters())
    for parameter in parameters if trained else ():
        parameter.grad = torch.zeros_like(parameter)
    which = {"all": parameters, "none": [], "the first parameter": parameters[:1]}
    for parameter in which.get(frozen, parameters[-1:]):
        parameter.requires_grad_(False)
    return {
        "all": impl.count_parameters(model, False),
        "trainable": impl.count_parameters(model, trainable_only=True),
    }


# leaf_modules ------------------------------------------------------------------------------------

leaf = Exercise(
    "models.leaf_modules",
    points=5,
    hints=(
        "What is the difference between the parts of a model and the parts of its parts? And how do you tell "
        "the `0` of one `nn.Sequential` from that of another one?",
        "`Module.named_modules` visits the whole tree, with qualified names, and each module once; "
        "`Module.children` yields what is directly inside a module.",
        "Keep those of `model.named_modules()` whose `list(module.children())` is empty.",
    ),
)


class _Branches(nn.Module):
    """A module with a parameter of its own, children under names, in a list and in a dict, and no child."""

    def __init__(self, *inner):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))
        self.stem = nn.Linear(2, 2)
        self.blocks = nn.ModuleList(inner)
        self.heads = nn.ModuleDict({"mean": nn.Linear(2, 1), "spread": nn.Softplus()})
        self.skip = nn.Module()
        self.skip = None


def _described(impl, model):
    """Return the leaves that are found by their names: the class of each, if it is the one of that name."""
    found = impl.leaf_modules(model)
    if not isinstance(found, dict):
        return found
    own = dict(model.named_modules(remove_duplicate=False))
    return {
        name: type(module).__name__ if own.get(name) is module else "not the module of that name"
        for name, module in sorted(found.items())
    }


@leaf.check(points=1, sizes=integers(1, 4), examples=3)
def finds_the_layers_of_a_chain(impl, sizes):
    """In an nn.Sequential all layers are leaves, those without parameters too, and the whole is none."""
    layers = [layer for _ in range(sizes) for layer in (nn.Linear(2, 2), nn.ReLU(), nn.Dropout())]
    return _described(impl, nn.Sequential(*layers))


@leaf.check(points=2, depth=integers(0, 3), inner=choice("a chain", "an empty chain", "branches"))
def names_the_way_from_the_root(impl, depth, inner):
    """Leaves are found at any depth, in modules of any class, and have qualified names."""
    made = {
        "a chain": lambda: nn.Sequential(nn.Linear(2, 2), nn.ReLU()),
        "an empty chain": lambda: nn.Sequential(nn.Sequential()),
        "branches": lambda: _Branches(nn.Tanh()),
    }[inner]
    model = _Branches(made(), nn.ReLU(), made())
    for _ in range(depth):
        model = nn.Sequential(nn.ReLU(), model)
    return _described(impl, model)


@leaf.check(points=1, kind=choice("a layer", "an activation", "an empty chain", "no child"))
def takes_a_model_without_children(impl, kind):
    """A model without children is its own only leaf, under the name ""."""
    made = {
        "a layer": nn.Linear(2, 1),
        "an activation": nn.ReLU(),
        "an empty chain": nn.Sequential(),
        "no child": nn.Module(),
    }
    made["no child"].register_module("skip", None)
    return _described(impl, made[kind])


@leaf.check(points=1, shared=choice("a leaf", "a chain"), depth=integers(0, 2))
def has_a_shared_module_once(impl, shared, depth):
    """A module at several places is found once, under its first name, and no parent of it is a leaf."""
    part = nn.Linear(2, 2) if shared == "a leaf" else nn.Sequential(nn.Linear(2, 2), nn.ReLU())
    model = nn.Sequential(part, nn.Tanh(), nn.Sequential(part))
    for _ in range(depth):
        model = nn.Sequential(model, nn.ReLU(), part)
    return _described(impl, model)
