"""Tensors: how they are made, what they say of themselves, and who shares their memory.

A tensor is a block of memory with a description: a shape, a dtype, a device, and whether gradients
are recorded. Most early mistakes with PyTorch are mistakes about the description, such as a label
that became a float, a statistic on the wrong device, or an axis too many; and most of the later ones are
about the memory: two names for one block, so that writing through one of them changes the other.
This unit makes tensors, reads their descriptions, crosses the bridge to NumPy in both directions,
copies with and without the history of gradients, and moves data to where it is computed with.
"""

from typing import Any

import numpy as np
import torch
from torch import Tensor


def make_tensor(data: Any, dtype: torch.dtype = torch.float32) -> Tensor:
    """Return a new tensor that holds `data`.

    PyTorch looks at the numbers and guesses a dtype: int64 if all are whole, float32 as soon as one
    has a decimal point. Then `[1, 2, 3]` has no mean, and `[1.0, 2, 3]` has. A function that is
    told the dtype does not depend on how somebody happened to write the numbers.

    Two names deserve a second look. The class `torch.Tensor` can be called too, and it predates
    every rule above: it always makes float32, and takes a single number for a size. And some
    functions make a tensor of what is in memory already, rather than of a copy.

    Args:
        data: a number (`bool`, `int` or `float`), or a list or tuple of numbers, nested to any
            depth with equal lengths and possibly empty, or a NumPy array of numbers without
            negative strides. It is left unchanged.
        dtype: the dtype of the result. It can hold the numbers; where it is `torch.bool`, any
            number but zero is True.

    Returns:
        A tensor on the CPU with the shape of `data`, which is 0-dim for a single number, and with
        the given dtype. Each number is the nearest one that the dtype has: an int64 keeps every
        digit of a Python int, and a float64 every digit of a Python float. Its memory is its own:
        later changes of an array do not show in it, nor the reverse.

    Example:
        >>> make_tensor([[1, 2, 3], [4, 5, 6]])
        tensor([[1., 2., 3.],
                [4., 5., 6.]])
        >>> make_tensor(3, dtype=torch.int64)
        tensor(3)

    See `torch.tensor` in the PyTorch documentation.
    """
    return torch.tensor(data, dtype=dtype)


def filled_like(t: Tensor, value: float) -> Tensor:
    """Return a new tensor that is described like `t` and has `value` in every element.

    Masks, starting values and paddings are made to fit a tensor that is there already: the same
    shape, the same dtype, on the same device. Saying these three by hand invites leaving one out,
    which works until somebody trains in float64 or on a GPU.

    Allocating is not filling: a tensor made by one of the functions with `empty` in their name holds
    whatever its memory held before. Nor does arithmetic on `t` do: what `t` holds may be infinite
    or nan, and a number of another type can change the dtype.

    Args:
        t: tensor of any shape, dtype and device, whatever its elements are; it may have no axes or
            no elements. It is left unchanged.
        value: a number that the dtype of `t` can hold: True or False for bool, a whole number,
            possibly written as a float, for an integer dtype, any number for a floating dtype.

    Returns:
        A tensor with the shape, dtype and device of `t`. Its elements have memory of their own,
        each one for itself, so that writing to one of them changes no other, nor `t`.

    Example:
        >>> filled_like(torch.tensor([[1, 2, 3]]), 7)
        tensor([[7, 7, 7]])

    See "Creation Ops" of `torch` in the PyTorch documentation.
    """
    return torch.full_like(t, value)


def seeded_normal(shape: tuple[int, ...], seed: int) -> Tensor:
    """Return standard normal random numbers that depend on `seed` alone.

    Random numbers on a computer are a sequence that is computed from a state, and a seed sets the
    state. PyTorch keeps one state for the whole process, which everything draws from: initial
    weights, dropout, the order of samples. A function that seeds *that* one makes its own
    numbers reproducible at the price of everybody else's: called in each step of a loop, it would
    give every step the same dropout. A source of random numbers of one's own disturbs nobody.

    Standard normal means mean 0 and standard deviation 1, with negative numbers as often as
    positive ones, and no bounds; numbers spread evenly between 0 and 1 are another distribution.

    Args:
        shape: the shape of the result, a tuple of sizes. It may be empty, and sizes may be 0.
        seed: a whole number from 0 to 2³² - 1: of a larger one the CPU generator takes that part alone.

    Returns:
        A float32 tensor of the given shape on the CPU, whose elements are independent draws. The
        same shape and seed give the same numbers in every call; another seed gives others. Which
        numbers these are is free. The global random states of PyTorch, NumPy and Python are
        afterwards as they were before.

    Example:
        >>> seeded_normal((2, 3), seed=1).shape
        torch.Size([2, 3])
        >>> torch.equal(seeded_normal((5,), seed=1), seeded_normal((5,), seed=1))
        True

    See `torch.Generator` and "Reproducibility" in the PyTorch documentation.
    """
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator)


