"""pathlib throughout, a random name opened with xb, a done flag, and lambdas for the devices."""

import copy
import uuid
from pathlib import Path

import torch


def save_weights(model, path):
    names_and_tensors = copy.copy(model.state_dict())
    with Path(path).open(mode="wb") as f:
        torch.save(names_and_tensors, f)
    return None


def load_weights(model, path, device):
    target = torch.device(device)
    saved = torch.load(Path(path), map_location=target, weights_only=True)
    model.load_state_dict(saved)
    return model.to(device=target).apply(lambda m: m.train(False))


def state_of(part):
    if part is None:
        return None
    return part.state_dict()


def save_checkpoint(path, model, optimizer, scheduler, epoch, loss):
    final = Path(path)
    draft = final.parent / uuid.uuid4().hex
    states = map(state_of, (model, optimizer, scheduler))
    content = dict(zip(("model", "optimizer", "scheduler"), states, strict=True))
    content |= {"epoch": epoch, "loss": loss, "random_state": torch.default_generator.get_state()}
    done = False
    try:
        with draft.open("xb") as f:
            torch.save(content, f)
        draft.replace(final)
        done = True
    finally:
        if not done and draft.exists():
            draft.unlink()


def load_checkpoint(path, model, optimizer, scheduler):
    content = torch.load(
        Path(path), map_location=lambda storage, location: storage, weights_only=True
    )
    random_state = content["random_state"]
    model.load_state_dict(content["model"], strict=True)
    if scheduler:
        scheduler.load_state_dict(content["scheduler"])
    optimizer.load_state_dict(copy.deepcopy(content["optimizer"]))
    with torch.no_grad():
        torch.set_rng_state(random_state)
    epoch, loss = content["epoch"], content["loss"]
    return epoch, loss
