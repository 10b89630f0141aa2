"""Tensors: what must hold."""

import contextlib
import random
from collections.abc import Iterator
from unittest import mock

import numpy as np
import torch
from torch import Tensor

from torchkata.compare import raises
from torchkata.exercise import Exercise
from torchkata.strategies import choice, dim, flags, integers, tensors

# Fractions that a float32 holds exactly, so that what is made of Python numbers is the same in both precisions.
_EXACT = (1.0, 0.25, 100.0)


@contextlib.contextmanager
def _nothing_left_in_memory() -> Iterator[None]:
    """Let new tensors that nobody has filled hold nan or the largest number, not what memory held before."""
    before = torch.are_deterministic_algorithms_enabled()
    only_warns = torch.is_deterministic_algorithms_warn_only_enabled()
    torch.use_deterministic_algorithms(True, warn_only=True)
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before, warn_only=only_warns)


# make_tensor -------------------------------------------------------------------------------------

make = Exercise(
    "tensors.make_tensor",
    points=6,
    hints=(
        "Which dtype does `torch.tensor([1, 2])` have, which one `torch.tensor([1.0, 2])`, and which was asked?",
        "Compare `torch.tensor`, `torch.as_tensor` and `torch.Tensor`: two of them are functions, one a class.",
        "`torch.tensor` always copies and takes `dtype=`, so that nothing is left to be guessed or converted.",
    ),
)


@make.check(
    points=2,
    x=tensors(dim("n", least=0), leading=2, scales=_EXACT),
    whole=flags(),
    as_tuple=flags(),
)
def makes_float32_of_nested_lists(impl, x, whole, as_tuple):
    """Lists or tuples of whole numbers and of fractions become a float32 tensor of their shape."""
    data = x.long().tolist() if whole else x.tolist()
    return impl.make_tensor(tuple(data) if as_tuple else data)


@make.check(points=1, number=choice(3, 2.5, 0, -2, True))
def makes_a_0_dim_tensor_of_a_number(impl, number):
    """A single number becomes a tensor without axes that holds it."""
    with _nothing_left_in_memory():
        return impl.make_tensor(number)


@make.check(
    points=1,
    x=tensors("n", leading=1, scales=(1.0,)),
    dtype=choice("int64", "float64", "bool", "int16"),
    whole=flags(),
)
def takes_the_dtype_that_is_asked(impl, x, dtype, whole):
    """The result has the dtype that is given, whether the numbers have a decimal point or not."""
    data = x.long().tolist() if whole else x.tolist()
    return impl.make_tensor(data, dtype=getattr(torch, dtype))


@make.check(points=1, number=choice(0.1, 2**24 + 1, 2**53 + 1, 1 / 3, -(2**62) - 1))
def keeps_every_digit(impl, number):
    """An int64 holds every digit of a Python int, and a float64 every digit of a Python float."""
    # In a list, for who takes a number for a size asks for as much memory.
    return impl.make_tensor(
        [number], dtype=torch.int64 if isinstance(number, int) else torch.float64
    )


@make.check(points=1, x=tensors(leading=2, scales=_EXACT), same_dtype=flags())
def shares_no_memory_with_an_array(impl, x, same_dtype):
    """An array that changes after the call does not change the tensor that was made of it."""
    array = x.numpy()
    result = impl.make_tensor(array, dtype=x.dtype if same_dtype else torch.int32)
    array += 1
    return result


# filled_like -------------------------------------------------------------------------------------

filled = Exercise(
    "tensors.filled_like",
    points=6,
    device_points=1,
    hints=(
        "Which three facts about `t` must the result share, and which fact must it not depend on?",
        "Some creation functions take a tensor instead of a shape; `_like` is how their names end.",
        "`torch.full_like` takes the tensor and the value, and everything else from the tensor.",
    ),
)


@filled.check(points=2, t=tensors(dim("n", least=0), leading=2), value=choice(2, -0.5, 0))
def has_the_value_in_every_element(impl, t, value):
    """Every element is the value; shape, dtype and device are those of t, with any number of axes."""
    with _nothing_left_in_memory():
        return impl.filled_like(t, value)


