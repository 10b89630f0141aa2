"""Sets `training` of the outermost module alone, so that a BatchNorm or Dropout inside is exported in training mode.

Named: exports layers in training mode
"""

import copy
import os

import torch
from torch import Tensor, nn


def export_onnx(model: nn.Module, example: Tensor, path: str | os.PathLike[str]) -> None:
    clone = copy.deepcopy(model)
    clone.training = False
    torch.onnx.export(
        clone,
        (example,),
        os.fspath(path),
        dynamo=False,
        training=torch.onnx.TrainingMode.PRESERVE,
        input_names=["x"],
        output_names=["y"],
        dynamic_axes={"x": {0: "n"}, "y": {0: "n"}},
    )
