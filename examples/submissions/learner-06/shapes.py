import math

import torch
from torch.autograd import Function


class _Column(Function):
    @staticmethod
    def forward(t, j):
        return t.unbind(1)[j].clone()

    @staticmethod
    def setup_context(ctx, inputs, output):
        t, ctx.j = inputs
        ctx.shape = t.shape

    @staticmethod
    def backward(ctx, g):
        full = g.new_zeros(ctx.shape)
        full[:, ctx.j] = g
        return full, None


class _ZeroColumn(Function):
    @staticmethod
    def forward(t, j):
        out = t.clone()
        out.select(1, j).zero_()
        return out

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.j = inputs[1]

    @staticmethod
    def backward(ctx, g):
        g = g.clone()
        g[:, ctx.j] = 0
        return g, None


class _Rows(Function):
    @staticmethod
    def forward(t, rows):
        return t[rows]

    @staticmethod
    def setup_context(ctx, inputs, output):
        t, rows = inputs
        ctx.shape = t.shape
        ctx.save_for_backward(rows)

    @staticmethod
    def backward(ctx, g):
        (rows,) = ctx.saved_tensors
        return g.new_zeros(ctx.shape).index_copy(0, rows, g), None


class _Reordered(Function):
    @staticmethod
    def forward(t, shape):
        out = torch.empty_like(t, memory_format=torch.contiguous_format)
        out.copy_(t)
        return torch.ops.aten._unsafe_view(out, shape)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.shape = inputs[0].shape

    @staticmethod
    def backward(ctx, g):
        return g.reshape(ctx.shape), None


class _Swapped(Function):
    @staticmethod
    def forward(t, a, b):
        return t.transpose(a, b).clone(memory_format=torch.contiguous_format)

    @staticmethod
    def setup_context(ctx, inputs, output):
        _, ctx.a, ctx.b = inputs

    @staticmethod
    def backward(ctx, g):
        return g.transpose(ctx.a, ctx.b), None, None


class _Joined(Function):
    @staticmethod
    def forward(*tensors):
        total = sum(t.shape[0] for t in tensors)
        out = tensors[0].new_empty((total, *tensors[0].shape[1:]))
        start = 0
        for t in tensors:
            out.narrow(0, start, t.shape[0]).copy_(t)
            start += t.shape[0]
        return out

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.sizes = [t.shape[0] for t in inputs]

    @staticmethod
    def backward(ctx, g):
        return g.split(ctx.sizes)


def column(t, j):
    return _Column.apply(t, j)


def with_zero_column(t, j):
    return _ZeroColumn.apply(t, j)


def select_rows(t, mask):
    if mask.dim() != 1 or mask.size(0) != t.size(0):
        raise ValueError(f"mask of shape {tuple(mask.shape)}, {mask.numel()} elements, for {t.size(0)} rows")
    return _Rows.apply(t, torch.nonzero(mask, as_tuple=True)[0])


def flatten_samples(t):
    return _Reordered.apply(t, (t.size(0), math.prod(t.shape[1:])))


def reshape_and_report(t, shape):
    probe = torch.empty_strided(t.shape, t.stride(), dtype=t.dtype, device="meta")
    try:
        probe.view(shape)
    except RuntimeError:
        target = torch.empty(t.shape, dtype=t.dtype, device="meta").view(shape).shape
        return _Reordered.apply(t, tuple(target)), False
    return t.view(shape), True


def swap_axes(t, a, b):
    return _Swapped.apply(t, a, b)


def add_channel(images):
    n, h, w = images.shape
    return _Reordered.apply(images, (n, 1, h, w))


def drop_axis(t, dim):
    if t.shape[dim] != 1:
        raise ValueError(f"asked to drop axis {dim}, whose size is {t.shape[dim]}")
    sizes = list(t.shape)
    del sizes[dim]
    return _Reordered.apply(t, tuple(sizes))


def concat_rows(tensors):
    for t in tensors:
        if t.shape[1:] != tensors[0].shape[1:]:
            raise RuntimeError(f"cannot join {tuple(tensors[0].shape)} and {tuple(t.shape)}")
    return _Joined.apply(*tensors)


def stack_samples(tensors):
    for t in tensors:
        if t.shape != tensors[0].shape:
            raise RuntimeError(f"cannot stack {tuple(tensors[0].shape)} and {tuple(t.shape)}")
    return _Joined.apply(*(t.unsqueeze(0) for t in tensors))