@filled.check(
    points=1,
    t=tensors(leading=2, scales=(1.0,)),
    dtype=choice("int64", "bool", "float16", "uint8"),
    value=choice(1, 1.0, True),
)
def takes_any_dtype(impl, t, dtype, value):
    """The dtype is that of t, be it an integer, and whichever type of number the value is written as."""
    with _nothing_left_in_memory():
        return impl.filled_like(t.to(getattr(torch, dtype)), value)


@filled.check(points=1, t=tensors("n", leading=1), odd=choice(float("nan"), float("inf")))
def ignores_what_was_there(impl, t, odd):
    """What t holds makes no difference, even if it is nan or infinite."""
    t[..., 0] = odd
    with _nothing_left_in_memory():
        return impl.filled_like(t, 3)


@filled.check(points=1, t=tensors("n", leading=1), value=choice(2, -0.5), expanded=flags())
def has_memory_of_its_own(impl, t, value, expanded):
    """Writing to one element of the result changes neither the others nor t, even if t's elements share theirs."""
    t = t[..., :1].expand_as(t) if expanded else t
    with _nothing_left_in_memory():
        result = impl.filled_like(t, value)
    result[..., 0] += 1
    return {"result": result, "t": t}


# seeded_normal -----------------------------------------------------------------------------------

normal = Exercise(
    "tensors.seeded_normal",
    points=7,
    hints=(
        "Whose random numbers change when you call `torch.manual_seed`?",
        "A `torch.Generator` has a state of its own; look which functions take `generator=`.",
        "Make a `torch.Generator`, seed it with `manual_seed`, and hand it to `torch.randn`.",
    ),
)
_SEEDS = choice(0, 1, 42, 2**31, 2**32 - 2)


@normal.check(points=1, shape=choice([3], [2, 3], [], [4, 1, 2], [0, 3]), seed=integers(0, 99))
def has_the_shape_that_is_asked(impl, shape, seed):
    """The result is a float32 tensor of the shape that is given, the empty one included."""
    result = impl.seeded_normal(tuple(shape), seed)
    return {"shape": tuple(result.shape), "dtype": str(result.dtype)}


@normal.check(points=1, seed=_SEEDS, between=integers(0, 5))
def repeats_itself_for_the_same_seed(impl, seed, between):
    """Two calls with the same seed give the same numbers, whatever else is drawn between them."""
    first = impl.seeded_normal((4, 3), seed)
    numbers = first.clone()
    first.zero_()  # what its caller does with it is nobody else's business
    torch.rand(between), np.random.rand(between), random.random()
    return {"the same numbers": torch.equal(numbers, impl.seeded_normal((4, 3), seed))}


@normal.check(points=1, seed=_SEEDS)
def gives_others_for_another_seed(impl, seed):
    """Another seed gives other numbers."""
    one, other = (impl.seeded_normal((4, 3), s) for s in (seed, seed + 1))
    return {"numbers in common": int((one == other).sum())}


@normal.check(points=2, seed=_SEEDS, n=integers(1, 4))
def leaves_the_global_random_states_alone(impl, seed, n):
    """What others draw from PyTorch's, NumPy's and Python's generators is what it would have been."""

    def draw():
        return [torch.rand(3).tolist(), np.random.rand(3).tolist(), random.random()]

    draw()
    states = torch.get_rng_state(), np.random.get_state(), random.getstate()
    undisturbed = draw()
    torch.set_rng_state(states[0]), np.random.set_state(states[1]), random.setstate(states[2])
    impl.seeded_normal((n, 3), seed)
    kept = [mine == theirs for mine, theirs in zip(draw(), undisturbed, strict=True)]
    return dict(zip(["PyTorch's", "NumPy's", "Python's"], kept, strict=True))


@normal.check(points=2, seed=_SEEDS)
def is_standard_normal(impl, seed):
    """Of many numbers the mean is near 0, the deviation near 1, and about one in 22 is beyond 2."""
    # The bounds are five standard errors wide or more.
    many = impl.seeded_normal((100, 100), seed).double()
    few = torch.cat([impl.seeded_normal((2,), s) for s in range(5)])
    return {
        "mean near 0": abs(float(many.mean())) < 0.05,
        "deviation near 1": abs(float(many.std()) - 1) < 0.05,
        "one in 22 beyond 2": 0.035 < float((many.abs() > 2).double().mean()) < 0.056,
        "nearly all differ": len(many.unique()) > 9900,
        "few vary as many do": len(few.abs().unique()) == 10 and not bool(few.isnan().any()),
    }


