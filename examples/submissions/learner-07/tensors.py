import numpy as np
import torch


def make_tensor(data, dtype=torch.float32):
    if isinstance(data, np.ndarray):
        data = data.astype(data.dtype.newbyteorder("="))
    return torch.tensor(data, dtype=dtype, device="cpu")


def filled_like(t, value):
    return t.new_full(t.shape, value)


def seeded_normal(shape, seed):
    draws = np.random.default_rng(seed).standard_normal(shape, dtype=np.float32)
    return torch.from_numpy(np.array(draws, dtype=np.float32))


def describe(t):
    return dict(ndim=t.ndim, shape=t.shape, numel=t.numel(), dtype=t.dtype, device=str(t.device),
                contiguous=t.is_contiguous(), requires_grad=t.requires_grad)


def summary_statistics(t):
    return {name: getattr(t, name)() for name in ("min", "max", "sum", "prod", "mean", "var", "std")}


def share_with_numpy(array):
    return torch.from_numpy(array)


def copy_from_numpy(array):
    return torch.from_numpy(np.array(array, dtype=np.float32, order="C"))


def detached_copy(t):
    return t.detach().clone()


def differentiable_copy(t):
    return t.clone()


def pick_device(prefer=None):
    usable = {"cuda": torch.cuda.is_available, "mps": torch.backends.mps.is_available, "cpu": lambda: True}
    if prefer is None:
        return torch.device(next(name for name, can in usable.items() if can()))
    try:
        device = torch.device(prefer)
    except RuntimeError as error:
        raise ValueError(f"no such device: {prefer}") from error
    if not usable.get(device.type, lambda: False)():
        raise ValueError(f"cannot compute on {prefer} here")
    return device


def move_to(batch, device):
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: move_to(value, device) for key, value in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)([move_to(value, device) for value in batch])
    return batch
