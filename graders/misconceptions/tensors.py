"""Tensors: what goes wrong."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from torchkata.exercise import Misconceptions

# make_tensor -------------------------------------------------------------------------------------

make = Misconceptions("tensors.make_tensor")
make.mistake(
    "calls a class such as `torch.Tensor`, which has one dtype, and takes a number for a size",
    replace="torch.tensor(data, dtype=dtype)",
    by="torch.Tensor(data)",
    hint="Print `torch.Tensor(3)`. What does the class take its arguments for, and where is the dtype?",
)
make.mistake(
    "calls `torch.Tensor`, which takes a number for a size, and converts what is float32 by then",
    replace="torch.tensor(data, dtype=dtype)",
    by="torch.Tensor(data).to(dtype)",
    hint="Print `torch.Tensor(3)`. Which digits of 2^24 + 1 are left before your conversion?",
)
make.mistake(
    "lets PyTorch guess the dtype from the numbers",
    replace="torch.tensor(data, dtype=dtype)",
    by="torch.tensor(data)",
    hint="Which dtype does `torch.tensor([1, 2, 3])` have, and where do you use the argument `dtype`?",
)
make.mistake(
    "makes float32 whatever dtype is asked",
    replace="dtype=dtype",
    by="dtype=torch.float32",
    hint="What does a caller get who asks for class labels with `dtype=torch.int64`?",
)
make.mistake(
    "converts from float32, which has rounded the numbers by then",
    replace="torch.tensor(data, dtype=dtype)",
    by="torch.tensor(data, dtype=torch.float32).to(dtype)",
    hint="How many digits does float32 have, and can a later conversion bring back the others?",
)
make.mistake(
    "lets PyTorch guess a dtype and converts, after fractions were rounded to float32",
    replace="torch.tensor(data, dtype=dtype)",
    by="torch.tensor(data).to(dtype)",
    hint="Which dtype does PyTorch guess for 0.1, and how many of its digits are left then?",
)
make.mistake(
    "uses an array's own memory where its dtype fits",
    replace="torch.tensor(data, dtype=dtype)",
    by="torch.as_tensor(data, dtype=dtype)",
    hint="When does `torch.as_tensor` make a copy, and when does it not?",
)
make.mistake(
    "wraps the data in one more list",
    replace="torch.tensor(data, dtype=dtype)",
    by="torch.tensor([data], dtype=dtype)",
    hint="How many axes should a tensor of a plain number have, and how many has yours?",
)

# filled_like -------------------------------------------------------------------------------------

filled = Misconceptions("tensors.filled_like")
filled.mistake(
    "allocates the tensor and never fills it",
    replace="torch.full_like(t, value)",
    by="torch.empty_like(t)",
    hint="Where in your function does `value` appear? What is in a tensor that nobody has filled?",
)
filled.mistake(
    "leaves the dtype of t out, so that PyTorch guesses one from the value",
    replace="torch.full_like(t, value)",
    by="torch.full(t.shape, value)",
    hint="Which dtype does your result have for a float64 tensor, and which if the value is 2?",
)
filled.mistake(
    "makes float32 whatever the dtype of t is",
    replace="torch.full_like(t, value)",
    by="torch.full_like(t, value, dtype=torch.float32)",
    hint="Which dtype does your result have for a float64 tensor?",
)
filled.mistake(
    "fills t itself",
    replace="torch.full_like(t, value)",
    by="t.fill_(value)",
    hint="What does an underscore at the end of a method's name say about the tensor it is called on?",
)
filled.mistake(
    "calculates with what t holds, where nan and infinity stay nan",
    replace="torch.full_like(t, value)",
    by="(t * 0 + value).to(t.dtype)",
    hint="What is infinity times zero? Does the result have to depend on the elements of t at all?",
)
filled.mistake(
    "multiplies a tensor of ones by the value, whose type may change the dtype",
    replace="torch.full_like(t, value)",
    by="torch.ones_like(t) * value",
    hint="Which dtype has the product of an int64 tensor and the Python float 1.0?",
)
filled.mistake(
    "repeats one element by `expand`, so that all elements share its memory",
    replace="torch.full_like(t, value)",
    by="torch.tensor(value, dtype=t.dtype, device=t.device).expand(t.shape)",
    hint="How many numbers does a tensor that comes from `expand` have in memory?",
)
filled.mistake(
    "takes the length of t for its shape",
    replace="torch.full_like(t, value)",
    by="torch.full((len(t),), value, dtype=t.dtype, device=t.device)",
    hint="What is `len` of a tensor of shape (2, 3), and what of a tensor without axes?",
)
filled.mistake(
    "gives its result on the CPU, wherever t is",
    replace="torch.full_like(t, value)",
    by="torch.full(t.shape, value, dtype=t.dtype)",
    hint="On which device does a creation function make its tensor unless it is told?",
)

# seeded_normal -----------------------------------------------------------------------------------

normal = Misconceptions("tensors.seeded_normal")


@normal.mistake(
    "seeds the global generator, from which everybody draws",
    hint="Whose numbers does `torch.manual_seed` set, besides yours?",
)
def seeded_normal(shape: tuple[int, ...], seed: int) -> Tensor:
    torch.manual_seed(seed)
    return torch.randn(shape)


@normal.mistake(
    "seeds the global generator and leaves it in another state than it found",
    hint="In which state was the global generator before your call? Does `torch.seed` know?",
)
def seeded_normal(shape: tuple[int, ...], seed: int) -> Tensor:
    torch.manual_seed(seed)
    result = torch.randn(shape)
    torch.seed()
    return result


@normal.mistake(
    "seeds NumPy's global generator, from which others draw too",
    hint="Whose numbers does `np.random.seed` set, besides yours?",
)
def seeded_normal(shape: tuple[int, ...], seed: int) -> Tensor:
    np.random.seed(seed % 2**32)
    return torch.tensor(np.random.normal(size=shape), dtype=torch.float32)


normal.mistake(
    "draws from the global generator, whatever the seed is",
    replace=", generator=generator",
    by="",
    hint="You made a generator and seeded it: how does `torch.randn` get to know of it?",
)
normal.mistake(
    "gives the same numbers for every seed",
    replace=".manual_seed(seed)",
    by="",
    hint="Where does `seed` appear in your function, and in which state is a new generator?",
)
normal.mistake(
    "draws numbers between 0 and 1, all equally likely",
    replace="torch.randn(",
    by="torch.rand(",
    hint="Which numbers does `torch.rand` give, and what does the n in `torch.randn` stand for?",
)
normal.mistake(
    "stretches equally likely numbers to mean 0 and deviation 1, which makes no normal distribution",
    replace="torch.randn(shape, generator=generator)",
    by="(torch.rand(shape, generator=generator) - 0.5) * 12**0.5",
    hint="What is the largest number that can come out? Has a normal distribution such a bound?",
)
normal.mistake(
    "unpacks the shape, which leaves no argument when it is empty",
    replace="torch.randn(shape,",
    by="torch.randn(*shape,",
    hint="What does `torch.randn(*shape)` look like when `shape` is an empty tuple?",
)
normal.mistake(
    "gives float64, as NumPy does",
    replace="torch.randn(shape, generator=generator)",
    by="torch.as_tensor(np.random.default_rng(seed).standard_normal(shape))",
    hint="In which dtype does NumPy draw its numbers, and which one is asked?",
)

# describe ----------------------------------------------------------------------------------------

describe = Misconceptions("tensors.describe")
describe.mistake(
    "takes the length of t for the number of its elements",
    replace="t.numel()",
    by="len(t)",
    hint="What is `len(t)` for a tensor of shape (2, 3), and what for one without axes?",
)
describe.mistake(
    "takes the length of t for the number of its axes",
    replace="t.ndim",
    by="len(t)",
    hint="What is `len(t)` for a tensor of shape (5, 3), and what for one without axes?",
)
describe.mistake(
    "counts the bytes, not the elements",
    replace="t.numel()",
    by="t.nbytes",
    hint="How many elements has a tensor of shape (2, 3), and does that depend on its dtype?",
)
describe.mistake(
    "gives the method `numel` itself, which it does not call",
    replace="t.numel()",
    by="t.numel",
    hint="Print what you return: is there a number, or something that waits to be called?",
)
describe.mistake(
    "gives the method `is_contiguous` itself, which it does not call",
    replace="t.is_contiguous()",
    by="t.is_contiguous",
    hint="Print what you return: is there True or False, or something that waits to be called?",
)
describe.mistake(
    "asks a contiguous copy whether it is contiguous",
    replace="t.is_contiguous()",
    by="t.contiguous().is_contiguous()",
    hint="What does `contiguous` do with a tensor that is not? Whom do you ask then?",
)
describe.mistake(
    "gives the shape as a list",
    replace="tuple(t.shape)",
    by="list(t.shape)",
    hint="Which Python type do shapes have, and which one is asked?",
)
describe.mistake(
    "gives the dtype as a text",
    replace="t.dtype",
    by="str(t.dtype)",
    hint="Could somebody pass your dtype on, as in `torch.zeros(3, dtype=...)`?",
)
describe.mistake(
    "gives the device as an object, not as a text",
    replace="str(t.device)",
    by="t.device",
    hint="Which Python type has `t.device`, and which one is asked?",
)
describe.mistake(
    "asks whether t is a leaf, which tensors without gradients are too",
    replace="t.requires_grad",
    by="t.is_leaf",
    hint="Is a parameter a leaf? And a tensor of mere data?",
)
describe.mistake(
    "asks whether t has a gradient, which it may not have yet",
    replace="t.requires_grad",
    by="t.grad is not None",
    hint="Which value has `grad` of a new parameter, before anybody has called `backward`?",
)
describe.mistake(
    "asks whether t comes from an operation, which parameters do not",
    replace="t.requires_grad",
    by="t.grad_fn is not None",
    hint="Which value has `grad_fn` of a parameter?",
)
describe.mistake(
    "leaves out the index of the device",
    replace="str(t.device)",
    by="t.device.type",
    hint="A machine may have several GPUs: does your text say on which one the tensor is?",
)
describe.mistake(
    "says that every tensor is on the CPU",
    replace="str(t.device)",
    by='"cpu"',
    hint="What does your function say of a tensor on a GPU?",
)
describe.mistake(
    "takes strides that descend for a tensor without gaps",
    replace="t.is_contiguous()",
    by="t.numel() <= 1 or list(t.stride()) == sorted(t.stride(), reverse=True)",
    hint="The strides of every second element of (0, 1, 2, 3) descend too. Does one element lie right behind the other?",
)

# summary_statistics ------------------------------------------------------------------------------

statistics = Misconceptions("tensors.summary_statistics")
statistics.mistake(
    "divides by n for variance and deviation, as NumPy does",
    replace="""        "var": t.var(),
        "std": t.std(),
