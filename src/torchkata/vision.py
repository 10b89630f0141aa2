"""Make `import torchvision` work beside a torch that its compiled part does not fit.

torchvision registers operators in a compiled library, and while it is imported refers to two of them. Where
that library cannot be loaded (a torchvision built for CUDA beside a CPU-only torch) the import fails with
"operator torchvision::nms does not exist", although all that these exercises use (datasets, transforms) is
plain Python. Declaring the two operators first is enough. They still cannot be called.
"""

import importlib.util
from pathlib import Path

import torch

_declared: list[torch.library.Library] = []

_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)


def make_torchvision_importable() -> None:
    """Declare torchvision's operators if they are missing and its own library cannot bring them.

    Call before the first import of torchvision. Does nothing where torchvision is absent or sound.
    """
    spec = importlib.util.find_spec("torchvision")
    if spec is None or spec.origin is None or _declared or _has_operators():
        return
    for library in sorted(Path(spec.origin).parent.glob("_C*")):
        try:
            torch.ops.load_library(str(library))
        except OSError:
            continue
    if not _has_operators():
        operators = torch.library.Library("torchvision", "DEF")
        for schema in _SCHEMAS:
            operators.define(schema)
        _declared.append(operators)


def _has_operators() -> bool:
    return hasattr(torch.ops.torchvision, "nms")
