import torch
from torch import Tensor


def add_in_place(a: Tensor, b: Tensor) -> Tensor:
    print("adding", a.shape, b.shape)
    old_shape = a.shape
    result = a + b
    if result.shape != old_shape:
        raise RuntimeError("shape would become " + str(result.shape))
    a_is_float = a.dtype.is_floating_point
    b_is_float = b.dtype.is_floating_point
    if b_is_float:
        if not a_is_float:
            raise RuntimeError("floats do not fit into integers")
    a.copy_(result)
    return a


def pairwise_sums(row: Tensor, column: Tensor) -> Tensor:
    m = len(column)
    n = len(row)
    total_number = m * n
    # 1 2 3 1 2 3
    rows = row.repeat(m).reshape(m, n)
    # 10 10 10 20 20 20
    columns = column.repeat_interleave(n).reshape(m, n)
    print("table of", total_number)
    result = torch.zeros(m, n, dtype=row.dtype, device=row.device)
    result = rows + columns
    return result


def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    common = torch.result_type(a, b)
    x, y = torch.broadcast_tensors(a.detach().to(common), b.detach().to(common))
    shape = x.shape
    xs = x.reshape(-1).tolist()
    ys = y.reshape(-1).tolist()
    answers = {"eq": [], "ne": [], "gt": [], "ge": [], "lt": [], "le": []}
    for i in range(len(xs)):
        left = xs[i]
        right = ys[i]
        answers["eq"].append(left == right)
        answers["ne"].append(left != right)
        answers["gt"].append(left > right)
        answers["ge"].append(left >= right)
        answers["lt"].append(left < right)
        answers["le"].append(left <= right)
    result = {}
    for key in answers:
        result[key] = torch.tensor(answers[key], dtype=torch.bool, device=a.device).reshape(shape)
    print("compared", len(xs), "pairs")
    return result


def exactly_one(a: Tensor, b: Tensor) -> Tensor:
    x, y = torch.broadcast_tensors(a.detach(), b.detach())
    xs = x.reshape(-1).tolist()
    ys = y.reshape(-1).tolist()
    out = []
    count = 0
    for p, q in zip(xs, ys):
        if p and not q:
            out.append(True)
            count = count + 1
        elif q and not p:
            out.append(True)
            count = count + 1
        else:
            out.append(False)
    return torch.tensor(out, dtype=torch.bool, device=a.device).reshape(x.shape)


def elementwise_product(a: Tensor, b: Tensor) -> Tensor:
    big_a, big_b = torch.broadcast_tensors(a, b)
    shape = big_a.shape
    flat_a = big_a.reshape(-1)
    flat_b = big_b.reshape(-1)
    products = []
    for i in range(flat_a.shape[0]):
        product = flat_a[i] * flat_b[i]
        products.append(product)
    if len(products) == 0:
        # nothing to stack: an empty tensor that still hangs on both
        return flat_a.reshape(shape) * flat_b.reshape(shape)
    return torch.stack(products).reshape(shape)


def matrix_product(a: Tensor, b: Tensor) -> Tensor:
    print("a", a.shape, "b", b.shape)
    if len(a.shape) != 2:
        raise ValueError("a is not a matrix")
    if len(b.shape) != 2:
        raise ValueError("b is not a matrix")
    m = a.shape[0]
    k = a.shape[1]
    n = b.shape[1]
    if b.shape[0] != k:
        raise RuntimeError("rows of a and columns of b have different lengths")
    result = torch.zeros(m, n, dtype=a.dtype, device=a.device)
    if m == 0 or n == 0:
        return result + 0 * (a.sum() + b.sum())
    for i in range(m):
        for j in range(n):
            row = a[i]
            column = b[:, j]
            result[i, j] = (row * column).sum()
    return result


def batched_product(a: Tensor, b: Tensor) -> Tensor:
    m = a.shape[-2]
    k = a.shape[-1]
    n = b.shape[-1]
    leading = list(torch.broadcast_shapes(a.shape[:-2], b.shape[:-2]))
    number = 1
    for size in leading:
        number = number * size
    stack_a = a.expand(leading + [m, k]).reshape(number, m, k)
    stack_b = b.expand(leading + [k, n]).reshape(number, k, n)
    if number == 0:
        empty = torch.zeros(leading + [m, n], dtype=a.dtype, device=a.device)
        return empty + 0 * (a.sum() + b.sum())
    results = []
    for i in range(number):
        results.append(torch.mm(stack_a[i], stack_b[i]))
    result = torch.stack(results)
    print("result", result.shape)
    return result.reshape(leading + [m, n])


def reflect(points: Tensor, about: str) -> Tensor:
    matrix = torch.zeros(2, 2, dtype=points.dtype, device=points.device)
    x = 0
    y = 1
    if about == "x":
        matrix[x, x] = 1
        matrix[y, y] = -1
    elif about == "y":
        matrix[x, x] = -1
        matrix[y, y] = 1
    elif about == "y=x":
        matrix[x, y] = 1
        matrix[y, x] = 1
    elif about == "origin":
        matrix[x, x] = -1
        matrix[y, y] = -1
    else:
        raise ValueError("I do not know the mirror " + str(about))
    columns = points.T
    mirrored = torch.matmul(matrix, columns)
    return mirrored.T
