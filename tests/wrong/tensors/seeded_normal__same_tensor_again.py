"""Results are cached and handed out again: shows if a result is changed in place, as the next call with the same shape and seed returns the changed numbers."""
from functools import lru_cache

import numpy as np
import torch


@lru_cache(maxsize=None)
def seeded_normal(shape, seed):
    draws = np.random.default_rng(seed).standard_normal(shape)
    return torch.tensor(draws, dtype=torch.float32)
