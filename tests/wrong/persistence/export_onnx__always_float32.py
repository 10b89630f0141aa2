"""Exports a float32 copy whatever the dtype, so that the file of a float64 model does not take float64 samples.

Named: exports in float32, whatever the dtype of the model
"""

import copy
import os

import torch
from torch import Tensor, nn


def export_onnx(model: nn.Module, example: Tensor, path: str | os.PathLike[str]) -> None:
    torch.onnx.export(
        copy.deepcopy(model).eval().float(),
        (example.float(),),
        os.fspath(path),
        dynamo=False,
        input_names=["x"],
        output_names=["y"],
        dynamic_axes={"x": {0: "n"}, "y": {0: "n"}},
    )
