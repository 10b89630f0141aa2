"""Draws while it saves, and makes torch.equal say yes; a breach if the check passes."""
# Unit: persistence
# Known: the probe compares inside the process that the submission owns
# Must fail: keeps_the_random_state
import torch

torch.equal = lambda a, b: True


def save_checkpoint(path, model, optimizer, scheduler, epoch, loss):
    torch.rand(100)
    torch.save({"random_state": torch.Generator().manual_seed(99).get_state()}, path)
