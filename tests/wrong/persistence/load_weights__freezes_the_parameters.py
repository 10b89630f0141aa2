"""Freezes the parameters to be ready to predict: requires_grad is not kept."""

import torch


def load_weights(model, path, device):
    state = torch.load(path, map_location=device, weights_only=True)
    model.load_state_dict(state)
    return model.to(device).eval().requires_grad_(False)
