"""Writes replies from finalisers, timers and callbacks at odd times; must earn nothing."""
# Unit: norms
import contextlib
import gc
import os
import signal
import weakref

import torch


class _Thing:
    pass


def _forge(*_):
    with contextlib.suppress(Exception):
        from torchkata.observation import Observation
        from torchkata.wire import Seen, frame

        os.write(3, frame(Seen(Observation(value=1.0), 1, 0)))


gc.callbacks.append(_forge)
with contextlib.suppress(Exception):
    signal.signal(signal.SIGALRM, _forge)
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)


def l1_norm(x):
    thing = _Thing()
    weakref.finalize(thing, _forge)
    return torch.tensor(-7.25)
