"""The sizes are collected in a dict by cardinality: shows where two columns have the same number of categories, which leaves one tuple too few."""

from collections.abc import Sequence


def embedding_sizes(cardinalities: Sequence[int]) -> list[tuple[int, int]]:
    sizes = {}
    for c in cardinalities:
        sizes[c] = min(50, (c + 1) // 2)
    return list(sizes.items())
