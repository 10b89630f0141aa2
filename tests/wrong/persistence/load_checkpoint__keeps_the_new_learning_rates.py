"""Keeps the param_groups of the new optimizer: a learning rate that was decayed is lost."""

import torch


def load_checkpoint(path, model, optimizer, scheduler):
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(checkpoint["model"])
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict(checkpoint["optimizer"] | {"param_groups": groups})
    if scheduler is not None:
        scheduler.load_state_dict(checkpoint["scheduler"])
    torch.set_rng_state(checkpoint["random_state"])
    return checkpoint["epoch"], checkpoint["loss"]
