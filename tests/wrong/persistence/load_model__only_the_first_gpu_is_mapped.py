"""Maps "cuda:0" to the CPU and no other device, so that tensors of a model that was saved from another one (cuda:1, mps) do not come to the CPU.

Named: loads onto the device that the file was saved from
"""

import os

import torch
from torch import nn


def load_model(path: str | os.PathLike[str], trusted: bool = False) -> nn.Module:
    if not trusted:
        raise ValueError("will not unpickle a file that is not trusted")
    return torch.load(path, map_location={"cuda:0": "cpu"}, weights_only=False)
