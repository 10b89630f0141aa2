import math
from functools import reduce

import numpy as np
import torch
from torch.utils import _pytree as pytree


def _scalar(x, dtype):
    if dtype is torch.bool:
        return torch.full((), x != 0, dtype=dtype, device="cpu")
    if dtype.is_floating_point and isinstance(x, int) and abs(x) >= 2**63:
        x = float(x)
    return torch.full((), x, dtype=dtype, device="cpu")


def make_tensor(data, dtype=torch.float32):
    if isinstance(data, np.ndarray):
        if data.dtype == np.longdouble:
            data = data.astype(np.float64)
        flat = make_tensor(data.reshape(-1).tolist(), dtype)
        return flat.reshape(data.shape)
    if isinstance(data, (list, tuple)):
        if len(data) == 0:
            return torch.empty((0,), dtype=dtype, device="cpu")
        return torch.stack([make_tensor(part, dtype) for part in data])
    return _scalar(data, dtype)


def filled_like(t, value):
    table = torch.tensor([value], dtype=t.dtype, device=t.device)
    return table[torch.zeros(t.shape, dtype=torch.int64, device=t.device)]


def _signed(n):
    return (n + 2**63) % 2**64 - 2**63


def _shift(x, bits):
    return (x >> bits) & (2 ** (64 - bits) - 1)


def _mix(x):
    x = (x ^ _shift(x, 30)) * _signed(0xBF58476D1CE4E5B9)
    x = (x ^ _shift(x, 27)) * _signed(0x94D049BB133111EB)
    return x ^ _shift(x, 31)


def seeded_normal(shape, seed):
    n = math.prod(shape)
    start = _mix(torch.full((), seed, dtype=torch.int64, device="cpu") + 0x5851F42D4C957F)
    counter = torch.arange(1, 2 * n + 1, dtype=torch.int64, device="cpu")
    bits = _mix(start + counter * _signed(0x9E3779B97F4A7C15))
    u = (_shift(bits, 11).to(torch.float64) + 0.5) / 2**53
    radius = (-2 * u[:n].log()).clamp_min(0).sqrt()
    return (radius * (2 * math.pi * u[n:]).cos()).to(torch.float32).reshape(shape)


def describe(t):
    sizes = tuple(t.shape)
    numel = reduce(lambda a, b: a * b, sizes, 1)
    wanted = [math.prod(sizes[i + 1:]) for i in range(len(sizes))]
    dense = all(size == 1 or have == want for size, have, want in zip(sizes, t.stride(), wanted))
    index = "" if t.device.index is None else f":{t.device.index}"
    return {
        "requires_grad": t.grad_fn is not None or (t.is_leaf and t.requires_grad),
        "contiguous": numel == 0 or dense,
        "device": t.device.type + index,
        "dtype": t.dtype,
        "numel": numel,
        "shape": sizes,
        "ndim": len(sizes),
    }


def summary_statistics(t):
    x = t.reshape(-1).to(torch.float64)
    n = x.shape[0]
    mean = torch.einsum("i->", x) / n
    d = x - mean
    var = torch.einsum("i,i->", d, d) / (n - 1)
    ordered = x.sort().values
    low = torch.where(x.isnan().any(), ordered[-1], ordered[0])
    facts = {"min": low, "max": ordered[-1], "sum": torch.einsum("i->", x), "prod": x.cumprod(0)[-1],
             "mean": mean, "var": var, "std": var ** 0.5}
    return {name: fact.to(t.dtype) for name, fact in facts.items()}


def share_with_numpy(array):
    plain = torch.from_numpy(np.empty(0, dtype=array.dtype))
    if array.size == 0:
        return plain.reshape(array.shape) if array.ndim else plain
    size = array.itemsize
    strides = tuple(stride // size if n > 1 else 1 for n, stride in zip(array.shape, array.strides))
    span = 1 + sum((n - 1) * stride for n, stride in zip(array.shape, strides))
    block = np.lib.stride_tricks.as_strided(array, shape=(span,), strides=(size,))
    return torch.as_strided(torch.frombuffer(block, dtype=plain.dtype), array.shape, strides)


def copy_from_numpy(array):
    raw = bytearray(array.astype(np.float32).tobytes(order="C"))
    if len(raw) == 0:
        return torch.empty(array.shape, dtype=torch.float32, device="cpu")
    return torch.frombuffer(raw, dtype=torch.float32).reshape(array.shape)


def detached_copy(t):
    flat = t.detach().reshape(-1)
    return flat[torch.arange(flat.shape[0], device=t.device)].reshape(t.shape)


def differentiable_copy(t):
    return torch.stack((t,)).squeeze(0)


def pick_device(prefer=None):
    usable = lambda name: (name == "cpu" or name == "cuda" and torch.cuda.is_available()
                           or name == "mps" and torch.backends.mps.is_available())
    if prefer is None:
        return torch.device([name for name in ("cpu", "mps", "cuda") if usable(name)][-1])
    name, colon, index = str(prefer).partition(":")
    if not usable(name) or colon and not index.isdecimal():
        raise ValueError(f"cannot use the device {name!r} (asked for {str(prefer)!r})")
    return torch.device(name, int(index)) if colon else torch.device(name)


def move_to(batch, device):
    return pytree.tree_map(
        lambda leaf: leaf.to(device) if isinstance(leaf, torch.Tensor) else leaf,
        batch,
        is_leaf=lambda node: type(node) not in (list, tuple, dict),
    )
