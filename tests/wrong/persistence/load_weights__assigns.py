"""load_state_dict with assign=True: a float64 file turns a float32 model into float64.

Named: replaces the parameters, dtype and all, and does not fill them
"""

import torch


def load_weights(model, path, device):
    state = torch.load(path, map_location=device, weights_only=True)
    model.load_state_dict(state, assign=True)
    return model.to(device).eval()
