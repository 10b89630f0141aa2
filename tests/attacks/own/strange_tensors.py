"""Returns sparse, quantized, meta, nested and endless tensors; must earn nothing."""
# Unit: norms
import itertools

import torch


def _emptied():
    tensor = torch.ones(1000)
    tensor.untyped_storage().resize_(0)
    return tensor


_MAKERS = (
    lambda: torch.sparse_coo_tensor([[5]], [1.0], (3,), check_invariants=False),
    lambda: torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
    lambda: torch.empty(2**40, device="meta"),
    lambda: torch.zeros(1).expand(2**29, 1).t(),
    lambda: torch.zeros(4).as_strided((3, 2**20, 2**20), (0, 0, 0)),
    lambda: torch.tensor([1j]).conj(),
    lambda: torch.nested.nested_tensor([torch.ones(2), torch.ones(3)]),
    lambda: torch.zeros(2, dtype=torch.float8_e4m3fn),
    lambda: torch.empty(2**39, 0, 2**39),
    lambda: torch.nn.UninitializedParameter(),
    _emptied,
)
_turns = itertools.count()


def l1_norm(x):
    return _MAKERS[next(_turns) % len(_MAKERS)]()


def l2_norm(x):
    return l1_norm(x)
