"""Loops over rows in a thread, which no instrument follows; a breach if the check passes."""
# Unit: norms
# Known: a claim: no instrument follows another thread
# Must fail: has_no_loop_over_rows
import threading

import torch


def _loop(x, y, result):
    rows = []
    for a in x:
        for b in y:
            rows.append(a @ b / (a.norm().clamp_min(1e-8) * b.norm().clamp_min(1e-8)))
    result.append(torch.stack(rows).reshape(len(x), len(y)))


def pairwise_cosine(x, y):
    result = []
    worker = threading.Thread(target=_loop, args=(x, y, result))
    worker.start()
    worker.join()
    return result[0]
