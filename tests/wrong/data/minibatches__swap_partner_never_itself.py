"""The Fisher-Yates shuffle draws the partner of i below i (Sattolo's algorithm), so that no sample ever keeps its place: shows in the frequencies of the orders, for n = 2 as the same order each time."""

from collections.abc import Iterator

import torch
from torch import Tensor


def minibatches(
    x: Tensor,
    t: Tensor,
    batch_size: int,
    shuffle: bool = False,
    generator: torch.Generator | None = None,
) -> Iterator[tuple[Tensor, Tensor]]:
    n = x.shape[0]
    order = list(range(n))
    if shuffle:
        for i in range(n - 1, 0, -1):
            j = int(torch.randint(i, (1,), generator=generator))
            order[i], order[j] = order[j], order[i]
    rows = torch.tensor(order, dtype=torch.int64, device=x.device)
    for start in range(0, n, batch_size):
        batch = rows[start : start + batch_size]
        yield x[batch], t[batch]
