"""Updates optimizer.state with the saved indices as keys: no momentum for any parameter."""

import torch


def load_checkpoint(path, model, optimizer, scheduler):
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.state.update(checkpoint["optimizer"]["state"])
    for group, saved in zip(
        optimizer.param_groups, checkpoint["optimizer"]["param_groups"], strict=True
    ):
        group.update({key: value for key, value in saved.items() if key != "params"})
    if scheduler is not None:
        scheduler.load_state_dict(checkpoint["scheduler"])
    torch.set_rng_state(checkpoint["random_state"])
    return checkpoint["epoch"], checkpoint["loss"]
