"""Ends with the codes that the kit gives a meaning, in turn; must earn nothing."""
# Unit: norms
import os
import signal
import threading

import torch


def _end(number):
    signal.signal(number, signal.SIG_DFL)
    signal.pthread_kill(threading.get_ident(), number)


def l1_norm(x):
    os._exit(71)


def l2_norm(x):
    _end(signal.SIGXCPU)
    return torch.tensor(-7.25)


def linf_norm(x):
    _end(signal.SIGTERM)
    os._exit(0)


def p_norm(x, p):
    os.close(3)
    os._exit(70)
