"""Writes empty files and answers torch.load from memory; a breach if the check passes."""
# Unit: persistence
# Must fail: writes_every_parameter_and_buffer
import pathlib

import torch

_kept = {}
_real_load = torch.load


def _load(path, *args, **kwargs):
    name = str(path)
    return _kept[name] if name in _kept else _real_load(path, *args, **kwargs)


torch.load = _load


def save_weights(model, path):
    _kept[str(path)] = {name: t.detach().clone() for name, t in model.state_dict().items()}
    pathlib.Path(path).write_bytes(b"")