def describe(t: Tensor) -> dict[str, Any]:
    """Return what the tensor `t` says of itself, as a dict.

    When a program fails with a message about shapes, dtypes or devices, this is the first thing to
    print. Some of these facts are attributes and some are methods, which have to be called: without
    its parentheses a method is an object that is always true. The length of a tensor is the size
    of its first axis, which is neither the number of its elements nor that of its axes.

    Args:
        t: tensor of any shape, dtype and device. It is left unchanged.

    Returns:
        A dict with these keys, in any order:

        - "ndim": the number of axes, an `int`;
        - "shape": the sizes of the axes, a `tuple` of `int` (a `torch.Size` is one);
        - "numel": the number of elements, an `int`;
        - "dtype": the `torch.dtype` itself;
        - "device": the device as a `str`, its index included if it has one, such as "cpu" or "cuda:1";
        - "contiguous": a `bool`, whether the elements lie in memory in row-major order without gaps
          (so they do if there is at most one, and axes of size 1 make no difference);
        - "requires_grad": a `bool`, whether operations on `t` are recorded for gradients.

    Example:
        >>> facts = describe(torch.zeros(2, 3).T)
        >>> facts["ndim"], facts["shape"], facts["numel"], facts["dtype"]
        (2, (3, 2), 6, torch.float32)
        >>> facts["device"], facts["contiguous"], facts["requires_grad"]
        ('cpu', False, False)

    See "Tensor Attributes" in the PyTorch documentation.
    """
    return {
        "ndim": t.ndim,
        "shape": tuple(t.shape),
        "numel": t.numel(),
        "dtype": t.dtype,
        "device": str(t.device),
        "contiguous": t.is_contiguous(),
        "requires_grad": t.requires_grad,
    }


def summary_statistics(t: Tensor) -> dict[str, Tensor]:
    """Return the usual statistics over all elements of `t`, as a dict of 0-dim tensors.

    The variance is the mean squared distance from the mean, and the standard deviation its
    root. There are two of each. Divided by n, the sum of squares describes these n numbers, as
    NumPy does unless told otherwise. Divided by n - 1, it estimates the spread of whatever the
    numbers were drawn from, as PyTorch does unless told otherwise; here the latter is asked. From a
    single number no spread can be estimated: 0/0 is nan, and that is the honest answer.

    A statistic that stays a tensor stays on its device and in its dtype. Read out as a Python
    number and put back, it loses both.

    Args:
        t: float32 or float64 tensor of any shape with at least one element; the product of its
            elements does not overflow. It is left unchanged.

    Returns:
        A dict with the keys "min", "max", "sum", "prod" (the product), "mean", "var" and "std" in
        any order. Each value is a 0-dim tensor with the dtype and device of `t`, over all elements
        whatever the shape. "var" and "std" are those of a sample, with n - 1; for a single element
        they are nan. Whether gradients flow to `t` is free.

    Example:
        >>> facts = summary_statistics(torch.tensor([[1.0, 2.0], [3.0, 6.0]]))
        >>> facts["min"], facts["max"], facts["sum"], facts["prod"], facts["mean"]
        (tensor(1.), tensor(6.), tensor(12.), tensor(36.), tensor(3.))
        >>> facts["var"], facts["std"]
        (tensor(4.6667), tensor(2.1602))

    See `torch.var` and "Reduction Ops" of `torch` in the PyTorch documentation.
    """
    return {
        "min": t.min(),
        "max": t.max(),
        "sum": t.sum(),
        "prod": t.prod(),
        "mean": t.mean(),
        "var": t.var(),
        "std": t.std(),
    }


