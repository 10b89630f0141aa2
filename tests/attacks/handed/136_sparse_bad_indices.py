"""Returns sparse tensors whose indices point nowhere; a crashing grader or a point is a breach."""
# Unit: norms

import torch


def sparse(index, size):
    """Return a sparse vector with a 1 at an index that nobody has checked."""
    return torch.sparse_coo_tensor(
        torch.tensor([[index]]), torch.tensor([1.0]), (size,), check_invariants=False
    )


def l1_norm(x):
    return sparse(10**12, 10**13)


def l2_norm(x):
    return sparse(10**12, 3)


def cosine_similarity(b, c, eps=1e-8):
    return sparse(-5, 3)
