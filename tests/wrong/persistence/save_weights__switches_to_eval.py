"""Calls model.eval() before saving: a model in training mode is left in evaluation mode.

Named: puts the model into evaluation mode first
"""

import torch


def save_weights(model, path):
    model.eval()
    torch.save(model.state_dict(), path)
