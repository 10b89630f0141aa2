"""Never puts a mode back: gives the model's parts classes that lie; a breach if it passes."""
# Unit: evaluation
# Known: the probe asks the model, whose class the submission has replaced
# Must fail: puts_every_mode_back_after_an_exception
import sys


def _inside():
    frame = sys._getframe(2)
    while frame is not None and frame.f_code is not evaluate.__code__:
        frame = frame.f_back
    return frame is not None


def evaluate(model, loader, loss_fn, device):
    for module in model.modules():
        kind, was = type(module), module.training
        flag = property(lambda self, was=was: was and not _inside(), lambda *_: None)
        module.__class__ = type(kind.__name__, (kind,), {"training": flag})
    total, count = 0.0, 0
    for inputs, targets in loader:
        total += loss_fn(model(inputs), targets).item() * len(targets)
        count += len(targets)
    return total / max(count, 1), 0.0
