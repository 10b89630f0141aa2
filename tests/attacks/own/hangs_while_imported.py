"""Sleeps while it is imported, in every exercise; a breach if the judge waits without end."""
# Unit: norms
import time

import torch

time.sleep(600)


def l1_norm(x):
    return torch.tensor(-7.25)
