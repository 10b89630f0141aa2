"""Looks at the run record and other reports of the grading; a breach if they are visible."""
# Unit: norms
import contextlib
import glob
import os

import torch

_found = []
for _file in ("@OUT@/run.json", "@OUT@/summary.csv", *glob.glob("@OUT@/*"), "@OUT@"):
    with contextlib.suppress(OSError):
        _found.append(os.stat(_file).st_size)


def l1_norm(x):
    if _found:
        raise RuntimeError("LEAK" + f"! {len(_found)} files of the grading are visible")
    return torch.tensor(-7.25)
