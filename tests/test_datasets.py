"""The small data in datasets/: made again bit for bit, and read by the loaders whose layouts they have."""

import csv
from collections import Counter
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest

from torchkata.catalog import KIT
from torchkata.vision import make_torchvision_importable

DATASETS = KIT / "datasets"
DATA = sorted(
    file.relative_to(DATASETS)
    for file in DATASETS.rglob("*")
    if file.is_file() and file.suffix not in (".md", ".py", ".pyc")
)


@pytest.fixture(scope="module")
def make():
    spec = spec_from_file_location("datasets_make", DATASETS / "make.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_script_makes_every_file_again_bit_for_bit(make, tmp_path: Path):
    make.make_all(tmp_path)
    made = sorted(f.relative_to(tmp_path) for f in tmp_path.rglob("*") if f.is_file())
    assert made == DATA
    for file in DATA:
        assert (tmp_path / file).read_bytes() == (DATASETS / file).read_bytes(), file


def test_together_they_hold_less_than_three_megabytes():
    assert sum((DATASETS / file).stat().st_size for file in DATA) < 3e6


def test_torchvisions_fashion_mnist_reads_the_digits():
    make_torchvision_importable()
    from torchvision.datasets import FashionMNIST

    train, test = (FashionMNIST(DATASETS, train=part, download=False) for part in (True, False))
    assert (len(train), len(test)) == (1500, 297)
    image, label = train[3]
    assert image.size == (28, 28) and label == 3
    assert set(np.asarray(test.targets)) == set(range(10))


def test_the_image_folder_holds_the_first_digits_and_their_labels(make):
    from PIL import Image

    images, labels = make.digits()
    rows = list(csv.DictReader((DATASETS / "digits" / "annotations.csv").open()))
    assert len(rows) == 20
    for row, image, label in zip(rows, images, labels, strict=False):
        pixels = np.asarray(Image.open(DATASETS / "digits" / "images" / row["file"]))
        assert np.array_equal(pixels, image) and int(row["label"]) == label


def test_the_class_of_every_car_follows_the_rule(make):
    rows = list(csv.DictReader((DATASETS / "cars.csv").open()))
    classes = Counter(row.pop("class") for row in rows)
    assert classes == {"unacceptable": 1096, "acceptable": 384, "good": 188, "excellent": 60}
    assert len({tuple(row.values()) for row in rows}) == 1728
    text = (DATASETS / "README.md").read_text("utf-8")
    for count in ("1,728", "1,096", "384", "188", "60"):
        assert count in text


@pytest.mark.parametrize("file", ["sentiments.csv", "hours.csv"])
def test_small_tables_have_a_header_and_two_columns(file):
    header, *rows = csv.reader((DATASETS / file).open())
    assert len(header) == 2 and len(rows) >= 10 and all(len(row) == 2 for row in rows)


def test_every_file_has_its_provenance_in_the_readme():
    text = (DATASETS / "README.md").read_text("utf-8")
    for file in DATA:
        assert f"`{file.parts[0]}" in text, file
