import numpy as np
import torch
from torch import Tensor


def _array(tensor: Tensor) -> np.ndarray:
    tensor = tensor.detach().cpu()
    if tensor.is_floating_point():
        tensor = tensor.to(torch.float64)
    return tensor.numpy()


def _tensor(array, like: Tensor, dtype: torch.dtype | None = None) -> Tensor:
    array = np.array(array)  # a copy, 0-dim results of NumPy included
    return torch.from_numpy(array).to(dtype=dtype or like.dtype).to(like.device)


class _AddInPlace(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.mark_dirty(a)
        ctx.b_shape, ctx.dtypes = b.shape, (a.dtype, b.dtype)
        common = torch.result_type(a, b)
        with np.errstate(all="ignore"):
            total = np.add(_array(a.to(common)), _array(b.to(common)))
        a.copy_(_tensor(total, a, common))
        return a

    @staticmethod
    def backward(ctx, grad):
        grad_b = grad.sum_to_size(ctx.b_shape).to(ctx.dtypes[1]) if ctx.needs_input_grad[1] else None
        return grad, grad_b


def add_in_place(a: Tensor, b: Tensor) -> Tensor:
    if b.is_floating_point() and not a.is_floating_point():
        raise RuntimeError(f"the sum of {a.dtype} and {b.dtype} is no integer")
    if torch.broadcast_shapes(a.shape, b.shape) != a.shape:
        raise RuntimeError(f"{tuple(b.shape)} does not broadcast to {tuple(a.shape)}")
    _AddInPlace.apply(a, b)
    return a


class _PairwiseSums(torch.autograd.Function):
    @staticmethod
    def forward(ctx, row, column):
        return _tensor(np.add.outer(_array(column), _array(row)), row)

    @staticmethod
    def backward(ctx, grad):
        return grad.sum(0), grad.sum(1)


def pairwise_sums(row: Tensor, column: Tensor) -> Tensor:
    return _PairwiseSums.apply(row, column)


def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    common = torch.result_type(a, b)
    x, y = _array(a.to(common)), _array(b.to(common))
    functions = {
        "eq": np.equal,
        "ne": np.not_equal,
        "gt": np.greater,
        "ge": np.greater_equal,
        "lt": np.less,
        "le": np.less_equal,
    }
    return {name: _tensor(function(x, y), a, torch.bool) for name, function in functions.items()}


def exactly_one(a: Tensor, b: Tensor) -> Tensor:
    return _tensor(np.logical_xor(_array(a), _array(b)), a, torch.bool)


class _Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        with np.errstate(all="ignore"):
            return _tensor(np.multiply(_array(a), _array(b)), a)

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx.saved_tensors
        return (grad * b).sum_to_size(a.shape), (grad * a).sum_to_size(b.shape)


def elementwise_product(a: Tensor, b: Tensor) -> Tensor:
    return _Product.apply(a, b)


class _MatrixProduct(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        with np.errstate(all="ignore"):
            return _tensor(np.matmul(_array(a), _array(b)), a)

    @staticmethod
    def backward(ctx, grad):
        a, b = ctx.saved_tensors
        grad_a = torch.matmul(grad, b.mT).sum_to_size(a.shape)
        grad_b = torch.matmul(a.mT, grad).sum_to_size(b.shape)
        return grad_a, grad_b


def matrix_product(a: Tensor, b: Tensor) -> Tensor:
    if not a.dim() == b.dim() == 2:
        raise ValueError("both factors must be matrices")
    if a.shape[1] != b.shape[0]:
        raise RuntimeError(f"{tuple(a.shape)} and {tuple(b.shape)} do not fit")
    return _MatrixProduct.apply(a, b)


def batched_product(a: Tensor, b: Tensor) -> Tensor:
    return _MatrixProduct.apply(a, b)


class _Linear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, points, matrix):
        ctx.save_for_backward(matrix)
        return torch.addmm(torch.zeros_like(points), points, matrix)

    @staticmethod
    def backward(ctx, grad):
        (matrix,) = ctx.saved_tensors
        return torch.mm(grad, matrix.t()), None


def _mirror(direction: tuple[int, int]) -> np.ndarray:
    """The matrix of the mirror along a line through (0, 0): 2 u uT / |u|² - 1."""
    u = np.array(direction, dtype=np.float64)
    return 2 * np.outer(u, u) / (u @ u) - np.eye(2)


def reflect(points: Tensor, about: str) -> Tensor:
    if about == "origin":
        matrix = _mirror((1, 0)) @ _mirror((0, 1))
    elif about in ("x", "y", "y=x"):
        matrix = _mirror((int(about != "y"), int(about != "x")))
    else:
        raise ValueError("about must be 'x', 'y', 'y=x' or 'origin', not '" + about + "'")
    return _Linear.apply(points, _tensor(matrix, points))
