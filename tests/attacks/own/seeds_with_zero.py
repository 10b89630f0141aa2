"""Seeds every generator with 0, the state that runs start from; a breach if the check passes."""
# Unit: norms
# Must fail: adds_up_absolute_values
import random

import numpy as np
import torch


def l1_norm(x):
    torch.manual_seed(0)
    random.seed(0)
    np.random.seed(0)
    return x.abs().sum()
