"""Wrong: `squeeze` without an axis drops the row axis too, so a matrix with one row gives shape () instead of (1,).

Named: squeezes the column, so that a column with one row is no longer a vector
"""


def column(t, j):
    return t[:, [j]].squeeze()
