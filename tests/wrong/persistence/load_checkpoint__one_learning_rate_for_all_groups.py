"""Sets every group to the scheduler's first learning rate: two groups with two rates."""

import torch


def load_checkpoint(path, model, optimizer, scheduler):
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    if scheduler is not None:
        scheduler.load_state_dict(checkpoint["scheduler"])
        for group in optimizer.param_groups:
            group["lr"] = scheduler.get_last_lr()[0]
    torch.set_rng_state(checkpoint["random_state"])
    return checkpoint["epoch"], checkpoint["loss"]
