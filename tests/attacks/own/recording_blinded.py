"""Loops over rows and makes the instrument count nothing; a breach if the check passes."""
# Unit: norms
# Known: a claim: work is counted in the same process
# Must fail: has_no_loop_over_rows
import contextlib
import sys

import torch


with contextlib.suppress(Exception):
    sys.modules["torchkata_graders.test_norms"].takes_more_steps = lambda *_: False


def pairwise_cosine(x, y):
    rows = []
    for a in x:
        for b in y:
            rows.append(a @ b / (a.norm().clamp_min(1e-8) * b.norm().clamp_min(1e-8)))
    return torch.stack(rows).reshape(len(x), len(y))
