"""Style: a beginner's step by step: bytes in memory, files opened by hand, plain lists of tensors, prints."""

import io
import os
from pathlib import Path

import torch
from torch import Tensor, nn


def save_model(model: nn.Module, path: str | os.PathLike[str]) -> None:
    memory = io.BytesIO()
    torch.save(model, memory)
    data = memory.getvalue()
    file = open(path, "wb")
    written = file.write(data)
    file.close()
    print("wrote", written, "bytes")


def load_model(path: str | os.PathLike[str], trusted: bool = False) -> nn.Module:
    if trusted == False:  # noqa: E712
        message = "This file may run any code. If you know where it comes from, say trusted=True."
        raise ValueError(message)
    file = open(path, "rb")
    data = file.read()
    file.close()
    memory = io.BytesIO(data)
    cpu = torch.device("cpu")
    model = torch.load(memory, map_location=cpu, weights_only=False)
    print("loaded a", type(model))
    return model


class BestKeeper:
    def __init__(self) -> None:
        self.have_something = False
        self.best_metric = 0.0
        self.parameters = []
        self.buffers = []

    def update(self, metric: float, model: nn.Module) -> None:
        is_nan = metric != metric
        if is_nan:
            print("nan, not kept")
            return
        if self.have_something == True:  # noqa: E712
            if metric >= self.best_metric:
                return
        parameters = []
        for p in model.parameters():
            copied = p.detach().clone()
            parameters.append(copied)
        buffers = []
        for b in model.buffers():
            copied = b.detach().clone()
            buffers.append(copied)
        self.parameters = parameters
        self.buffers = buffers
        self.best_metric = metric
        self.have_something = True

    def restore(self, model: nn.Module) -> None:
        if not self.have_something:
            raise RuntimeError("nothing kept yet")
        i = 0
        for p in model.parameters():
            p.data.copy_(self.parameters[i])
            i = i + 1
        j = 0
        for b in model.buffers():
            b.data.copy_(self.buffers[j])
            j = j + 1


def export_onnx(model: nn.Module, example: Tensor, path: str | os.PathLike[str]) -> None:
    modes = []
    for module in model.modules():
        modes.append(module.training)
    for module in model.modules():
        module.training = False
    try:
        torch.onnx.export(
            model,
            (example.detach().clone(),),
            str(Path(path)),
            dynamo=False,
            input_names=["input"],
            output_names=["output"],
            dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}},
        )
    finally:
        i = 0
        for module in model.modules():
            module.training = modes[i]
            i = i + 1