# describe ----------------------------------------------------------------------------------------

describe = Exercise(
    "tensors.describe",
    points=7,
    device_points=1,
    hints=(
        "Which of the seven are attributes of a tensor, and which are methods that have to be called?",
        "`ndim`, `shape`, `dtype`, `device` and `requires_grad` are attributes; `numel` and `is_contiguous` methods.",
        "A dict with seven lines; only the device has to be made a text, by `str`, which keeps the index.",
    ),
)


def _keys(result):
    """Return the keys of a dict in alphabetical order, for their own is free; anything else as it is."""
    return sorted(result, key=str) if isinstance(result, dict) else {"not a dict": result}


def _facts(impl, t, *keys):
    """Return those of the facts about `t`, with dtypes by name."""
    facts = impl.describe(t)
    chosen = {key: facts[key] for key in keys}
    return {k: ["a dtype", str(v)] if isinstance(v, torch.dtype) else v for k, v in chosen.items()}


@describe.check(points=1, t=tensors("n", leading=1), examples=4)
def has_the_seven_keys(impl, t):
    """The result is a dict with exactly the seven keys."""
    return _keys(impl.describe(t))


@describe.check(points=2, t=tensors(dim("n", least=0), leading=2), summed=flags())
def tells_the_shape(impl, t, summed):
    """The number of axes, the tuple of their sizes, and the number of elements: also without axes or elements."""
    return _facts(impl, t.sum() if summed else t, "ndim", "shape", "numel")


@describe.check(
    points=1,
    t=tensors("n", leading=1, scales=(1.0,)),
    dtype=choice("float32", "float64", "int64", "bool", "float16"),
)
def tells_dtype_and_device(impl, t, dtype):
    """The dtype as it is, and the device as a text."""
    facts = _facts(impl, t.to(getattr(torch, dtype)), "dtype", "device")
    # The name differs from machine to machine.
    return {**facts, "device": "that of t" if facts["device"] == str(t.device) else facts["device"]}


@describe.check(
    points=1,
    t=tensors("n", "m", leading=1),
    layout=choice("as it is", "contiguous", "T", "one column, T"),
)
def tells_whether_memory_is_contiguous(impl, t, layout):
    """Whether the elements lie in memory row by row, as a bool."""
    if layout == "one column, T":
        t = t[..., :1]  # as a row its elements lie one after the other
    if layout != "as it is":
        t = t.contiguous()
    return _facts(impl, t.mT if layout.endswith("T") else t, "contiguous")


@describe.check(
    points=1, t=tensors(leading=2), kind=choice("data", "parameter", "result", "trained")
)
def tells_whether_gradients_are_recorded(impl, t, kind):
    """Whether it requires gradients, as a bool: parameters do, and so does what is computed from them."""
    t.requires_grad_(kind != "data")
    if kind == "trained":
        t.sum().backward()
    return _facts(impl, t * 2 if kind == "result" else t, "requires_grad")


# summary_statistics ------------------------------------------------------------------------------

statistics = Exercise(
    "tensors.summary_statistics",
    points=7,
    device_points=1,
    hints=(
        "By what is the sum of squares divided for the variance that is asked, and by what does PyTorch divide?",
        "Each of the seven is a method of a tensor that takes all elements unless it is given a `dim`.",
        "`t.min()`, `t.max()`, and so on to `t.std()`, put into a dict as they come: no `.item()`.",
    ),
)
# The product of all elements stays within a float32.
_TAME = (1.0, 0.25, 2.0)


def _statistics(impl, t, *keys):
    statistics = impl.summary_statistics(t)
    return {key: statistics[key] for key in keys}


@statistics.check(points=1, t=tensors(dim("n", most=5), leading=1, scales=_TAME), examples=4)
def has_the_seven_keys(impl, t):
    """The result is a dict with exactly the seven keys."""
    return _keys(impl.summary_statistics(t))


@statistics.check(
    points=2, t=tensors(dim("n", most=5), leading=1, scales=_TAME), transposed=flags()
)
def takes_all_elements_whatever_the_shape(impl, t, transposed):
    """Smallest, largest, sum, product and mean are those of all elements, each a 0-dim tensor."""
    t = t.transpose(0, -1) if transposed else t
    return _statistics(impl, t, "min", "max", "sum", "prod", "mean")


