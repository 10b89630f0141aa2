from typing import Any

import torch
from torch import Tensor


def _refuse(bad: bool) -> None:
    if bad:
        raise ValueError("shapes do not match")


def mse_loss(pred: Tensor, target: Tensor) -> Tensor:
    _refuse(pred.shape != target.shape)
    return (pred.double() - target.double()).pow(2).mean().to(pred.dtype)


def sigmoid(z: Tensor) -> Tensor:
    return (z / 2).tanh().add(1).div(2)


def bce_loss(p: Tensor, y: Tensor) -> Tensor:
    _refuse(p.shape != y.shape)
    return -torch.lerp((-p).log1p().clamp(min=-100), p.log().clamp(min=-100), y).mean()


def bce_with_logits(z: Tensor, y: Tensor) -> Tensor:
    _refuse(z.shape != y.shape)
    # maximum shares its slope between equals, so that the slope at z = 0 is a half
    return (torch.maximum(z, torch.zeros_like(z)) - z * y + (-z.abs()).exp().log1p()).mean()


def log_softmax(logits: Tensor) -> Tensor:
    return -(logits.unsqueeze(-2) - logits.unsqueeze(-1)).logsumexp(-1)


def nll_loss(log_p: Tensor, y: Tensor) -> Tensor:
    _refuse(log_p.shape[:-1] != y.shape)
    return -log_p[torch.arange(log_p.shape[-1], device=y.device) == y[..., None]].mean()


def cross_entropy(logits: Tensor, y: Tensor) -> Tensor:
    _refuse(logits.shape[:-1] != y.shape)
    return (logits - logits.take_along_dim(y[..., None], -1)).logsumexp(-1).mean()


def perceptron_gradients(
    x: Tensor, y: Tensor, w: Tensor, b: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    with torch.inference_mode(False), torch.enable_grad():
        theta = torch.cat([w.detach().clone(), b.detach().clone()[None]]).requires_grad_()
        a = torch.cat([x.clone(), x.new_ones(len(x), 1)], 1)
        loss = bce_with_logits(a @ theta, y.clone())
        (g,) = torch.autograd.grad(loss, theta)
    return loss.detach(), g[:-1], g[-1]


def mse_gradients(x: Tensor, y: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    with torch.no_grad():
        a = torch.cat([x, torch.ones_like(x[:, :1])], 1)
        g = 2 * (a.mT @ (a @ torch.cat([w, b[None]]) - y)) / len(y)
        return g[:-1], g[-1]


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        return torch.func.vjp(lambda t: t**3, *ctx.saved_tensors)[1](grad_output)[0]