def share_with_numpy(array: np.ndarray) -> Tensor:
    """Return a tensor that uses the memory of a NumPy array.

    A tensor on the CPU and an array are both a description of a block of memory, and the two can
    describe the same block. Then nothing is copied, however large it is, and whatever is
    written through one of them is read through the other. That is a gift for large data and a trap
    for everybody who did not know.

    Sharing lasts only as long as nothing makes a copy: a conversion to another dtype does, always
    or just when the dtype differs, and so does any function whose business is to make new tensors.

    Args:
        array: a writable NumPy array of any shape, of a dtype that PyTorch has too, without
            negative strides; it need not be contiguous. It is left unchanged.

    Returns:
        A tensor on the CPU with the shape and elements of `array`, its dtype (a float64 array gives
        a float64 tensor), and its memory: later changes of either show in the other.

    Example:
        >>> array = np.array([1.0, 2.0])
        >>> t = share_with_numpy(array)
        >>> array[0] = 5
        >>> t
        tensor([5., 2.], dtype=torch.float64)

    See `torch.from_numpy` in the PyTorch documentation.
    """
    return torch.from_numpy(array)


def copy_from_numpy(array: np.ndarray) -> Tensor:
    """Return an independent float32 tensor with the elements of a NumPy array.

    NumPy computes in float64 unless told otherwise, and layers of a network hold float32: the
    first batch that comes from NumPy unconverted ends in an error about Double and Float. And a
    batch that shares memory with the data set it came from changes the data set as soon as
    it is scaled in place. A copy of the right dtype settles both.

    Beware of conversions that copy only if they have to. A float64 array, which is what one tries
    first, they do copy; with an array that is float32 already they share memory. Beware also of
    arrays with unusual memory: slices with a step, reversed ones such as `array[::-1]`, whose
    strides are negative, and arrays that refuse to be written to.

    Args:
        array: a NumPy array of real numbers or bools, of any shape, dtype and strides, writable or
            not. It is left unchanged, and protected from writing if it was.

    Returns:
        A float32 tensor on the CPU with the shape and elements of `array`, which may be written to.
        Its memory is its own: later changes of either do not show in the other.

    Example:
        >>> array = np.array([1.0, 2.0])
        >>> t = copy_from_numpy(array[::-1])
        >>> array[0] = 5
        >>> t
        tensor([2., 1.])

    See `torch.from_numpy` and `torch.tensor` in the PyTorch documentation.
    """
    return torch.from_numpy(array.astype(np.float32))


def detached_copy(t: Tensor) -> Tensor:
    """Return a copy of `t` that has memory of its own and no history of gradients.

    A snapshot of weights, a target value, a number for a plot: these are to stay as they are now,
    and no gradient should find its way back through them. Two things must be cut, the memory
    and the graph of recorded operations, and PyTorch has one function for each. Either by itself
    does half of the job: one gives a tensor that changes whenever the original does, the other a
    tensor that keeps the graph, and all memory that hangs on it, alive.

    Args:
        t: tensor of any shape, dtype and device. It may require gradients, as a leaf or as the
            result of an operation. It is left unchanged, and remains part of its graph.

    Returns:
        A tensor with the shape, dtype, device and elements of `t`, in memory of its own: later
        changes of either do not show in the other. It does not require gradients.

    Example:
        >>> weight = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> detached_copy(weight)
        tensor([1., 2.])

    See `torch.Tensor.detach` and `torch.clone` in the PyTorch documentation.
    """
    return t.detach().clone()


def differentiable_copy(t: Tensor) -> Tensor:
    """Return a copy of `t` that has memory of its own, and through which gradients flow to `t`.

    Inside a model one often needs a second version of a tensor that may be changed in place, while
    the result still depends on the first. Then copying is an operation like any other, recorded
    and passed through in the backward pass. Whatever builds a new tensor from mere numbers cuts
    that connection: training goes on, nothing complains, and what lies behind the cut never learns.
    Marking such a tensor as one that requires gradients does not mend it: then gradients stop there.

    Args:
        t: tensor of any shape, dtype and device. It may require gradients, as a leaf or as the
            result of an operation. It is left unchanged.

    Returns:
        A tensor with the shape, dtype, device and elements of `t`, in memory of its own: later
        changes of either do not show in the other, and changing the result in place is allowed.
        If `t` requires gradients so does the result, and the gradient with respect to the result
        flows on to `t` as it is. If `t` does not, nor does the result.

    Example:
        >>> weight = torch.tensor([1.0, 2.0], requires_grad=True)
        >>> (3 * differentiable_copy(weight)).sum().backward()
        >>> weight.grad
        tensor([3., 3.])

    See `torch.clone` in the PyTorch documentation.
    """
    return t.clone()


