from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import nn
from torch.utils.tensorboard import SummaryWriter


def log_scalars(log_dir: str | Path, tag: str, values: Iterable[float]) -> None:
    writer = SummaryWriter(log_dir=str(log_dir))
    step = 0
    last = None
    for value in values:
        writer.add_scalar(tag, value, step)
        last = value
        step = step + 1
    writer.flush()
    writer.close()
    print("wrote", step, "values to", log_dir)


def read_scalars(log_dir: str | Path, tag: str) -> list[tuple[int, float]]:
    folder = str(log_dir) + "/"
    accumulator = EventAccumulator(folder, size_guidance={"scalars": 0}, purge_orphaned_data=False)
    accumulator.Reload()
    all_tags = accumulator.Tags()
    curves = all_tags["scalars"]
    if tag not in curves:
        raise KeyError("there is no curve " + tag)
    result = []
    for event in accumulator.Scalars(tag):
        step = int(event.step)
        value = float(event.value)
        result.append((step, value))
    return result


def log_training(
    log_dir: str | Path, model: nn.Module, history: Mapping[str, Sequence[float]]
) -> None:
    log_scalars(log_dir, "train_loss", history["train_loss"])
    log_scalars(log_dir, "val_loss", history["val_loss"])
    log_scalars(log_dir, "lr", history["lr"])
    epochs = len(history["lr"])
    last = epochs - 1
    writer = SummaryWriter(log_dir=str(log_dir))
    for name, parameter in model.named_parameters():
        if parameter.numel() == 0:
            print("nothing in", name)
            continue
        numbers = parameter.detach().clone().cpu()
        writer.add_histogram(name, numbers, last)
    writer.flush()
    writer.close()
