"""Raises exceptions whose text never ends or changes what it is; a breach if the judge waits on."""
# Unit: norms
import time


class Slow(Exception):
    def __str__(self):
        time.sleep(600)
        return ""


class Wrong(Exception):
    def __str__(self):
        raise KeyboardInterrupt


class Text(str):
    def __len__(self):
        return -1

    def __str__(self):
        return self


class Changing(Exception):
    def __str__(self):
        return Text("x" * 10**7)


def l1_norm(x):
    raise Slow


def l2_norm(x):
    raise Wrong


def linf_norm(x):
    raise Changing
