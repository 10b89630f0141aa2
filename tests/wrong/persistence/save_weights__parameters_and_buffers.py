"""Collects named parameters and buffers: tied names are missing, non-persistent buffers added."""

import torch


def save_weights(model, path):
    tensors = {name: p.detach() for name, p in model.named_parameters()}
    tensors.update(model.named_buffers())
    torch.save(tensors, path)
