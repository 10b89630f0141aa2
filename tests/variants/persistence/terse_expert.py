"""Style: an expert's short code: one library call each, deep copies, the exporter of torch.export with dynamic shapes."""

import copy
import math
import os
from itertools import chain

import torch
from torch import Tensor, nn


def save_model(model: nn.Module, path: str | os.PathLike[str]) -> None:
    torch.save(model, path)


def load_model(path: str | os.PathLike[str], trusted: bool = False) -> nn.Module:
    if not trusted:
        raise ValueError("unpickling runs code from the file: pass trusted=True if you trust its source")
    return torch.load(path, map_location="cpu", weights_only=False)


class BestKeeper:
    def __init__(self) -> None:
        self._metric, self._state = math.inf, None

    def update(self, metric: float, model: nn.Module) -> None:
        if metric < self._metric:
            tensors = chain(model.named_parameters(), model.named_buffers())
            self._metric = metric
            self._state = copy.deepcopy({name: tensor.detach() for name, tensor in tensors})

    @torch.no_grad()
    def restore(self, model: nn.Module) -> None:
        if self._state is None:
            raise RuntimeError("nothing has been kept yet")
        for name, tensor in chain(model.named_parameters(), model.named_buffers()):
            tensor.copy_(self._state[name])


def export_onnx(model: nn.Module, example: Tensor, path: str | os.PathLike[str]) -> None:
    torch.onnx.export(
        copy.deepcopy(model).eval(),
        (example,),
        path,
        dynamo=True,
        dynamic_shapes=({0: torch.export.Dim.DYNAMIC},),
        external_data=False,
        verbose=False,
    )
