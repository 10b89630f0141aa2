"""A thread overwrites the arguments long after the calls have returned; a breach if the check passes."""
# Unit: norms
# Known: a thread that waits for the end of the call cannot be told from none
# Must fail: adds_up_absolute_values
import queue
import threading
import time

_arguments = queue.SimpleQueue()


def _later():
    while True:
        x = _arguments.get()
        time.sleep(0.2)
        x.zero_()


threading.Thread(target=_later, daemon=True).start()


def l1_norm(x):
    total = x.abs().sum()
    _arguments.put(x)
    return total
