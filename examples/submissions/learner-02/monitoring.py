import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.util.tensor_util import make_ndarray
from torch import nn
from torch.utils.tensorboard import FileWriter, SummaryWriter, summary


def log_scalars(log_dir: str | Path, tag: str, values: Iterable[float]) -> None:
    with closing(FileWriter(os.fspath(log_dir), max_queue=1, flush_secs=1)) as writer:
        for step, value in enumerate(values):
            writer.add_summary(summary.scalar(tag, value), step)
        writer.flush()


def read_scalars(log_dir: str | Path, tag: str) -> list[tuple[int, float]]:
    curves = defaultdict(list)
    plugins = {}
    for path in sorted(entry.path for entry in os.scandir(log_dir) if entry.is_file()):
        if "tfevents" not in os.path.basename(path):
            continue
        for event in EventFileLoader(path).Load():
            for value in event.summary.value:
                plugin = plugins.setdefault(value.tag, value.metadata.plugin_data.plugin_name)
                if plugin == "scalars":
                    curves[value.tag].append((int(event.step), make_ndarray(value.tensor).item()))
    if tag not in curves:
        raise KeyError(f"no curve {tag} in {log_dir}")
    return curves[tag]


def log_training(
    log_dir: str | Path, model: nn.Module, history: Mapping[str, Sequence[float]]
) -> None:
    for tag in history:
        log_scalars(log_dir, tag, iter(history[tag]))
    writer = SummaryWriter(Path(log_dir), max_queue=1000, filename_suffix=".histograms")
    parameters = {name: p for name, p in model.named_parameters() if p.numel() > 0}
    for name in sorted(parameters):
        flat = parameters[name].detach().flatten().cpu()
        writer.add_histogram(name, flat.numpy(force=True), global_step=len(history["lr"]) - 1)
    writer.close()
