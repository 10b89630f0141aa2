"""The tensor is made from the list of rows, of which there may be none: shows for columns of length 0, where codes has shape (0,) instead of (0, k)."""

from collections.abc import Hashable, Sequence

import torch
from torch import Tensor


def encode_categories(
    columns: Sequence[Sequence[Hashable]],
    categories: Sequence[Sequence[Hashable]] | None = None,
) -> tuple[Tensor, Sequence[Sequence[Hashable]]]:
    if categories is None:
        categories = [sorted(set(column)) for column in columns]
    maps = [{value: code for code, value in enumerate(values)} for values in categories]
    rows = [[m[value] for m, value in zip(maps, row)] for row in zip(*columns)]
    return torch.tensor(rows, dtype=torch.int64), categories
