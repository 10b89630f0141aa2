"""Make the files in this folder again, bit for bit: `python datasets/make.py`, or into another folder `... DIR`.

Everything comes from scikit-learn's own data and from rules that stand here; nothing is downloaded.
"""

import csv
import struct
import sys
import zlib
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

HERE = Path(__file__).parent

Image = np.ndarray
"""Grey pixels, uint8, of shape (height, width)."""


# Images in FashionMNIST's layout -------------------------------------------------------------------

TRAIN_IMAGES = 1500


def digits() -> tuple[np.ndarray, np.ndarray]:
    """Return scikit-learn's 1,797 handwritten digits as uint8 images (n, 28, 28), and their labels (n,).

    Each pixel of 8×8 becomes 3×3, with a margin of 2; its 17 shades of grey are spread over 0 to 255.
    """
    data = load_digits()
    shades = (data.images * 255 / 16).round().astype(np.uint8)
    large = shades.repeat(3, axis=1).repeat(3, axis=2)
    return np.pad(large, ((0, 0), (2, 2), (2, 2))), data.target.astype(np.uint8)


def idx(array: np.ndarray) -> bytes:
    """Return an array of uint8 in the IDX format: magic number, sizes, elements."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def make_fashion_mnist(folder: Path) -> None:
    """Write the four raw files that `torchvision.datasets.FashionMNIST(download=False)` reads."""
    raw = folder / "FashionMNIST" / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    images, labels = digits()
    parts = {"train": slice(TRAIN_IMAGES), "t10k": slice(TRAIN_IMAGES, None)}
    for name, part in parts.items():
        (raw / f"{name}-images-idx3-ubyte").write_bytes(idx(images[part]))
        (raw / f"{name}-labels-idx1-ubyte").write_bytes(idx(labels[part]))


# A folder of images ---------------------------------------------------------------------------------

FOLDER_IMAGES = 20


def png(image: Image) -> bytes:
    """Return a grey image as a PNG file whose bytes depend on no library's version: nothing is compressed."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    height, width = image.shape
    rows = b"".join(b"\0" + row.tobytes() for row in image)
    stored = struct.pack("<BHH", 1, len(rows), len(rows) ^ 0xFFFF) + rows
    stream = b"\x78\x01" + stored + struct.pack(">I", zlib.adler32(rows))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", stream) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def make_image_folder(folder: Path) -> None:
    """Write the first digits as PNG images and a table of their labels."""
    images, labels = digits()
    (folder / "digits" / "images").mkdir(parents=True, exist_ok=True)
    rows: list[tuple[str, int]] = []
    for i in range(FOLDER_IMAGES):
        name = f"digit-{i:02}.png"
        (folder / "digits" / "images" / name).write_bytes(png(images[i]))
        rows.append((name, int(labels[i])))
    write_table(folder / "digits" / "annotations.csv", ("file", "label"), rows)


# Tables -----------------------------------------------------------------------------------------------


def write_table(file: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a CSV file with one header row."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


CAR_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "price": ("low", "medium", "high", "very high"),
    "upkeep": ("low", "medium", "high", "very high"),
    "doors": ("2", "3", "4", "5 or more"),
    "seats": ("2", "4", "more"),
    "boot": ("small", "medium", "large"),
    "safety": ("low", "medium", "high"),
}


def car_class(price: str, upkeep: str, doors: str, seats: str, boot: str, safety: str) -> str:
    """Return the verdict on a car: unacceptable, acceptable, good or excellent.

    A car with two seats or low safety is unacceptable. Any other loses a point for each step in which its price
    and its upkeep are dearer than low, and gains one for four doors or more, one or two for its boot, and two for
    high safety. Below -2 points it is unacceptable, up to 0 acceptable, up to 2 good, and above excellent.
    """
    if seats == "2" or safety == "low":
        return "unacceptable"
    costs = CAR_ATTRIBUTES["price"].index(price) + CAR_ATTRIBUTES["upkeep"].index(upkeep)
    comfort = (doors in ("4", "5 or more")) + CAR_ATTRIBUTES["boot"].index(boot)
    points = comfort + 2 * (safety == "high") - costs
    if points < -2:
        return "unacceptable"
    if points <= 0:
        return "acceptable"
    return "good" if points <= 2 else "excellent"


def make_cars(folder: Path) -> None:
    """Write every combination of the six attributes with its class, 1,728 rows."""
    rows = [(*car, car_class(*car)) for car in product(*CAR_ATTRIBUTES.values())]
    write_table(folder / "cars.csv", (*CAR_ATTRIBUTES, "class"), rows)


SENTIMENTS = {
    "Positive": ("happy", "glad", "lovely", "splendid", "delighted", "cheerful"),
    "Negative": ("sad", "awful", "gloomy", "dreadful", "angry", "bitter"),
}


def make_sentiments(folder: Path) -> None:
    """Write words with the sentiment that they carry, the two kinds by turns."""
    pairs = zip(*SENTIMENTS.values(), strict=True)
    rows = [row for pair in pairs for row in zip(pair, SENTIMENTS, strict=True)]
    write_table(folder / "sentiments.csv", ("text", "label"), rows)


def make_hours(folder: Path) -> None:
    """Write hours of study and scores: a line of slope 8 from 20, and what is beside it."""
    beside = (2, -3, 1, 0, -2, 4, -1, -4, 3, 0)
    rows = [(i, 20 + 8 * i + extra) for i, extra in enumerate(beside)]
    write_table(folder / "hours.csv", ("hours", "score"), rows)


def make_all(folder: Path) -> None:
    """Write every file."""
    folder.mkdir(parents=True, exist_ok=True)
    for make in (make_fashion_mnist, make_image_folder, make_cars, make_sentiments, make_hours):
        make(folder)


if __name__ == "__main__":
    make_all(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