""",
    by="""        "var": t.var(correction=0),
        "std": t.std(correction=0),
""",
    hint="By what does the contract divide the sum of squares? What should a single element give?",
)
statistics.mistake(
    "divides by n for the deviation, and by n - 1 for the variance",
    replace="t.std()",
    by="t.std(correction=0)",
    hint="Is your deviation the root of your variance?",
)
statistics.mistake(
    "gives the variance for the standard deviation, without its root",
    replace="t.std()",
    by="t.var()",
    hint="If t is in metres, in which unit is a standard deviation? And yours?",
)
statistics.mistake(
    "exchanges variance and standard deviation",
    replace="""        "var": t.var(),
        "std": t.std(),
""",
    by="""        "var": t.std(),
        "std": t.var(),
""",
    hint="Which of the two is the root of the other?",
)
statistics.mistake(
    "calls the spread of a single element 0",
    replace="""        "var": t.var(),
        "std": t.std(),
""",
    by="""        "var": t.var().nan_to_num(),
        "std": t.std().nan_to_num(),
""",
    hint="What can one number tell about how far the next one will be from it?",
)
statistics.mistake(
    "gives the positions of the smallest and the largest element",
    replace="""        "min": t.min(),
        "max": t.max(),
""",
    by="""        "min": t.argmin(),
        "max": t.argmax(),
