"""Loads with weights_only=False where True is refused: a file with a pickled Linear is run.

Named: lets the file run whatever code was pickled into it
"""

import pickle

import torch


def load_weights(model, path, device):
    try:
        state = torch.load(path, map_location=device, weights_only=True)
    except pickle.UnpicklingError:
        state = torch.load(path, map_location=device, weights_only=False)
    if isinstance(state, torch.nn.Module):
        state = state.state_dict()
    model.load_state_dict(state)
    return model.to(device).eval()
