"""The sample is scaled to mean 0 and standard deviation 1 exactly, so its elements are not independent: shows for small shapes (one element is nan, two are always +-0.7071)."""
import numpy as np
import torch


def seeded_normal(shape, seed):
    z = torch.tensor(np.random.default_rng(seed).standard_normal(shape), dtype=torch.float32)
    return (z - z.mean()) / z.std()
