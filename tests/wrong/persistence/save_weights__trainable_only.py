"""Leaves out parameters that are frozen (requires_grad False), as after transfer learning."""

import torch


def save_weights(model, path):
    frozen = {name for name, p in model.named_parameters() if not p.requires_grad}
    state = {name: t for name, t in model.state_dict().items() if name not in frozen}
    torch.save(state, path)
