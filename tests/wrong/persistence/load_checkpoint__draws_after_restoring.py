"""Restores the random state first and then warms the model up with dropout: numbers are used."""

import torch


def load_checkpoint(path, model, optimizer, scheduler):
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    torch.set_rng_state(checkpoint["random_state"])
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    if scheduler is not None:
        scheduler.load_state_dict(checkpoint["scheduler"])
    torch.nn.functional.dropout(torch.ones(8), p=0.5)
    return checkpoint["epoch"], checkpoint["loss"]