@statistics.check(
    points=2, t=tensors(dim("n", least=2, most=5), leading=1, scales=_TAME), far=flags()
)
def divides_by_one_less_than_the_number(impl, t, far):
    """Variance and deviation are those of a sample, divided by n - 1, also of numbers far from 0."""
    # A float32 has no digits left for the spread there.
    far = far and t.dtype is torch.float64
    return _statistics(impl, t + 2**20 if far else t, "var", "std")


@statistics.check(points=1, t=tensors(scales=_TAME), axes=choice(0, 1, 2), examples=6)
def finds_no_spread_in_one_element(impl, t, axes):
    """A single element is its own minimum, maximum, sum, product and mean; variance and deviation are nan."""
    t = t.reshape((1,) * axes)
    return _statistics(impl, t, "min", "max", "sum", "prod", "mean", "var", "std")


# share_with_numpy --------------------------------------------------------------------------------

share = Exercise(
    "tensors.share_with_numpy",
    points=5,
    hints=(
        "If somebody writes into the array after your call, should the tensor know?",
        "Which of `torch.tensor`, `torch.Tensor` and `torch.from_numpy` copies, and which does not?",
        "`torch.from_numpy`, and nothing after it: each conversion may copy.",
    ),
)


@share.check(
    points=1,
    x=tensors(leading=2, scales=(1.0,)),
    dtype=choice("float64", "float32", "int64", "uint8", "bool"),
)
def keeps_shape_and_dtype(impl, x, dtype):
    """The tensor has the shape, the dtype and the elements of the array, which may have no axes."""
    return impl.share_with_numpy(x.abs().numpy().astype(dtype))


@share.check(points=2, x=tensors("n", leading=1))
def sees_changes_of_the_array(impl, x):
    """What is written into the array afterwards is read from the tensor, also if memory has gaps."""
    array = x.numpy()
    result = impl.share_with_numpy(array)
    array += 1
    return result


@share.check(points=2, x=tensors("n", leading=1))
def shows_its_changes_in_the_array(impl, x):
    """What is written into the tensor afterwards is read from the array, also if memory has gaps."""
    array = x.numpy()
    result = impl.share_with_numpy(array)
    result += 1
    return array


# copy_from_numpy ---------------------------------------------------------------------------------

copy = Exercise(
    "tensors.copy_from_numpy",
    points=6,
    hints=(
        "Which dtype has `np.random.rand(3)`? And when does a conversion to float32 not make a copy?",
        "`ndarray.astype` copies unless told otherwise, and leaves behind whatever was odd about the memory.",
        "Convert to float32 on NumPy's side by `astype`; the new array is nobody else's, so share it.",
    ),
)
_FLOATS = choice("float64", "float32")


@copy.check(
    points=1,
    x=tensors(dim("n", least=0), 2, scales=(1.0, 100.0)),
    dtype=choice("float64", "int64", "uint8", "bool", "float16", "float32", ">f8"),
    single=flags(),
)
def makes_float32_of_any_dtype(impl, x, dtype, single):
    """The elements are those of the array, as float32, in its shape, without axes or elements too."""
    x = x.sum() if single else x
    # Beyond 255 a uint8 starts again, and differently from machine to machine.
    return impl.copy_from_numpy(x.abs().clamp(max=255).numpy().astype(dtype))


@copy.check(points=1, x=tensors("n", leading=1, scales=(1e-3,)), dtype=_FLOATS)
def does_not_see_changes_of_the_array(impl, x, dtype):
    """What is written into the array afterwards is not read from the tensor, whatever its dtype was."""
    array = x.numpy().astype(dtype)
    result = impl.copy_from_numpy(array)
    array += 1
    return result


@copy.check(points=1, x=tensors("n", leading=1), dtype=_FLOATS)
def does_not_show_its_changes_in_the_array(impl, x, dtype):
    """What is written into the tensor afterwards is not read from the array, whatever its dtype was."""
    array = x.numpy().astype(dtype)
    result = impl.copy_from_numpy(array)
    result += 1
    return array


