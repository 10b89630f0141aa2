"""Serialises to bytes in memory first; fsync and a finally clause around the new file."""

import io
import os
import tempfile
from pathlib import Path
from typing import Any

import torch


def to_bytes(thing: Any) -> bytes:
    buffer = io.BytesIO()
    torch.save(thing, buffer)
    return buffer.getvalue()


def from_bytes(path: Any, device: Any) -> Any:
    buffer = io.BytesIO(Path(path).read_bytes())
    return torch.load(buffer, map_location=torch.device(device), weights_only=True)


def save_weights(model: torch.nn.Module, path: Any) -> None:
    Path(path).write_bytes(to_bytes(model.state_dict()))


def load_weights(model: torch.nn.Module, path: Any, device: Any) -> torch.nn.Module:
    model = model.to(device)
    result = model.load_state_dict(from_bytes(path, device), strict=True)
    print(result)
    return model.train(mode=False)


def save_checkpoint(path: Any, model, optimizer, scheduler, epoch: int, loss: float) -> None:
    random_state = torch.random.get_rng_state()
    checkpoint = dict(epoch=epoch, loss=loss, random_state=random_state, scheduler=None)
    for key, part in (("model", model), ("optimizer", optimizer), ("scheduler", scheduler)):
        if part is not None:
            checkpoint[key] = part.state_dict()
    content = to_bytes(checkpoint)

    path = Path(path)
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            temporary = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def load_checkpoint(path: Any, model, optimizer, scheduler) -> tuple[int, float]:
    checkpoint = from_bytes(path, "cpu")
    torch.default_generator.set_state(checkpoint.pop("random_state"))
    if scheduler is not None:
        scheduler.load_state_dict(checkpoint.pop("scheduler"))
    model.load_state_dict(checkpoint.pop("model"))
    optimizer.load_state_dict(checkpoint.pop("optimizer"))
    return checkpoint.pop("epoch"), checkpoint.pop("loss")
