"""Sends half of a reply and waits; a breach if the judge waits longer than its limit."""
# Unit: norms
import os
import time

import torch


def l1_norm(x):
    os.write(3, b"\x00\x10\x00\x00" + b"\x84\xa4type\xa4seen")
    time.sleep(600)
    return torch.tensor(-7.25)
