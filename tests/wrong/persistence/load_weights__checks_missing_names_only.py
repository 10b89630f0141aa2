"""Checks missing names but not unexpected ones: a file with more names is accepted."""

import torch


def load_weights(model, path, device):
    state = torch.load(path, map_location=device, weights_only=True)
    result = model.load_state_dict(state, strict=False)
    if result.missing_keys:
        raise RuntimeError(f"missing in the file: {result.missing_keys}")
    return model.to(device).eval()