@copy.check(
    points=2,
    # NumPy takes a reversed axis of size 1 for contiguous, and PyTorch refuses it: that is not asked.
    x=tensors("n", dim("m", least=2), leading=1),
    layout=choice("transposed", "every other", "reversed"),
    dtype=_FLOATS,
)
def takes_memory_of_any_layout(impl, x, layout, dtype):
    """The array may be a transposed one, a slice with a step, or one that is read backwards."""
    array = x.numpy().astype(dtype)
    views = {
        "transposed": array.T,
        "every other": array[..., ::2],
        "reversed": array[..., ::-1],
    }
    return impl.copy_from_numpy(views[layout])


@copy.check(points=1, x=tensors("n", leading=1), dtype=_FLOATS)
def takes_read_only_arrays(impl, x, dtype):
    """An array that may not be written to gives a tensor that may be, and stays as it is."""
    array = x.numpy().astype(dtype)
    array.flags.writeable = False
    result = impl.copy_from_numpy(array)
    result += 1
    return {"tensor": result, "array": array, "array is writable": array.flags.writeable}


# detached_copy -----------------------------------------------------------------------------------

detached = Exercise(
    "tensors.detached_copy",
    points=6,
    device_points=1,
    hints=(
        "Two things tie a copy to its original: where its numbers are, and how they came about. Which does what?",
        "`Tensor.detach` leaves the graph and keeps the memory; `Tensor.clone` does the reverse.",
        "First `detach()`, then `clone()` of what that gives.",
    ),
)
_KINDS = choice("data", "parameter", "result")


def _of_kind(kind, t):
    """Return t as data, as a leaf that requires gradients, or as the result of doubling one; and the leaf."""
    leaf = t.requires_grad_(kind != "data")
    return (leaf * 2 if kind == "result" else leaf), leaf


def _changed_apart(result, t):
    """Add 1 to t, then 10 to the result, and return what both hold."""
    with torch.no_grad():
        t += 1
        seen = result.clone()
        result += 10
    return {
        "result after t has changed": seen,
        "t after the result has changed": t,
        "the result is t itself": result is t,
    }


@detached.check(
    points=1,
    t=tensors(leading=2, scales=(1.0,)),
    dtype=choice("float64", "int64", "bool", "bfloat16"),
)
def has_the_same_elements(impl, t, dtype):
    """Shape, dtype and elements are those of t, whatever they are."""
    return impl.detached_copy(t.to(getattr(torch, dtype)))


@detached.check(points=2, t=tensors("n", leading=1), kind=_KINDS)
def has_memory_of_its_own(impl, t, kind):
    """Later changes of t do not show in the result, nor the reverse."""
    t, _ = _of_kind(kind, t)
    return _changed_apart(impl.detached_copy(t), t)


@detached.check(points=2, t=tensors("n", leading=1), kind=_KINDS)
def requires_no_gradients(impl, t, kind):
    """The result has no history and asks for no gradients; t goes on as before."""
    t, leaf = _of_kind(kind, t)
    result = impl.detached_copy(t)
    if kind != "data":
        (t * (t + result)).sum().backward()
    return {"result requires gradients": result.requires_grad, "gradient of t": leaf.grad}


# differentiable_copy -----------------------------------------------------------------------------

differentiable = Exercise(
    "tensors.differentiable_copy",
    points=7,
    device_points=1,
    hints=(
        "Which gradient should `t` have after `differentiable_copy(t).sum().backward()`?",
        "Compare what the documentation says of `detach`, `clone` and `torch.tensor` about gradients.",
        "`Tensor.clone` by itself copies the memory and is recorded like any other operation.",
    ),
)


@differentiable.check(
    points=1, t=tensors(leading=2, scales=(1.0,)), dtype=choice("float64", "int64", "bool")
)
def has_the_same_elements(impl, t, dtype):
    """Shape, dtype and elements are those of t, whatever they are."""
    return impl.differentiable_copy(t.to(getattr(torch, dtype)))


@differentiable.check(points=1, t=tensors("n", leading=1), kind=_KINDS)
def has_memory_of_its_own(impl, t, kind):
    """Later changes of t do not show in the result, nor the reverse."""
    t, _ = _of_kind(kind, t)
    return _changed_apart(impl.differentiable_copy(t), t)


@differentiable.check(points=1, t=tensors("n", leading=1), kind=_KINDS)
def requires_gradients_if_t_does(impl, t, kind):
    """The result requires gradients exactly where t does."""
    t, _ = _of_kind(kind, t)
    return impl.differentiable_copy(t).requires_grad


