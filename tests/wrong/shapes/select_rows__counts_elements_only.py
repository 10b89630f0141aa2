"""Wrong: only the number of elements is checked and the mask is then flattened, so a mask of shape (N, 1), (1, N) or, for N = 1, () is accepted instead of raising ValueError."""


def select_rows(t, mask):
    n = t.shape[0]
    if mask.numel() != n:
        raise ValueError(f"mask has {mask.numel()} elements, but t has {n} rows")
    return t[mask.flatten()]
