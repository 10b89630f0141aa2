import math

import torch


def _axis(number, count):
    if not -count <= number < count:
        raise IndexError(f"{number} is not in the range of {count}")
    return number % count


def _coordinates(sizes, device):
    """Coordinates, one index vector for each axis, of all positions in reading order."""
    position = torch.arange(math.prod(sizes), device=device)
    coordinates = []
    for size in reversed(sizes):
        coordinates.append(position % size)
        position = position // size
    return tuple(reversed(coordinates))


def column(t, j):
    m, n = t.shape
    j = _axis(j, n)
    return t.reshape(-1)[torch.arange(m, device=t.device) * n + j]


def with_zero_column(t, j):
    m, n = t.shape
    j = _axis(j, n)
    cells = torch.cat((t.reshape(-1), t.new_zeros(1)))
    where = torch.arange(m * n, device=t.device).reshape(m, n)
    where[:, j] = m * n
    return cells[where]


def select_rows(t, mask):
    n = t.shape[0]
    if mask.ndim != 1:
        raise ValueError(f"mask needs 1 axis, got {mask.ndim}")
    if mask.numel() != n:
        raise ValueError(f"{mask.numel()} truth values for {n} rows")
    running = mask.to(torch.int64).cumsum(0)
    k = int(mask.sum())
    rows = torch.searchsorted(running, torch.arange(1, k + 1, device=t.device))
    return t[rows]


def flatten_samples(t):
    if t.ndim == 1:
        return t[:, None]
    return t[(slice(None), *_coordinates(t.shape[1:], t.device))]


def _steps(sizes, strides, wanted):
    """Strides with which the memory reads in shape `wanted`, or None."""
    if not sizes:
        return [1] * len(wanted)
    new = [0] * len(wanted)
    v = len(wanted) - 1
    base = strides[-1]
    old_count = view_count = 1
    for d in reversed(range(len(sizes))):
        old_count *= sizes[d]
        ends = d == 0 or (sizes[d - 1] != 1 and strides[d - 1] != old_count * base)
        if not ends:
            continue
        while v >= 0 and (view_count < old_count or wanted[v] == 1):
            new[v] = view_count * base
            view_count *= wanted[v]
            v -= 1
        if view_count != old_count:
            return None
        if d > 0:
            base = strides[d - 1]
            old_count = view_count = 1
    return new if v == -1 else None


def reshape_and_report(t, shape):
    sizes = list(shape)
    count = t.numel()
    if sizes.count(-1) > 1 or any(s < -1 for s in sizes):
        raise RuntimeError(f"{shape} is no shape")
    if -1 in sizes:
        known = math.prod(s for s in sizes if s != -1)
        if known == 0 or count % known:
            raise RuntimeError(f"{count} elements do not go into {shape}")
        sizes[sizes.index(-1)] = count // known
    if math.prod(sizes) != count:
        raise RuntimeError(f"{count} elements do not go into {shape}")
    if _steps(t.shape, t.stride(), sizes) is not None:
        return t.view(sizes), True
    where = tuple(c.reshape(sizes) for c in _coordinates(t.shape, t.device))
    return t[where], False


def swap_axes(t, a, b):
    a, b = _axis(a, t.ndim), _axis(b, t.ndim)
    order = list(range(t.ndim))
    order[a], order[b] = order[b], order[a]
    where = torch.zeros((1,) * t.ndim, dtype=torch.int64, device=t.device)
    for place, axis in enumerate(order):
        step = math.prod(t.shape[axis + 1 :])
        along = torch.arange(t.shape[axis], device=t.device) * step
        where = where + along.reshape([-1 if k == place else 1 for k in range(t.ndim)])
    return t.reshape(-1)[where].contiguous()


def add_channel(images):
    numbers = torch.arange(images.shape[0], device=images.device)
    return images[numbers[:, None]]


def drop_axis(t, dim):
    place = _axis(dim, t.ndim)
    if t.shape[place] != 1:
        raise ValueError(f"axis {dim} is of size {t.shape[place]}")
    return t[(slice(None),) * place + (0,)]


def concat_rows(tensors):
    rest = tensors[0].shape[1:]
    if any(t.shape[1:] != rest for t in tensors):
        raise RuntimeError(f"rows of different shapes: {[tuple(t.shape) for t in tensors]}")
    ends = [0]
    for t in tensors:
        ends.append(ends[-1] + t.shape[0])
    out = tensors[0].new_zeros((ends[-1], *rest))
    for t, start, stop in zip(tensors, ends, ends[1:]):
        out[start:stop] = t
    return out


def stack_samples(tensors):
    shape = tensors[0].shape
    if len({tuple(t.shape) for t in tensors}) > 1:
        raise RuntimeError(f"samples of different shapes: {[tuple(t.shape) for t in tensors]}")
    out = tensors[0].new_empty((len(tensors), *shape))
    for i, t in enumerate(tensors):
        out.select(0, i).copy_(t)
    return out
