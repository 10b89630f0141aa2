import torch
import torch.nn.functional as F
from torch import Tensor


def add_in_place(a: Tensor, b: Tensor) -> Tensor:
    total = torch.add(b, a)
    if total.shape != a.shape:
        raise RuntimeError(f"sum of shape {tuple(total.shape)} in a tensor of shape {tuple(a.shape)}")
    if not torch.can_cast(total.dtype, a.dtype):
        raise RuntimeError(f"sum of {total.dtype} in a tensor of {a.dtype}")
    a[...] = total
    return a


def pairwise_sums(row: Tensor, column: Tensor) -> Tensor:
    m, n = column.numel(), row.numel()
    place = torch.arange(m * n, device=row.device)
    width = max(n, 1)
    i = torch.div(place, width, rounding_mode="floor")
    j = place.remainder(width)
    return (column.index_select(0, i) + row.index_select(0, j)).unflatten(0, (m, n))


def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    common = torch.result_type(a, b)
    a, b = torch.broadcast_tensors(a.to(common), b.to(common))
    larger, smaller = torch.maximum(a, b), torch.minimum(a, b)  # nan where either is nan
    ge = torch.eq(larger, a)
    le = torch.eq(smaller, a)
    eq = torch.logical_and(ge, le)
    return {
        "le": le,
        "ge": ge,
        "eq": eq,
        "ne": torch.logical_not(eq),
        "lt": torch.logical_and(le, torch.logical_not(ge)),
        "gt": torch.logical_and(ge, torch.logical_not(le)),
    }


def exactly_one(a: Tensor, b: Tensor) -> Tensor:
    table = torch.tensor([False, True, True, False], device=a.device)
    return table[2 * a.ne(0).long() + b.ne(0).long()]


def elementwise_product(a: Tensor, b: Tensor) -> Tensor:
    return torch.einsum("...,...->...", a, b)


def matrix_product(a: Tensor, b: Tensor) -> Tensor:
    for factor in (a, b):
        if factor.dim() != 2:
            raise ValueError(f"a matrix has two axes, not {factor.dim()}")
    if a.size(1) != b.size(0):
        raise RuntimeError(f"{a.size(1)} columns meet {b.size(0)} rows")
    return torch.einsum("ij,jk->ik", a, b)


def batched_product(a: Tensor, b: Tensor) -> Tensor:
    return torch.mul(a.unsqueeze(-1), b.unsqueeze(-3)).sum(-2)


def reflect(points: Tensor, about: str) -> Tensor:
    kinds = ("x", "y", "y=x", "origin")
    if about not in kinds:
        raise ValueError(f"{about} is none of {kinds}")
    which = kinds.index(about)
    eye = torch.eye(2, dtype=points.dtype, device=points.device)
    order = ([0, 1], [0, 1], [1, 0], [0, 1])[which]
    signs = ([1, -1], [-1, 1], [1, 1], [-1, -1])[which]
    signs = torch.tensor(signs, dtype=points.dtype, device=points.device)
    weight = eye[order] * signs[:, None]
    return F.linear(points, weight)
