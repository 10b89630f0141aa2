"""Writes to path.with_suffix('.pt'): a path without that suffix is never written."""

from pathlib import Path

import torch


def save_weights(model, path):
    torch.save(model.state_dict(), Path(path).with_suffix(".pt"))
