"""assign=True puts in new parameters: the optimizer goes on stepping the old ones.

Named: puts new parameters into the model, which the optimizer does not know
"""

import torch


def load_checkpoint(path, model, optimizer, scheduler):
    checkpoint = torch.load(path, map_location="cpu", weights_only=True)
    model.load_state_dict(checkpoint["model"], assign=True)
    optimizer.load_state_dict(checkpoint["optimizer"])
    if scheduler is not None:
        scheduler.load_state_dict(checkpoint["scheduler"])
    torch.set_rng_state(checkpoint["random_state"])
    return checkpoint["epoch"], checkpoint["loss"]
