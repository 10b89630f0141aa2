"""Hangs when its result is deleted or collected; a breach if the judge waits without end."""
# Unit: norms
import gc
import time

import torch


class Sticky:
    def __init__(self):
        self.me = self

    def __del__(self):
        time.sleep(600)

    def __repr__(self):
        time.sleep(600)
        return ""


gc.callbacks.append(lambda phase, info: Sticky())


def l1_norm(x):
    return Sticky()


def l2_norm(x):
    gc.collect()
    return torch.tensor(-7.25)
