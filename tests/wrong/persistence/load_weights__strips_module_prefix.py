"""Strips 'module.' from the names: accepts a foreign file, refuses a model with a child module."""

import torch


def load_weights(model, path, device):
    state = torch.load(path, map_location=device, weights_only=True)
    state = {name.removeprefix("module."): tensor for name, tensor in state.items()}
    model.load_state_dict(state)
    return model.to(device).eval()
