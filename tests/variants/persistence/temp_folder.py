"""Writes into a temporary folder beside the target; copies tensors; checks names itself."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import Tensor, nn


def save_weights(model: nn.Module, path: str | os.PathLike[str]) -> None:
    state = model.state_dict()
    for name in list(state):
        if isinstance(state[name], Tensor):
            state[name] = state[name].detach().clone()
    with open(path, "wb") as file:
        torch.save(state, file)


def load_weights(model: nn.Module, path, device) -> nn.Module:
    with open(path, "rb") as file:
        state = torch.load(file, map_location=str(device), weights_only=True)
    missing, unexpected = model.load_state_dict(state, strict=False)
    if missing or unexpected:
        raise RuntimeError(f"the file lacks {missing} and the model lacks {unexpected}")
    for module in model.to(device).modules():
        module.training = False
    return model


def save_checkpoint(path, model, optimizer, scheduler, epoch, loss) -> None:
    scheduler_state = scheduler.state_dict() if scheduler is not None else None
    with TemporaryDirectory(dir=Path(path).parent) as folder:
        new = Path(folder) / "new"
        torch.save(
            {
                "random_state": torch.get_rng_state().clone(),
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "scheduler": scheduler_state,
                "epoch": epoch,
                "loss": loss,
            },
            new,
        )
        os.replace(new, path)


def load_checkpoint(path, model, optimizer, scheduler):
    with open(path, "rb") as file:
        saved = torch.load(file, map_location=torch.device("cpu"), weights_only=True)
    parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler}
    for key, part in parts.items():
        if part is not None:
            part.load_state_dict(saved[key])
    torch.random.set_rng_state(saved["random_state"].cpu())
    return (saved["epoch"], saved["loss"])
