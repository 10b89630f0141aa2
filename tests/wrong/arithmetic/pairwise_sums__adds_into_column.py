"""Wrong: `contiguous` makes no copy where `row` has one number, so the addition in place changes the caller's `column`; shows for n = 1 alone."""

from torch import Tensor


def pairwise_sums(row: Tensor, column: Tensor) -> Tensor:
    table = column.unsqueeze(1).expand(len(column), len(row)).contiguous()
    table += row
    return table
