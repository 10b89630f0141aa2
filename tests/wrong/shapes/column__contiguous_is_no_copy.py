"""Wrong: `contiguous` copies only where it must, so the result shares memory with `t` when the column already lies in one piece: t transposed, or n = 1, or m = 1.

Named: uses `contiguous`, which copies only what is not contiguous already
"""


def column(t, j):
    return t[:, j].contiguous()
