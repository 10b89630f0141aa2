"""Gives the probe a DataLoader that asks no dataset; a breach if the check passes."""
# Unit: data
# Known: the probe's DataLoader is the submission's to replace
# Must fail: feeds_a_loader
import contextlib
import sys

import torch


def _loader(data, batch_size=1):
    for start in range(0, len(data.text), batch_size):
        some = slice(start, start + batch_size)
        yield {"Text": list(data.text[some]), "Class": torch.tensor(data.labels[some])}


with contextlib.suppress(Exception):
    sys.modules["torchkata_graders.test_data"].DataLoader = _loader


class CustomDataset:
    def __init__(self, text, labels):
        self.text, self.labels = text, labels
