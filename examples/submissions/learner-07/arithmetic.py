import torch
from torch import Tensor


def add_in_place(a: Tensor, b: Tensor) -> Tensor:
    a += b
    return a


def pairwise_sums(row: Tensor, column: Tensor) -> Tensor:
    return column[:, None] + row


def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    return {name: getattr(torch, name)(a, b) for name in "eq ne gt ge lt le".split()}


def exactly_one(a: Tensor, b: Tensor) -> Tensor:
    return a.bool() ^ b.bool()


def elementwise_product(a: Tensor, b: Tensor) -> Tensor:
    return a * b


def matrix_product(a: Tensor, b: Tensor) -> Tensor:
    if (a.ndim, b.ndim) != (2, 2):
        raise ValueError(f"two matrices, please, not {a.ndim} and {b.ndim} axes")
    return a @ b


def batched_product(a: Tensor, b: Tensor) -> Tensor:
    return a @ b


def reflect(points: Tensor, about: str) -> Tensor:
    try:
        rows = {"x": ((1, 0), (0, -1)), "y": ((-1, 0), (0, 1)), "y=x": ((0, 1), (1, 0)), "origin": ((-1, 0), (0, -1))}[about]
    except KeyError:
        raise ValueError("no mirror called " + about) from None
    return points @ points.new_tensor(rows)
