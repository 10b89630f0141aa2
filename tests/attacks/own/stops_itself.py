"""Stops itself as a debugger would, in several ways; a breach if the judge waits without end."""
# Unit: norms
import contextlib
import os
import signal
import threading
import time

import torch


def l1_norm(x):
    for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN):
        with contextlib.suppress(OSError):
            os.kill(os.getpid(), number)
        with contextlib.suppress(OSError):
            signal.pthread_kill(threading.get_ident(), number)
    time.sleep(600)
    return torch.tensor(-7.25)
