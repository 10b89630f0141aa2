"""The global state is put back to its initial seed, not to where it was: shows if anything was drawn since the global seed was set.

Named: seeds the global generator and leaves it in another state than it found
"""
import torch


def seeded_normal(shape, seed):
    before = torch.initial_seed()
    torch.manual_seed(seed)
    result = torch.randn(shape)
    torch.manual_seed(before)
    return result
