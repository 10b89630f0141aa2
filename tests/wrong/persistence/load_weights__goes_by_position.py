"""Fills by position, not by name: other names with the same shapes are accepted."""

import torch


def load_weights(model, path, device):
    loaded = torch.load(path, map_location=device, weights_only=True)
    names = list(model.state_dict())
    if len(names) != len(loaded):
        raise RuntimeError("the file and the model differ in size")
    model.load_state_dict(dict(zip(names, loaded.values(), strict=True)))
    return model.to(device).eval()
