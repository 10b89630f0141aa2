import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def mse_loss(pred: Tensor, target: Tensor) -> Tensor:
    if list(pred.shape) != list(target.shape):
        raise ValueError("shapes are not the same: " + str(pred.shape) + " and " + str(target.shape))
    n = pred.numel()
    errors = []
    for a, b in zip(pred.reshape(-1), target.reshape(-1)):
        error = a - b
        squared = error * error
        errors.append(squared)
    print("number of errors:", len(errors))
    return torch.stack(errors).mean()


def sigmoid(z: Tensor) -> Tensor:
    results = []
    counter = 0
    for v in z.reshape(-1):
        if v >= 0:
            s = 1 / (1 + torch.exp(-v))
        else:
            e = torch.exp(v)
            s = e / (1 + e)
        results.append(s)
        counter += 1
    print("sigmoid of", counter, "numbers")
    if len(results) == 0:
        return z * 1
    return torch.stack(results).reshape(z.shape)


def bce_loss(p: Tensor, y: Tensor) -> Tensor:
    if p.shape != y.shape:
        raise ValueError("p and y do not fit")
    losses = []
    for prob, label in zip(p.reshape(-1), y.reshape(-1)):
        log1 = torch.log(prob)
        if log1 < -100:
            log1 = torch.full_like(prob, -100.0)
        log0 = torch.log(1 - prob)
        if log0 < -100:
            log0 = torch.full_like(prob, -100.0)
        loss = -(label * log1 + (1 - label) * log0)
        losses.append(loss)
    result = torch.stack(losses).mean()
    print("bce of", len(losses), "elements")
    return result


def bce_with_logits(z: Tensor, y: Tensor) -> Tensor:
    if z.shape != y.shape:
        raise ValueError("z and y do not fit")
    losses = []
    for logit, label in zip(z.reshape(-1), y.reshape(-1)):
        if logit > 0:
            minus_log_p1 = torch.log1p(torch.exp(-logit))
            minus_log_p0 = logit + minus_log_p1
        else:
            minus_log_p0 = torch.log1p(torch.exp(logit))
            minus_log_p1 = minus_log_p0 - logit
        losses.append(label * minus_log_p1 + (1 - label) * minus_log_p0)
    return torch.stack(losses).mean()


def log_softmax(logits: Tensor) -> Tensor:
    c = logits.shape[-1]
    rows = []
    for row in logits.reshape(-1, c):
        biggest = max(v.item() for v in row)
        shifted = []
        for v in row:
            shifted.append(v - biggest)
        total = 0
        for s in shifted:
            total = total + torch.exp(s)
        log_total = torch.log(total)
        rows.append(torch.stack([s - log_total for s in shifted]))
    print("rows:", len(rows))
    if not rows:
        return logits * 1
    return torch.stack(rows).reshape(logits.shape)


def nll_loss(log_p: Tensor, y: Tensor) -> Tensor:
    if tuple(y.shape) != tuple(log_p.shape)[:-1]:
        raise ValueError("labels have the wrong shape")
    c = log_p.shape[-1]
    log_p2 = log_p.reshape(-1, c)
    y2 = y.reshape(-1).tolist()
    picked = []
    for i in range(len(y2)):
        label = y2[i]
        picked.append(log_p2[i, label])
    answer = -torch.stack(picked).mean()
    print("picked", len(picked), "of", log_p.numel())
    return answer


def cross_entropy(logits: Tensor, y: Tensor) -> Tensor:
    if tuple(y.shape) != tuple(logits.shape)[:-1]:
        raise ValueError("labels have the wrong shape")
    c = logits.shape[-1]
    losses = []
    for row, label in zip(logits.reshape(-1, c), y.reshape(-1).tolist()):
        biggest = row.max().item()
        total = torch.exp(row - biggest).sum()
        score = row[label]
        loss = (biggest - score) + torch.log(total)
        losses.append(loss)
    everything = torch.stack(losses)
    print("samples:", everything.shape[0])
    return everything.sum() / everything.shape[0]


def perceptron_gradients(
    x: Tensor, y: Tensor, w: Tensor, b: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    xs = x.tolist()
    ys = y.tolist()
    ws = w.tolist()
    bias = b.item()
    n = len(xs)
    d = len(ws)
    loss = 0.0
    dw = [0.0] * d
    db = 0.0
    for i in range(n):
        z = bias
        for j in range(d):
            z += xs[i][j] * ws[j]
        if z >= 0:
            e = math.exp(-z)
            p = 1 / (1 + e)
            loss += (1 - ys[i]) * z + math.log1p(e)
        else:
            e = math.exp(z)
            p = e / (1 + e)
            loss += -ys[i] * z + math.log1p(e)
        error = p - ys[i]
        for j in range(d):
            dw[j] += error * xs[i][j]
        db += error
    print("loss so far", loss / n)
    loss_t = torch.tensor(loss / n, dtype=x.dtype, device=x.device)
    dw_t = torch.tensor([g / n for g in dw], dtype=x.dtype, device=x.device)
    db_t = torch.tensor(db / n, dtype=x.dtype, device=x.device)
    return loss_t, dw_t, db_t


def mse_gradients(x: Tensor, y: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    n, d = x.shape
    w_list = w.detach().tolist()
    dw = [0.0 for _ in range(d)]
    db = 0.0
    for xi, yi in zip(x.detach().tolist(), y.detach().tolist()):
        pred = b.item()
        for j in range(d):
            pred = pred + xi[j] * w_list[j]
        err = pred - yi
        for j in range(d):
            dw[j] = dw[j] + 2 * err * xi[j] / n
        db = db + 2 * err / n
    print("dw =", dw, "db =", db)
    return (
        torch.tensor(dw, dtype=w.dtype, device=w.device),
        torch.tensor(db, dtype=w.dtype, device=w.device),
    )


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        y = torch.ones_like(x)
        for i in range(3):
            y = y * x
        print("forward is called")
        return y

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        print("backward is called")
        # product rule of x * x * x: three terms, each without one of the factors
        total = torch.zeros_like(grad_output)
        for left_out in range(3):
            term = grad_output
            for factor in range(3):
                if factor != left_out:
                    term = term * x
            total = total + term
        return total
