"""Without a generator the order comes from a new torch.Generator(), whose seed is always the same, and not from the global one: shows with shuffle=True and no generator, where each call gives the same order.

Named: draws the same order in each call that has no generator
"""

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
    if generator is None:
        generator = torch.Generator()
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    order = order.to(x.device)
    for start in range(0, n, batch_size):
        rows = order[start : start + batch_size]
        yield x[rows], t[rows]
