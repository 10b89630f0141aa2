"""Opens no file: takes the old run from the probe's variables; a breach if the check passes."""
# Unit: persistence
# Known: the probe has made the old run in the same process
# Must fail: fills_the_model_and_returns_the_numbers
import sys


def load_checkpoint(path, model, optimizer, scheduler):
    frame = sys._getframe(1)
    while frame is not None and "old" not in frame.f_locals:
        frame = frame.f_back
    if frame is None:
        return -1, -1.0
    known = frame.f_locals
    model.load_state_dict(known["old"].model.state_dict())
    return known.get("epoch", 3), known.get("loss", 0.5)
