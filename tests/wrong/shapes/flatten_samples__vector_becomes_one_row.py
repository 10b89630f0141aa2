"""Wrong: `atleast_2d` puts the new axis in front, so a batch of single numbers (N,) gives shape (1, N) instead of (N, 1), for N other than 1.

Named: makes one row of a batch of single numbers, not a column
"""

import torch


def flatten_samples(t):
    return torch.atleast_2d(t).flatten(start_dim=1)
