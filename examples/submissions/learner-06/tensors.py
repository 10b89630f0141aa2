import math
import re

import numpy as np
import torch

_NUMPY = {
    torch.bool: np.bool_, torch.uint8: np.uint8, torch.uint16: np.uint16, torch.uint32: np.uint32,
    torch.uint64: np.uint64, torch.int8: np.int8, torch.int16: np.int16, torch.int32: np.int32,
    torch.int64: np.int64, torch.float16: np.float16, torch.float32: np.float32,
    torch.float64: np.float64, torch.complex64: np.complex64, torch.complex128: np.complex128,
}


def make_tensor(data, dtype=torch.float32):
    exact = data if isinstance(data, np.ndarray) else np.array(data, dtype=object)
    if dtype in _NUMPY:
        return torch.from_numpy(np.array(exact.astype(_NUMPY[dtype]), order="C"))
    wide = np.array(exact.astype(np.float64), order="C")
    return torch.from_numpy(wide).to(dtype)


def filled_like(t, value):
    one = torch.tensor(value, dtype=t.dtype, device=t.device)
    return one.expand(t.shape).clone(memory_format=torch.contiguous_format)


def seeded_normal(shape, seed):
    n = math.prod(shape)
    low = torch.Generator("cpu").manual_seed(seed & 0xFFFFFFFF)
    high = torch.Generator("cpu").manual_seed((seed >> 32) + 2**31)
    torch.randint(0, 2**53, (1,), generator=high, device="cpu")
    a = torch.randint(0, 2**53, (n,), generator=low, dtype=torch.int64, device="cpu")
    b = torch.randint(0, 2**53, (n,), generator=high, dtype=torch.int64, device="cpu")
    u = ((a ^ b).to(torch.float64) + 0.5) / 2**53
    z = torch.special.ndtri(u.clamp(max=1 - 2**-53))
    return z.to(torch.float32).reshape(shape)


def describe(t):
    def dense():
        if t.numel() <= 1:
            return True
        slim = t.detach().squeeze()
        return tuple(slim.stride()) == tuple(torch.empty(slim.shape, device="meta").stride())

    return {
        "ndim": t.dim(),
        "shape": tuple(t.size(axis) for axis in range(t.dim())),
        "numel": math.prod(t.size()),
        "dtype": t.dtype,
        "device": "{}".format(t.device),
        "contiguous": dense(),
        "requires_grad": bool(t.requires_grad),
    }


def summary_statistics(t):
    x = t.detach().cpu().numpy().astype(np.float64).ravel()
    with np.errstate(all="ignore"):
        var = x.var(ddof=1) if x.size > 1 else np.nan
        facts = {"min": x.min(), "max": x.max(), "sum": x.sum(), "prod": x.prod(), "mean": x.mean(),
                 "var": var, "std": np.sqrt(var)}
    return {name: torch.tensor(float(fact), dtype=t.dtype, device=t.device) for name, fact in facts.items()}


def share_with_numpy(array):
    return torch.from_dlpack(array)


def copy_from_numpy(array):
    result = torch.empty(array.shape, dtype=torch.float32, device="cpu")
    np.copyto(result.numpy(), array, casting="unsafe")
    return result


def detached_copy(t):
    return t.detach().to(device=t.device, dtype=t.dtype, copy=True)


class _Copy(torch.autograd.Function):
    @staticmethod
    def forward(ctx, t):
        return torch.empty_like(t).copy_(t)

    @staticmethod
    def backward(ctx, grad):
        return grad.clone()


def differentiable_copy(t):
    return _Copy.apply(t)


_NAME = re.compile(r"(cuda|mps|cpu)(?::(\d+))?", re.ASCII)


def pick_device(prefer=None):
    def works(kind):
        if kind == "cuda":
            return torch.cuda.is_available()
        if kind == "mps":
            return torch.backends.mps.is_available()
        return kind == "cpu"

    if prefer is None:
        for kind in ("cuda", "mps"):
            if works(kind):
                return torch.device(kind)
        return torch.device("cpu")
    match = _NAME.fullmatch(str(prefer))
    if match is None or not works(match[1]):
        raise ValueError("device %s is not to be had" % prefer)
    return prefer if isinstance(prefer, torch.device) else torch.device(str(prefer))


def _walk(node, device):
    if isinstance(node, torch.Tensor):
        return node.to(device)
    if isinstance(node, dict):
        new = {}
        for key, part in node.items():
            new[key] = yield part
        return new
    if isinstance(node, (list, tuple)):
        new = []
        for part in node:
            new.append((yield part))
        return tuple(new) if isinstance(node, tuple) else new
    return node


def move_to(batch, device):
    running = [_walk(batch, device)]
    answer = None
    while running:
        try:
            part = running[-1].send(answer)
        except StopIteration as stop:
            running.pop()
            answer = stop.value
        else:
            running.append(_walk(part, device))
            answer = None
    return answer