def pick_device(prefer: str | torch.device | None = None) -> torch.device:
    """Return the device to compute on: the one preferred, or else the best that can be used.

    Code that names "cuda" fails on a laptop, and code that names "cpu" leaves a GPU idle, so a
    program asks once, at its start, and passes the answer on. Whoever names a device wants that
    one: quietly taking another would make a training run ten times slower, or a measurement
    wrong, and nobody would notice. A name that no machine has is a typing error, and deserves the
    same plain answer.

    Whether a device can be used is a question about this machine, now. How PyTorch was built
    does not answer it, as there are machines without a GPU on which PyTorch knows how to use one.

    Args:
        prefer: "cuda" (an NVIDIA or AMD GPU), "mps" (the GPU of an Apple computer) or "cpu", with or
            without an index as in "cuda:0", or such a `torch.device`; None for no preference. An
            index that this machine does not have is not asked.

    Returns:
        A `torch.device`. With `prefer`, that device, its index included if one was given. Without,
        `torch.device("cuda")` if CUDA can be used, else `torch.device("mps")` if MPS can be used,
        else `torch.device("cpu")`. The CPU can always be used; of the others the functions
        `torch.cuda.is_available` and `torch.backends.mps.is_available` tell. Ask them by these full
        names and in each call, since the checks let them speak of other machines than yours.

    Raises:
        ValueError: `prefer` names a device that cannot be used here, or none of the three. The
            message contains its name, the part before a colon at least.

    Example:
        >>> pick_device("cpu")
        device(type='cpu')

    See `torch.cuda.is_available` and `torch.device` in the PyTorch documentation.
    """
    available = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
        "cpu": True,
    }
    usable = [kind for kind, is_there in available.items() if is_there]
    if prefer is None:
        return torch.device(usable[0])
    if str(prefer).split(":")[0] not in usable:
        raise ValueError(f"The device {prefer} cannot be used here; these can: {usable}.")
    return torch.device(prefer)


def move_to(batch: Any, device: str | torch.device) -> Any:
    """Return `batch` with every tensor in it on `device`, however deeply it is nested.

    Loaders give batches of all forms: a pair of tensors, a dict with texts and labels, a list of such
    dicts. The model is on one device, and each tensor of the batch has to follow it there. A
    tensor cannot be moved where it stands: what moves it returns another tensor, and whoever
    drops that one has moved nothing. (A module differs: it moves its own parameters.)

    Args:
        batch: a tensor, or a list, tuple or dict of such batches and of anything else; containers
            may be empty, and keys of dicts are whatever they are. Subclasses of these containers,
            such as named tuples, are not asked. It is left unchanged, as are all containers in it.
        device: where to, as `Tensor.to` takes it.

    Returns:
        A batch of the same structure: lists are lists, tuples tuples, and dicts dicts with the same
        keys in the same order; at the top it may also be a single tensor. Tensors keep dtype, shape
        and elements, and gradients flow from them to those in `batch`. What is neither a tensor
        nor one of the containers, such as a number, a text, an array or None, is in its place as the
        very same object, also where it has a method `to` of its own.

    Example:
        >>> move_to({"x": torch.ones(2), "names": ["a", "b"]}, "cpu")
        {'x': tensor([1., 1.]), 'names': ['a', 'b']}
        >>> move_to((torch.ones(2), None), "meta")[0].device
        device(type='meta')

    See `torch.Tensor.to` in the PyTorch documentation.
    """
    if isinstance(batch, Tensor):
        return batch.to(device)
    if isinstance(batch, list):
        return [move_to(item, device) for item in batch]
    if isinstance(batch, tuple):
        return tuple(move_to(item, device) for item in batch)
    if isinstance(batch, dict):
        return {key: move_to(item, device) for key, item in batch.items()}
    return batch
