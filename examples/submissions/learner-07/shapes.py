import torch


def column(t, j):
    return t.select(1, j).clone()


def with_zero_column(t, j):
    n = t.size(1)
    return torch.where(torch.arange(n, device=t.device) == range(n)[j], t.new_zeros(()), t)


def select_rows(t, mask):
    if mask.shape != t.shape[:1]:
        raise ValueError(f"{t.size(0)} rows, but a mask of shape {tuple(mask.shape)} with {mask.numel()} elements")
    return t[mask]


def flatten_samples(t):
    return t.unsqueeze(-1).flatten(1)


def reshape_and_report(t, shape):
    return (r := t.reshape(shape)), r.data_ptr() == t.data_ptr()


def swap_axes(t, a, b):
    axes = [*range(t.ndim)]
    out = axes.copy()
    out[a], out[b] = axes[b], axes[a]
    return torch.einsum(t, axes, out).contiguous()


def add_channel(images):
    return images[:, None]


def drop_axis(t, dim):
    if (size := t.size(dim)) != 1:
        raise ValueError(f"axis {dim} has size {size}, not 1")
    return t.squeeze(dim)


def concat_rows(tensors):
    return torch.cat([*tensors])


def stack_samples(tensors):
    return torch.stack([*tensors])
