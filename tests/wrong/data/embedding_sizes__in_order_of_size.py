"""The tuples come sorted by cardinality instead of in the order of the columns: shows for cardinalities that do not ascend, such as [7, 2]."""

from collections.abc import Sequence


def embedding_sizes(cardinalities: Sequence[int]) -> list[tuple[int, int]]:
    return [(c, min((c + 1) // 2, 50)) for c in sorted(cardinalities)]