@differentiable.check(
    points=2, t=tensors("n", "m"), w=tensors("n", "m"), kind=choice("parameter", "result")
)
def passes_gradients_on(impl, t, w, kind):
    """The gradient with respect to the result reaches t as it is, and what t was computed from."""
    t, leaf = _of_kind(kind, t)
    (impl.differentiable_copy(t) * w).sum().backward()
    return leaf.grad


@differentiable.check(
    points=1, t=tensors("n", "m"), w=tensors("n", "m"), kind=choice("parameter", "result")
)
def may_be_changed_in_place(impl, t, w, kind):
    """The result may be multiplied in place: the gradient of t counts that, and t does not change."""
    t, leaf = _of_kind(kind, t)
    result = impl.differentiable_copy(t)
    result *= 3
    (result * w).sum().backward()
    return {"gradient": leaf.grad, "t": t}


# pick_device -------------------------------------------------------------------------------------

pick = Exercise(
    "tensors.pick_device",
    points=7,
    hints=(
        'Which device should come out on a laptop without a GPU if nothing, "cpu" or "cuda" is preferred?',
        "`torch.cuda.is_available()` and `torch.backends.mps.is_available()`; a ValueError for the rest.",
        "List the kinds that can be used, the best first. Without a preference take the first; else look "
        "whether what stands before the colon of `str(prefer)` is among them.",
    ),
)


@contextlib.contextmanager
def _machine(gpus: str) -> Iterator[None]:
    """Let PyTorch speak of a machine that has the GPUs whose names are in a text."""
    cuda, mps = "cuda" in gpus, "mps" in gpus
    answers = [
        (torch.cuda, "is_available", cuda),
        (torch.cuda, "device_count", 2 * cuda),
        (torch.backends.mps, "is_available", mps),
        # It was built for both, which says nothing of the machine.
        (torch.backends.cuda, "is_built", True),
        (torch.backends.mps, "is_built", True),
    ]
    with contextlib.ExitStack() as stack:
        for where, name, answer in answers:
            stack.enter_context(mock.patch.object(where, name, return_value=answer))
        yield


def _picked(impl, gpus, *prefer):
    with _machine(gpus):
        device = impl.pick_device(*prefer)
    return {"type": type(device).__name__, "device": str(device)}


@pick.check(points=2, gpus=choice("none", "cuda", "mps", "cuda and mps"), elsewhere=False)
def picks_the_best_that_can_be_used(impl, gpus):
    """Without a preference CUDA comes first, then MPS, then the CPU; the result is a `torch.device`."""
    return _picked(impl, gpus)


@pick.check(
    points=2,
    gpus=choice("cuda and mps"),
    prefer=choice("cpu", "cuda", "mps", "cuda:0", "cuda:1"),
    as_device=flags(),
    elsewhere=False,
)
def takes_the_preferred_one(impl, gpus, prefer, as_device):
    """A device that is preferred and can be used is taken, with its index, given as text or as a device."""
    return _picked(impl, gpus, torch.device(prefer) if as_device else prefer)


@pick.check(points=1, gpus=choice("none", "cuda", "mps"), elsewhere=False)
def can_always_take_the_cpu(impl, gpus):
    """The CPU can be preferred on every machine."""
    return _picked(impl, gpus, "cpu")


@pick.check(
    points=1,
    compare=raises(ValueError, mentions=lambda lacks, as_device: [lacks[1].partition(":")[0]]),
    lacks=choice(
        ["none", "cuda"], ["mps", "cuda:0"], ["none", "mps"], ["cuda", "mps"], ["mps", "cuda"]
    ),
    as_device=flags(),
    elsewhere=False,
)
def refuses_what_this_machine_lacks(impl, lacks, as_device):
    """A preferred device that cannot be used is a ValueError whose message names it."""
    gpus, prefer = lacks
    return _picked(impl, gpus, torch.device(prefer) if as_device else prefer)


@pick.check(
    points=1,
    compare=raises(ValueError, mentions=lambda gpus, prefer: [prefer]),
    gpus=choice("none", "cuda and mps"),
    prefer=choice("gpu", "tpu", "meta", "cuda0", ""),
    elsewhere=False,
)
def refuses_what_no_machine_has(impl, gpus, prefer):
    """Any other name is a ValueError whose message contains it."""
    return _picked(impl, gpus, prefer)


