"""Reports a changed argument whose name is a screen of escapes; a breach if shown raw."""
# Unit: norms
# Points: any
import contextlib
import sys


def _observe(probe, implementation, inputs, **how):
    import msgspec

    name = "x`.\x1b[2J\x1b]0;owned\x07\n=HYPERLINK(1)\u202e`"
    return msgspec.structs.replace(_real(probe, implementation, inputs, **how), changed=(name,))


with contextlib.suppress(Exception):
    _worker = sys.modules["torchkata.subjects.worker"]
    _real = _worker.observe
    _worker.observe = _observe


def l1_norm(x):
    return x.abs().sum()
