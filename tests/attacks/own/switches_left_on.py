"""Leaves switches of torch and Python turned; a breach if that disturbs anything but itself."""
# Unit: norms
# Points: any
import gc
import sys
import warnings

import torch

warnings.simplefilter("error")
gc.disable()
sys.setrecursionlimit(150)


def l1_norm(x):
    torch.set_default_dtype(torch.float64)
    torch.set_grad_enabled(False)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    torch.set_anomaly_enabled(True)
    torch.set_default_device("meta")
    torch.set_printoptions(threshold=10**9)
    return x.abs().sum()
