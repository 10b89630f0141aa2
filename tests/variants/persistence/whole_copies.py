"""Style: whole copies of the model: saved from an open file, kept as a second model, exported by tracing a copy."""

import copy
import os
from pathlib import Path

import torch
from torch import Tensor, nn


def save_model(model: nn.Module, path: str | os.PathLike[str]) -> None:
    target = Path(path)
    target.unlink(missing_ok=True)
    with target.open("xb") as file:
        torch.save(model, file)


def _to_cpu(storage, location: str):
    return storage.cpu()


def load_model(path: str | os.PathLike[str], trusted: bool = False) -> nn.Module:
    match trusted:
        case False:
            raise ValueError(f"{os.fspath(path)!r} was not read: reading could run code, unless it is trusted")
        case _:
            with Path(path).open("rb") as file:
                return torch.load(file, _to_cpu, weights_only=False)


class BestKeeper:
    def __init__(self) -> None:
        self._history: list[float] = []
        self._twin: nn.Module | None = None

    def update(self, metric: float, model: nn.Module) -> None:
        if metric == metric and all(metric < earlier for earlier in self._history):
            self._twin = copy.deepcopy(model)
        if metric == metric:
            self._history.append(metric)

    def restore(self, model: nn.Module) -> None:
        if self._twin is None:
            raise RuntimeError("this keeper is empty")
        mine = {**dict(self._twin.named_parameters()), **dict(self._twin.named_buffers())}
        yours = {**dict(model.named_parameters()), **dict(model.named_buffers())}
        with torch.no_grad():
            for name, tensor in yours.items():
                tensor.copy_(mine[name])


def export_onnx(model: nn.Module, example: Tensor, path: str | os.PathLike[str]) -> None:
    twin = copy.deepcopy(model).requires_grad_(False)
    twin.train(False)
    torch.onnx.export(
        twin,
        (copy.deepcopy(example.detach()),),
        os.fspath(path),
        training=torch.onnx.TrainingMode.EVAL,
        do_constant_folding=False,
        input_names=["x"],
        output_names=["y"],
        dynamic_axes={"x": [0], "y": [0]},
        dynamo=False,
    )