""",
    hint="What does the `arg` in `argmin` stand for? What is the smallest element of (5, 7)?",
)
statistics.mistake(
    "flattens t with `view`, which memory with gaps does not allow",
    replace="    return {",
    by="""    t = t.view(-1)
    return {""",
    hint="When can `view` not do its work? Do these statistics need a flat tensor at all?",
)


@statistics.mistake(
    "works along the first axis only",
    hint="How many means does a matrix have here, and how many did you compute?",
)
def summary_statistics(t: Tensor) -> dict[str, Tensor]:
    return {
        "min": t.min(dim=0).values,
        "max": t.max(dim=0).values,
        "sum": t.sum(dim=0),
        "prod": t.prod(dim=0),
        "mean": t.mean(dim=0),
        "var": t.var(dim=0),
        "std": t.std(dim=0),
    }


@statistics.mistake(
    "gives Python numbers, not tensors",
    hint="What does `.item()` keep of a tensor, and what does it leave behind?",
)
def summary_statistics(t: Tensor) -> dict[str, Tensor]:
    names = ["min", "max", "sum", "prod", "mean", "var", "std"]
    return {name: getattr(t, name)().item() for name in names}


@statistics.mistake(
    "gives float32 whatever the dtype of t is",
    hint="Which dtype do `torch.tensor(2.5)` and `t.float()` have, and which one has t?",
)
def summary_statistics(t: Tensor) -> dict[str, Tensor]:
    names = ["min", "max", "sum", "prod", "mean", "var", "std"]
    return {name: torch.tensor(getattr(t, name)().item()) for name in names}


@statistics.mistake(
    "gives its results on the CPU, wherever t is",
    hint="On which device is t, and on which does `torch.tensor` make its result unless it is told?",
)
def summary_statistics(t: Tensor) -> dict[str, Tensor]:
    names = ["min", "max", "sum", "prod", "mean", "var", "std"]
    return {name: torch.tensor(getattr(t, name)().item(), dtype=t.dtype) for name in names}


@statistics.mistake(
    "calculates with NumPy, which reaches no GPU",
    hint="What happens when `.numpy()` is called on a tensor that is on a GPU?",
)
def summary_statistics(t: Tensor) -> dict[str, Tensor]:
    array = t.detach().numpy()
    names = ["min", "max", "sum", "prod", "mean"]
    facts = {name: torch.as_tensor(getattr(array, name)()) for name in names}
    return {**facts, "var": t.var(), "std": t.std()}


# share_with_numpy --------------------------------------------------------------------------------

share = Misconceptions("tensors.share_with_numpy")
share.mistake(
    "copies the array",
    replace="torch.from_numpy(array)",
    by="torch.tensor(array)",
    hint="Write into the array after the call: what does your tensor say? Which functions always copy?",
)
share.mistake(
    "copies the array into a float32 tensor",
    replace="torch.from_numpy(array)",
    by="torch.from_numpy(array.astype(np.float32))",
    hint="Can a float32 tensor and a float64 array use the same memory? Which dtype is asked?",
)
share.mistake(
    "converts to float32, which copies unless the array is float32 already",
    replace="torch.from_numpy(array)",
    by="torch.from_numpy(array).float()",
    hint="What does `.float()` do with a tensor that is float64? Which dtype is asked?",
)
share.mistake(
    "makes the array contiguous first, which copies one that has gaps",
    replace="torch.from_numpy(array)",
    by="torch.from_numpy(np.ascontiguousarray(array))",
    hint="What does `ascontiguousarray` have to do with `array[::2]`? Is it needed?",
)
share.mistake(
    "makes the tensor contiguous, which copies memory that has gaps",
    replace="torch.from_numpy(array)",
    by="torch.from_numpy(array).contiguous()",
    hint="What does `contiguous` have to do with a tensor whose memory has gaps? Is it needed?",
)
share.mistake(
    "flattens the array",
    replace="torch.from_numpy(array)",
    by="torch.from_numpy(array.reshape(-1))",
    hint="Which shape does your tensor have for an array of shape (2, 3)?",
)
share.mistake(
    "flattens the array on the way, which copies one that has gaps",
    replace="torch.from_numpy(array)",
    by="torch.from_numpy(array.reshape(-1)).reshape(array.shape)",
    hint="When can `reshape` not give a view of the same memory? What does it give then?",
)

# copy_from_numpy ---------------------------------------------------------------------------------

copy = Misconceptions("tensors.copy_from_numpy")
copy.mistake(
    "shares the array's memory and keeps its dtype",
    replace="torch.from_numpy(array.astype(np.float32))",
    by="torch.from_numpy(array)",
    hint="Write into the array after the call: what does your tensor say? And of which dtype is it?",
)
copy.mistake(
    "keeps the array's dtype",
    replace="array.astype(np.float32)",
    by="array.copy()",
    hint="Which dtype do NumPy's numbers have by default, and which do the layers of a network expect?",
)
copy.mistake(
    "keeps the array's dtype, and cannot take reversed arrays",
    replace="torch.from_numpy(array.astype(np.float32))",
    by="torch.tensor(array)",
    hint="Which dtype does `torch.tensor` give to NumPy's numbers? Try it with `array[::-1]` too.",
)
copy.mistake(
    "shares the memory of an array that is float32 already",
    replace="array.astype(np.float32)",
    by="array.astype(np.float32, copy=False)",
    hint="When does your conversion have nothing to do, and whose memory do you return then?",
)
copy.mistake(
    "shares the memory of an array that is float32 already, and cannot take reversed arrays",
    replace="torch.from_numpy(array.astype(np.float32))",
    by="torch.from_numpy(array).float()",
    hint="When does `.float()` have nothing to do, and whose memory do you return then?",
)
copy.mistake(
    "shares the memory of an array that is float32 and contiguous already",
    replace="array.astype(np.float32)",
    by="np.ascontiguousarray(array, dtype=np.float32)",
    hint="When does `ascontiguousarray` have nothing to do, and whose memory do you return then?",
)
copy.mistake(
    "cannot take reversed arrays",
    replace="torch.from_numpy(array.astype(np.float32))",
    by="torch.tensor(array, dtype=torch.float32)",
    hint="Try it with `array[::-1]`. On which side of the bridge could the copy be made instead?",
)
copy.mistake(
    "flattens the array",
    replace="array.astype(np.float32)",
    by="array.flatten().astype(np.float32)",
    hint="Which shape does your tensor have for an array of shape (2, 3)?",
)


@copy.mistake(
    "takes the write protection off the caller's array",
    hint="What may the owner of a read-only array rely on, before your call and after it?",
)
def copy_from_numpy(array: np.ndarray) -> Tensor:
    array.flags.writeable = True
    return torch.from_numpy(array.astype(np.float32))


# detached_copy -----------------------------------------------------------------------------------

detached = Misconceptions("tensors.detached_copy")
detached.mistake(
    "detaches and does not copy, so that both use the same memory",
    replace="t.detach().clone()",
    by="t.detach()",
    hint="Write into t after the call: what does your result say?",
)
detached.mistake(
    "copies and does not detach, so that the graph lives on in the copy",
    replace="t.detach().clone()",
    by="t.clone()",
    hint="Print the result for a parameter: what is the `grad_fn` at its end?",
)
detached.mistake(
    "returns t itself under another name",
    replace="t.detach().clone()",
    by="t",
    hint="Does giving an object another name make a second object?",
)
detached.mistake(
    "detaches t itself, in place",
    replace="t.detach()",
    by="t.detach_()",
    hint="What does the underscore say, and what has become of the caller's graph?",
)
detached.mistake(
    "switches off the gradients of t itself",
    replace="t.detach()",
    by="t.requires_grad_(False)",
    hint="Can the caller go on training t after your call?",
)
detached.mistake(
    "makes the copy require gradients again, as t does",
    replace="t.detach().clone()",
    by="t.detach().clone().requires_grad_(t.requires_grad)",
    hint="You have cut the graph: why start a new one at the copy?",
)
detached.mistake(
    "rebuilds the tensor from Python numbers, whose dtype PyTorch guesses",
    replace="t.detach().clone()",
    by="torch.tensor(t.tolist())",
    hint="Which dtype does a float64 tensor have after the way through Python's numbers?",
)
detached.mistake(
    "gives its result on the CPU, wherever t is",
    replace="t.detach().clone()",
    by="torch.tensor(t.tolist(), dtype=t.dtype)",
    hint="On which device is t, and on which does `torch.tensor` make its result?",
)
detached.mistake(
    "goes by way of NumPy, which reaches no GPU",
    replace="t.detach().clone()",
    by="torch.tensor(t.detach().numpy())",
    hint="What happens when `.numpy()` is called on a tensor that is on a GPU?",
)


@detached.mistake(
    "takes a deep copy, which goes on requiring gradients, and which only leaves have",
    hint="Does `deepcopy` of a parameter require gradients? Try it on the result of an operation too.",
)
def detached_copy(t: Tensor) -> Tensor:
    from copy import deepcopy

    return deepcopy(t)


# differentiable_copy -----------------------------------------------------------------------------

differentiable = Misconceptions("tensors.differentiable_copy")
differentiable.mistake(
    "cuts the copy from the graph",
    replace="t.clone()",
    by="t.detach().clone()",
    hint="Which gradient has t after a backward pass through your copy?",
)
differentiable.mistake(
    "builds a new tensor by `torch.tensor`, which knows nothing of t's graph",
    replace="t.clone()",
    by="torch.tensor(t)",
    hint="What does PyTorch warn about when `torch.tensor` is given a tensor?",
    same_as="cuts the copy from the graph",
)
differentiable.mistake(
    "cuts the copy from the graph, and shares memory with t",
    replace="t.clone()",
    by="t.detach()",
    hint="What does `detach` leave behind, and what does it keep? You want the reverse.",
)
differentiable.mistake(
    "makes the copy a new leaf, where gradients stop",
    replace="t.clone()",
    by="t.detach().clone().requires_grad_(t.requires_grad)",
    hint="The copy asks for gradients, and gets them: how do they go on to t?",
)
differentiable.mistake(
    "rebuilds the tensor from Python numbers, which have neither a dtype nor a graph",
    replace="t.clone()",
    by="torch.tensor(t.tolist())",
    hint="What does a Python number know of the tensor that it was in?",
)
differentiable.mistake(
    "returns t itself under another name",
    replace="t.clone()",
    by="t",
    hint="Does giving an object another name make a second object?",
)
differentiable.mistake(
    "gives a view of t, which uses t's memory",
    replace="t.clone()",
    by="t.view_as(t)",
    hint="Write into the result: what does t say?",
)
differentiable.mistake(
    "makes t contiguous, which copies only a tensor that is not",
    replace="t.clone()",
    by="t.contiguous()",
    hint="What does `contiguous` return if there is nothing to be done?",
)
differentiable.mistake(
    "makes the copy require gradients even if t does not",
    replace="t.clone()",
    by="t.clone().requires_grad_()",
    hint="Is anything gained by recording operations on the copy of mere data?",
)


@differentiable.mistake(
    "takes a deep copy, which is a new leaf, and which only leaves have",
    hint="Which gradient has t after a backward pass through your copy? What if t is no leaf?",
)
def differentiable_copy(t: Tensor) -> Tensor:
    from copy import deepcopy

    return deepcopy(t)


differentiable.mistake(
    "gives its result on the CPU, wherever t is",
    replace="t.clone()",
    by="t.clone().cpu()",
    hint="On which device is t, and on which is what you return? The caller goes on with both.",
)
differentiable.mistake(
    "adds t to zeros that it makes on the CPU",
    replace="t.clone()",
    by="torch.zeros(t.shape, dtype=t.dtype) + t",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Do you need zeros?",
)

# pick_device -------------------------------------------------------------------------------------

pick = Misconceptions("tensors.pick_device")


@pick.mistake(
    "returns a text, not a `torch.device`",
    hint="Which type does the contract name? What has `type` and `index` for attributes?",
)
def pick_device(prefer: str | torch.device | None = None) -> torch.device:
    available = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    usable = [kind for kind, is_there in available.items() if is_there]
    if prefer is None:
        return usable[0]
    if str(prefer).split(":")[0] not in usable:
        raise ValueError(f"The device {prefer} cannot be used here; these can: {usable}.")
    return str(prefer)


pick.mistake(
    "takes CUDA whether there is a GPU or not",
    replace="torch.device(usable[0])",
    by='torch.device("cuda")',
    hint="What happens on a laptop without a GPU as soon as something is moved to your device?",
)
pick.mistake(
    "knows nothing of the GPUs of Apple computers",
    replace="torch.backends.mps.is_available()",
    by="False",
    hint="Which third kind of device is there, and who tells whether it can be used?",
)
pick.mistake(
    "puts MPS before CUDA",
    replace="""        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
""",
    by="""        "mps": torch.backends.mps.is_available(),
        "cuda": torch.cuda.is_available(),
""",
    hint="In which order does the contract name the devices?",
)
pick.mistake(
    "asks how PyTorch was built, not what this machine has",
    replace="""        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
""",
    by="""        "cuda": torch.backends.cuda.is_built(),
        "mps": torch.backends.mps.is_built(),
""",
    hint="Does a PyTorch that was built for GPUs put one into the machine?",
)
pick.mistake(
    "does not call `torch.cuda.is_available`, and a function is always true",
    replace="torch.cuda.is_available()",
    by="torch.cuda.is_available",
    hint="Print what stands in your condition: True or False, or something that waits to be called?",
)
pick.mistake(
    "ignores what is preferred",
    replace="if prefer is None:",
    by="if True:",
    hint="Where in your function does the argument `prefer` decide anything?",
)
pick.mistake(
    "takes whatever is preferred without asking whether it can be used",
    replace='if str(prefer).split(":")[0] not in usable:',
    by="if False:",
    hint='Who tells somebody without a GPU that "cuda" was the wrong choice, and when?',
)
pick.mistake(
    "checks CUDA and believes everything else",
    replace='if str(prefer).split(":")[0] not in usable:',
    by='if str(prefer).startswith("cuda") and "cuda" not in usable:',
    hint='Can "mps" be used on every machine, and does "meta" hold numbers?',
)
pick.mistake(
    "quietly takes another device when the preferred one cannot be used",
    replace='raise ValueError(f"The device {prefer} cannot be used here; these can: {usable}.")',
    by="return torch.device(usable[0])",
    hint="How does somebody who asked for a GPU find out that the CPU is working?",
)
pick.mistake(
    "raises a ValueError that does not say which device was asked for",
    replace='f"The device {prefer} cannot be used here; these can: {usable}."',
    by='"This device cannot be used here."',
    hint="What would you want to read if the name came from a settings file?",
)
pick.mistake(
    "raises a RuntimeError",
    replace="raise ValueError(",
    by="raise RuntimeError(",
    hint="Which exception does the contract name?",
)
pick.mistake(
    "lets PyTorch refuse unknown names, with an exception of its own",
    replace='str(prefer).split(":")[0]',
    by="torch.device(prefer).type",
    hint='What does `torch.device("gpu")` raise, and what should come out?',
)
pick.mistake(
    "refuses a device with an index",
    replace='str(prefer).split(":")[0]',
    by="str(prefer)",
    hint='Is "cuda:1" among the kinds that you compare with? What is before its colon?',
)
pick.mistake(
    "drops the index of the preferred device",
    replace="torch.device(prefer)",
    by='torch.device(str(prefer).split(":")[0])',
    hint='Which of two GPUs does somebody get who asked for "cuda:1"?',
)
pick.mistake(
    "takes a text only, and fails for a `torch.device`",
    replace='str(prefer).split(":")[0]',
    by='prefer.split(":")[0]',
    hint="Which types may `prefer` have? Which of them has the methods of a text?",
)

# move_to -----------------------------------------------------------------------------------------

move = Misconceptions("tensors.move_to")
move.mistake(
    "drops the result of `to` and returns the tensor that was not moved",
    replace="        return batch.to(device)",
    by="""        batch.to(device)
        return batch""",
    hint="Does `to` change the tensor it is called on? Where does the moved one go?",
)
move.mistake(
    "moves to a device of its own choice, not to the one that is asked",
    replace="batch.to(device)",
    by='batch.to("cuda" if torch.cuda.is_available() else "cpu")',
    hint="Who decides where the batch goes: the caller or your function? Where does `device` appear?",
)
move.mistake(
    "turns tuples into lists",
    replace="tuple(move_to(item, device) for item in batch)",
    by="[move_to(item, device) for item in batch]",
    hint="Which type did the container have that was handed in?",
)
move.mistake(
    "gives a generator for a tuple",
    replace="tuple(move_to(item, device) for item in batch)",
    by="(move_to(item, device) for item in batch)",
    hint="Print what you return for a tuple: do round brackets alone make one?",
)
move.mistake(
    "does not look into dicts",
    replace="{key: move_to(item, device) for key, item in batch.items()}",
    by="batch",
    hint="Which containers may hold tensors, and which of them does your function know?",
)
move.mistake(
    "gives the values of a dict as a list",
    replace="{key: move_to(item, device) for key, item in batch.items()}",
    by="[move_to(item, device) for item in batch.values()]",
    hint="How does the caller find the labels in what you return for a dict?",
)
move.mistake(
    "expects nothing but tensors in a dict",
    replace="{key: move_to(item, device) for key, item in batch.items()}",
    by="{key: item.to(device) for key, item in batch.items()}",
    hint="What does your function do with a dict that holds a list of texts?",
)


@move.mistake(
    "looks into lists only",
    hint="Which containers may hold tensors, and which of them does your function know?",
)
def move_to(batch: Any, device: str | torch.device) -> Any:
    if isinstance(batch, Tensor):
        return batch.to(device)
    if isinstance(batch, list):
        return [move_to(item, device) for item in batch]
    return batch


@move.mistake(
    "looks one level deep only",
    hint="What does your function do with a list in a list? Which function knows what to do with that?",
)
def move_to(batch: Any, device: str | torch.device) -> Any:
    def moved(item: Any) -> Any:
        return item.to(device) if isinstance(item, Tensor) else item

    if isinstance(batch, list | tuple):
        return type(batch)(moved(item) for item in batch)
    if isinstance(batch, dict):
        return {key: moved(item) for key, item in batch.items()}
    return moved(batch)


@move.mistake(
    "replaces the items of the caller's own lists and dicts",
    hint="What do the caller's containers hold after the call? Was that asked?",
)
def move_to(batch: Any, device: str | torch.device) -> Any:
    if isinstance(batch, Tensor):
        return batch.to(device)
    if isinstance(batch, tuple):
        return tuple(move_to(item, device) for item in batch)
    if isinstance(batch, list):
        for index, item in enumerate(batch):
            batch[index] = move_to(item, device)
    if isinstance(batch, dict):
        for key, item in batch.items():
            batch[key] = move_to(item, device)
    return batch


move.mistake(
    "calls `to` on everything that is no container",
    replace="isinstance(batch, Tensor)",
    by="not isinstance(batch, list | tuple | dict)",
    hint="A batch may hold texts and numbers: do they have a method `to`?",
)
move.mistake(
    "calls `to` on everything that has such a method",
    replace="isinstance(batch, Tensor)",
    by='hasattr(batch, "to")',
    hint="Is everything that has a method `to` a tensor? What does the contract say of the rest?",
)
move.mistake(
    "makes tensors of numbers",
    replace="isinstance(batch, Tensor):",
    by="""isinstance(batch, bool | int | float):
        return torch.tensor(batch, device=device)
    if isinstance(batch, Tensor):""",
    hint="What does the contract say of what is neither a tensor nor a container?",
)
move.mistake(
    "makes tensors of arrays",
    replace="isinstance(batch, Tensor):",
    by="""isinstance(batch, np.ndarray):
        return torch.as_tensor(batch, device=device)
    if isinstance(batch, Tensor):""",
    hint="What does the contract say of what is neither a tensor nor a container?",
)
move.mistake(
    "forgets to return what is neither a tensor nor a container",
    replace="    return batch\n",
    by="",
    hint="What does a Python function return that ends without a `return`?",
)
move.mistake(
    "cuts the tensors from their graph",
    replace="batch.to(device)",
    by="batch.detach().to(device)",
    hint="Which gradient does the tensor have that was handed in, after a backward pass?",
)
move.mistake(
    "makes every tensor float32 on the way",
    replace="batch.to(device)",
    by="batch.to(device, torch.float32)",
    hint="Which dtype do class labels have before your call, and which after it?",
)
move.mistake(
    "moves to the first GPU as soon as there is one",
    replace="batch.to(device)",
    by='batch.to("cuda" if torch.cuda.is_available() else device)',
    hint="What is the parameter `device` for? A machine may have two GPUs.",
)
