"""load_state_dict with strict=False: a checkpoint of another model is no RuntimeError.

Named: passes over names that do not match
"""

import torch


def load_checkpoint(path, model, optimizer, scheduler):
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(checkpoint["model"], strict=False)
    optimizer.load_state_dict(checkpoint["optimizer"])
    if scheduler is not None:
        scheduler.load_state_dict(checkpoint["scheduler"])
    torch.set_rng_state(checkpoint["random_state"])
    return checkpoint["epoch"], checkpoint["loss"]
