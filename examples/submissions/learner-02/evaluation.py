"""Evaluation: predictions, metrics and what they are averaged over.

A trained model is worth what it does on samples that it has not seen. Measuring that should be
like reading a thermometer: the reading is right, and nothing is changed by it. Both halves are
easily lost. A model left in training mode gives noisy answers and goes on adapting its
statistics; a mean over batches is not a mean over samples; and two shapes that broadcast can
count each sample many times.
"""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

import math
from contextlib import contextmanager


@contextmanager
def measuring(model):
    """Evaluation mode and no gradients, and everything as before at the end."""
    before = {id(m): m.training for m in model.modules()}
    try:
        with torch.no_grad():
            yield model.eval()
    finally:
        for m in model.modules():
            m.training = before[id(m)]


def evaluate(
    model: nn.Module,
    loader: Iterable[tuple[Tensor, Tensor]],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    device: torch.device | str,
) -> tuple[float, float]:
    """Return the mean loss per sample and the accuracy of a classifier over all of `loader`."""
    def score(xs, ys):
        logits = model(xs.to(device))
        ys = ys.to(device)
        hits = torch.eq(logits.argmax(-1), ys)
        return len(ys), len(ys) * loss_fn(logits, ys).item(), int(hits.sum())

    with measuring(model):
        rows = [score(xs, ys) for xs, ys in loader]
        if not rows:
            raise ValueError("nothing to evaluate: the loader is empty")
        sizes, losses, hits = zip(*rows, strict=True)
        return math.fsum(losses) / sum(sizes), sum(hits) / sum(sizes)