# move_to -----------------------------------------------------------------------------------------

move = Exercise(
    "tensors.move_to",
    points=7,
    device_points=1,
    hints=(
        "What does `t.to(device)` do to `t`? And if a list holds lists, which function can take care of those?",
        "Ask with `isinstance` what you have: tensor, list, tuple, dict or something else; call yourself for items.",
        "A tensor: `return batch.to(device)`. A list: `[move_to(item, device) for item in batch]`, and so on.",
    ),
)


def _elsewhere_than(device: torch.device) -> torch.device:
    """Return a device to move to: from the CPU it is "meta", which every PyTorch has."""
    return torch.device("meta") if device.type == "cpu" else device


def _outline(batch: object, there: torch.device) -> object:
    """Return a batch as plain data, each tensor as a text that says what it is and where."""
    if isinstance(batch, Tensor):
        # The name of the device differs from machine to machine.
        place = "the device" if batch.device == there else batch.device
        return f"{batch.dtype} of shape {tuple(batch.shape)} on {place}"
    if isinstance(batch, list | tuple):
        return type(batch)(_outline(item, there) for item in batch)
    if isinstance(batch, dict):
        return {key: _outline(item, there) for key, item in batch.items()}
    return batch


@move.check(
    points=2,
    x=tensors("n", leading=1),
    t=tensors("n", low=0, scales=(1.0,)),
    kind=choice("a tensor", "a list", "a tuple", "a dict", "there already"),
    by_name=flags(),
)
def moves_every_tensor(impl, x, t, kind, by_name, device):
    """All tensors of the batch are on the device, in a container of the same type, with their dtypes."""
    t, there = t.long(), _elsewhere_than(device)
    batches = {
        "a tensor": x,
        "a list": [x, t],
        "a tuple": (x, t),
        "a dict": {"x": x, 1: t},
        "there already": [x.to(there), t.to(there)],
    }
    return _outline(impl.move_to(batches[kind], str(there) if by_name else there), there)


@move.check(
    points=1,
    x=tensors("n", leading=1),
    t=tensors("n", low=0, scales=(1.0,)),
    kind=choice("in a list", "in a tuple", "in a dict", "empty", "deep"),
)
def works_at_any_depth(impl, x, t, kind, device):
    """Containers in containers are taken care of, whichever is in which, and empty ones stay empty."""
    batches = {
        "in a list": [[x], (x, t), {"t": t}],
        "in a tuple": ([x], (x, t), {"t": t}),
        "in a dict": {"list": [x], "tuple": (x, t), "dict": {"t": t}},
        "empty": [(), [], {}, ([],)],
        "deep": ({"a": [({"b": (x, [t])},)]}, x),
    }
    there = _elsewhere_than(device)
    return _outline(impl.move_to(batches[kind], there), there)


class _Courier:
    """Something that has a method `to` and is no tensor."""

    def to(self, *_):
        return "moved"


@move.check(
    points=2,
    x=tensors("n", leading=1),
    kind=choice(
        "a number", "a text", "a bool", "None", "an array", "a set", "an object with a method `to`"
    ),
)
def leaves_everything_else_as_it_is(impl, x, kind, device):
    """What is neither a tensor nor a list, tuple or dict comes back as the same object in its place."""
    others = {
        "a number": 2.5,
        "a text": "good",
        "a bool": True,
        "None": None,
        "an array": np.ones(2),
        "a set": {1, 2},
        "an object with a method `to`": _Courier(),
    }
    other, there = others[kind], _elsewhere_than(device)
    moved = impl.move_to([x, other, (other,), {"other": other}], there)
    found = [moved[1], *moved[2], *moved[3].values()]
    return {"tensor": _outline(moved[0], there), "the same": [one is other for one in found]}


@move.check(points=1, x=tensors("n", leading=1), t=tensors("n", low=0, scales=(1.0,)))
def keeps_elements_and_gradients(impl, x, t, device):
    """Elements and dtypes stay, and gradients flow back to the tensors that were handed in."""
    moved = impl.move_to({"x": x.requires_grad_(), "t": t.long()}, device)
    (moved["x"] * 2).sum().backward()
    return {"x": moved["x"], "t": moved["t"], "gradient": x.grad}
