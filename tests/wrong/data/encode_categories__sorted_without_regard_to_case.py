"""Learned str categories are sorted by str.lower: shows for categories of mixed case, such as 'b' and 'Z', which is first in sorted order."""

from collections.abc import Hashable, Sequence

import torch
from torch import Tensor


def encode_categories(
    columns: Sequence[Sequence[Hashable]],
    categories: Sequence[Sequence[Hashable]] | None = None,
) -> tuple[Tensor, Sequence[Sequence[Hashable]]]:
    if categories is None:
        categories = [
            sorted(sorted(set(column)), key=lambda v: v.lower() if isinstance(v, str) else v)
            for column in columns
        ]
    maps = [{value: code for code, value in enumerate(values)} for values in categories]
    codes = torch.zeros(len(columns[0]), len(columns), dtype=torch.int64)
    for j, column in enumerate(columns):
        codes[:, j] = torch.tensor([maps[j][value] for value in column], dtype=torch.int64)
    return codes, categories
