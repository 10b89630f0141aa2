"""A thread overwrites the argument after the call has returned; a breach if the check passes."""
# Unit: norms
# Known: a thread that waits for the end of the call cannot be told from none
# Must fail: adds_up_absolute_values
import threading
import time


def _later(x):
    time.sleep(0.002)  # longer, and too many threads of earlier calls still sleep
    x.zero_()


def l1_norm(x):
    total = x.abs().sum()
    threading.Thread(target=_later, args=(x,), daemon=True).start()
    return total
