"""Style: one level deeper: an atomic replacement of the file, snapshots as raw bytes in NumPy, a protobuf traced into memory."""

import contextlib
import io
import os
import tempfile

import numpy as np
import torch
from torch import Tensor, nn


def _replace(path: str | os.PathLike[str], data: bytes) -> None:
    path = os.fspath(path)
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(path) or ".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def save_model(model: nn.Module, path: str | os.PathLike[str]) -> None:
    buffer = io.BytesIO()
    torch.save(model, buffer, pickle_protocol=4)
    _replace(path, buffer.getvalue())


def load_model(path: str | os.PathLike[str], trusted: bool = False) -> nn.Module:
    if trusted is False:
        raise ValueError("refused, since trusted is False and a pickled model can run any code")
    with open(path, "rb") as file:
        return torch.load(file, map_location=lambda storage, location: storage, weights_only=False)


def _named(model: nn.Module):
    for prefix, module in model.named_modules(remove_duplicate=False):
        for kind in (module._parameters, module._buffers):
            for name, tensor in kind.items():
                if tensor is not None and tensor.numel():
                    yield f"{prefix}.{name}", tensor


class BestKeeper:
    def __init__(self) -> None:
        self.key = np.array([])
        self.stored: dict[str, np.ndarray] = {}

    def update(self, metric: float, model: nn.Module) -> None:
        if np.isnan(metric) or (self.key.size and self.key[0] <= metric):
            return
        self.key = np.array([metric], dtype=np.float64)
        self.stored = {
            name: np.array(t.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy(), copy=True)
            for name, t in _named(model)
        }

    def restore(self, model: nn.Module) -> None:
        if not self.key.size:
            raise RuntimeError("restore before the first update that kept something")
        with torch.no_grad():
            for name, t in _named(model):
                flat = torch.from_numpy(self.stored[name].copy()).view(t.dtype)
                t.copy_(flat.reshape(t.shape))


@contextlib.contextmanager
def _evaluating(model: nn.Module):
    before = {module: module.training for module in model.modules()}
    model.eval()
    try:
        yield model
    finally:
        for module, mode in before.items():
            module.training = mode


def export_onnx(model: nn.Module, example: Tensor, path: str | os.PathLike[str]) -> None:
    with _evaluating(model), torch.no_grad():
        program = torch.export.export(
            model, (example.clone(),), dynamic_shapes=({0: torch.export.Dim("samples", min=1)},)
        )
    onnx_program = torch.onnx.export(program, dynamo=True, verbose=False)
    _replace(path, onnx_program.model_proto.SerializeToString())
