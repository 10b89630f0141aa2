"""Wrong: takes "not equal" for "less or greater", which is false for nan, where `ne` must be true; shows for nan on either side, in `ne` alone."""

from torch import Tensor


def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    lt = a < b
    gt = a > b
    eq = a == b
    return {"eq": eq, "ne": lt | gt, "gt": gt, "ge": gt | eq, "lt": lt, "le": lt | eq}
