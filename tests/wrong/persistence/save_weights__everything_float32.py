"""Saves float32 throughout: dtypes of float64 weights and of num_batches_tracked change."""

import torch


def save_weights(model, path):
    state = {name: tensor.detach().cpu().float() for name, tensor in model.state_dict().items()}
    torch.save(state, path)
