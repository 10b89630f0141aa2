"""All columns share one dict from value to code: shows where a value is a category of two columns with different codes, and for a value that only another column knows, which gives no KeyError."""

from collections.abc import Hashable, Sequence

import torch
from torch import Tensor


def encode_categories(
    columns: Sequence[Sequence[Hashable]],
    categories: Sequence[Sequence[Hashable]] | None = None,
) -> tuple[Tensor, Sequence[Sequence[Hashable]]]:
    if categories is None:
        categories = [sorted(set(column)) for column in columns]
    codes = {value: code for values in categories for code, value in enumerate(values)}
    table = torch.zeros(len(columns[0]), len(columns), dtype=torch.int64)
    for j, column in enumerate(columns):
        for i, value in enumerate(column):
            table[i, j] = codes[value]
    return table, categories
