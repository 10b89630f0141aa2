"""Gives every submodule the mode of the outermost one back, so that a part that was in evaluation mode alone is in training mode afterwards."""

import os

import torch
from torch import Tensor, nn


def export_onnx(model: nn.Module, example: Tensor, path: str | os.PathLike[str]) -> None:
    mode = model.training
    model.eval()
    torch.onnx.export(
        model,
        (example,),
        os.fspath(path),
        dynamo=False,
        input_names=["x"],
        output_names=["y"],
        dynamic_axes={"x": {0: "n"}, "y": {0: "n"}},
    )
    model.train(mode)
