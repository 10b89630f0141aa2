"""Wrong: a final squeeze drops axes of size 1, so the shape is not (m, n) where m or n is 1; shows for a `column` of one number."""

from torch import Tensor


def pairwise_sums(row: Tensor, column: Tensor) -> Tensor:
    table = column.unsqueeze(1).unsqueeze(2) + row.unsqueeze(0).unsqueeze(2)
    return table.squeeze()
