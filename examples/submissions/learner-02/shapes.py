import torch


def column(t, j):
    print("column", j, "of", t.shape)
    rows = t.shape[0]
    cols = t.shape[1]
    if j >= cols:
        raise IndexError("there is no column " + str(j))
    if j < -cols:
        raise IndexError("there is no column " + str(j))
    pieces = [t[0:0, j]]
    i = 0
    while i < rows:
        pieces.append(t[i : i + 1, j])
        i = i + 1
    answer = torch.cat(pieces)
    return answer


def with_zero_column(t, j):
    rows, cols = t.shape
    if not (-cols <= j < cols):
        raise IndexError("column " + str(j) + " of " + str(cols))
    if j < 0:
        j = j + cols
    everything = rows * cols
    columns = []
    for c in range(cols):
        this = t[:, c]
        if c == j:
            this = this.clone()
            for i in range(rows):
                this[i] = 0
            print("zeroed", c)
        columns.append(this)
    return torch.stack(columns, dim=1)


def select_rows(t, mask):
    n = t.shape[0]
    if mask.dim() != 1:
        raise ValueError("the mask should have one axis, it has " + str(mask.dim()))
    count = mask.shape[0]
    if count != n:
        raise ValueError("the mask has " + str(count) + " elements but there are " + str(n) + " rows")
    truths = mask.tolist()
    kept = [t[0:0]]
    number = 0
    for i in range(n):
        if truths[i] == True:  # noqa: E712
            kept.append(t[i : i + 1])
            number += 1
    print("kept", number, "rows")
    return torch.cat(kept, dim=0)


def flatten_samples(t):
    batch = t.shape[0]
    flat = t
    if flat.dim() == 1:
        flat = torch.stack([flat], dim=1)
    while flat.dim() > 2:
        parts = []
        for k in range(flat.shape[1]):
            parts.append(flat[:, k])
        flat = torch.cat(parts, dim=1)
        print("now", flat.shape)
    return flat


def reshape_and_report(t, shape):
    shared = None
    try:
        result = t.view(shape)
        shared = True
    except RuntimeError as problem:
        print("no view:", problem)
        ordered = t.contiguous()
        result = ordered.view(shape)
        shared = False
    return result, shared


def swap_axes(t, a, b):
    axes = len(t.shape)
    for number in (a, b):
        if number >= axes or number < -axes:
            raise IndexError("no axis " + str(number))
    if a < 0:
        a = a + axes
    if b < 0:
        b = b + axes
    first = min(a, b)
    second = max(a, b)
    if first == second:
        print("nothing to do")
        return t.contiguous()
    pieces = []
    for k in range(t.shape[first]):
        pieces.append(t.select(first, k))
    moved = torch.stack(pieces, dim=second)
    pieces2 = []
    for k in range(moved.shape[second - 1]):
        pieces2.append(moved.select(second - 1, k))
    result = torch.stack(pieces2, dim=first)
    print(t.shape, "became", result.shape)
    return result.contiguous()


def add_channel(images):
    n, height, width = images.shape
    lines = []
    for r in range(height):
        line = images[:, r, :]
        lines.append(line.unsqueeze(1))
    result = torch.stack(lines, dim=2)
    print(result.shape)
    return result


def drop_axis(t, dim):
    axes = len(t.shape)
    if dim >= axes or dim < -axes:
        raise IndexError("no axis " + str(dim))
    size = t.shape[dim]
    if size != 1:
        raise ValueError("axis " + str(dim) + " has size " + str(size) + " and not 1")
    if dim < 0:
        place = dim + axes
    else:
        place = dim
    sizes = []
    for k in range(axes):
        if k != place:
            sizes.append(t.shape[k])
    print("sizes left:", sizes)
    return t.reshape(sizes)


def concat_rows(tensors):
    first = tensors[0]
    together = first[0:0]
    counter = 0
    for t in tensors:
        if list(t.shape[1:]) != list(first.shape[1:]):
            raise RuntimeError("tensor " + str(counter) + " does not fit: " + str(t.shape))
        together = torch.cat([together, t], dim=0)
        counter += 1
    print("joined", counter)
    return together


def stack_samples(tensors):
    wanted = list(tensors[0].shape)
    entries = []
    for t in tensors:
        if list(t.shape) != wanted:
            raise RuntimeError("a sample has shape " + str(t.shape) + " and not " + str(wanted))
        entry = t.reshape([1] + wanted)
        entries.append(entry)
    result = torch.cat(entries, dim=0)
    print("batch", result.shape)
    return result
