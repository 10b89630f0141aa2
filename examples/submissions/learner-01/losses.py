"""Loss functions and autograd.

A loss squeezes all that is wrong with a batch of predictions into one number, and autograd asks that
number which way every weight should move. Two things go wrong here more often than anywhere else:
shapes that broadcast although they should have been refused, and exponentials that overflow or
logarithms of zero, whose infinities and nans reach every weight within one step. You write the losses
from their formulas, in a form that survives a computer's numbers, then take gradients by autograd, by
hand, and by an operation of your own.

The losses of this unit are means, as PyTorch's are by default. You may build one on another, and
PyTorch's own functions are welcome too, as long as you mind where a contract differs from theirs.
"""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor


def mse_loss(pred: Tensor, target: Tensor) -> Tensor:
    """Return the mean squared error: the mean of (pred - target)² over all elements.

    Squaring makes every error count as positive, and large ones count most. The mean, unlike the
    sum, does not grow with the batch, so that a learning rate stays right when the batch size
    changes.

    The trap is a shape. A model often returns predictions of shape (N, 1) while the targets have
    shape (N,). The difference of the two broadcasts to (N, N): every prediction is compared with
    every target, no error is raised, and the model learns to predict the mean of the targets.
    Unequal shapes are therefore refused, also where they would broadcast, and also where they
    hold equally many elements. (PyTorch's own function only warns.)

    Args:
        pred: float32 or float64 tensor of any shape with at least one element. It is left
            unchanged.
        target: tensor of the same shape, dtype and device. It is left unchanged.

    Returns:
        A 0-dim tensor with the dtype and device of `pred`. Gradients flow to `pred` and `target`.

    Raises:
        ValueError: the shapes differ.

    Example:
        >>> mse_loss(torch.tensor([1.0, 2.0, 5.0]), torch.tensor([1.0, 4.0, 4.0]))
        tensor(1.6667)

    See `torch.nn.functional.mse_loss` in the PyTorch documentation.
    """
    if pred.shape != target.shape:
        raise ValueError(
            f"pred and target must have the same shape, but they have {tuple(pred.shape)} "
            f"and {tuple(target.shape)}."
        )
    return (pred - target).square().mean()


def sigmoid(z: Tensor) -> Tensor:
    """Return the logistic sigmoid of every element of `z`: σ(z) = 1 / (1 + e⁻ᶻ).

    The sigmoid turns any score into a probability: 0 becomes one half, large scores approach 1,
    and σ(-z) = 1 - σ(z). Its slope is σ(z)·(1 - σ(z)), a quarter at 0 and nearly nothing far out.

    The formula is easy to write and hard to compute. An exponential overflows to infinity at 89 in
    float32 and at 710 in float64. Infinity over infinity is nan, and where a value still comes out
    right, its gradient may not: in the backward pass, zero times infinity is nan as well.
    `torch.where` is no cure by itself, since gradients pass through both of its branches, and a nan
    in the one that was not taken gets through. And a formula with an absolute value in it has a kink
    at 0 for autograd, where the sigmoid has none.

    Args:
        z: float32 or float64 tensor of any shape, with any finite elements, however large. It is
            left unchanged.

    Returns:
        A tensor with the shape, dtype and device of `z` and elements from 0 to 1, right up to the
        rounding of numbers near 1. Gradients flow to `z`; they are σ(z)·(1 - σ(z)) everywhere,
        which is a quarter at 0, and 0 far out.

    Example:
        >>> sigmoid(torch.tensor([0.0, 2.0, -1000.0]))
        tensor([0.5000, 0.8808, 0.0000])

    See `torch.sigmoid` in the PyTorch documentation.
    """
    return torch.sigmoid(z)


def bce_loss(p: Tensor, y: Tensor) -> Tensor:
    """Return the mean binary cross entropy of probabilities `p` for labels `y`.

    Each element costs the negative logarithm of the probability that was given to what came true:

        -(y · log p + (1 - y) · log(1 - p))

    For a label of 1 only the first term is left, for a label of 0 only the second. A label in
    between, as in label smoothing, weighs the two.

    The logarithm of 0 is minus infinity, and it is reached: a sigmoid in float32 rounds to exactly
    1 from about 17 on. The wrong prediction then costs infinity, and the right one is no better, since 0 times
    infinity is nan. Each *logarithm* is therefore raised to -100 where it is smaller, as PyTorch
    does. Keeping the probabilities away from 0 and 1 instead, or adding an epsilon to them, would
    change the losses of others too.

    Args:
        p: float32 or float64 tensor of any shape with at least one element: the probabilities of
            label 1, from 0 to 1, both included. It is left unchanged.
        y: tensor of the same shape, dtype and device: the labels, 0, 1 or between. It is left
            unchanged.

    Returns:
        A 0-dim tensor with the dtype and device of `p`. Gradients flow to `p`; they are free where
        an element of `p` is 0 or 1. Whether any flow to `y` is free.

    Raises:
        ValueError: the shapes differ. See `mse_loss` for what would happen otherwise.

    Example:
        >>> bce_loss(torch.tensor([0.5, 0.25]), torch.tensor([1.0, 0.0]))
        tensor(0.4904)
        >>> bce_loss(torch.tensor([0.0, 1.0]), torch.tensor([1.0, 1.0]))
        tensor(50.)

    See `torch.nn.functional.binary_cross_entropy` and `torch.nn.BCELoss` in the PyTorch
    documentation.
    """
    if p.shape != y.shape:
        raise ValueError(
            f"p and y must have the same shape, but they have {tuple(p.shape)} and "
            f"{tuple(y.shape)}."
        )
    log_p = p.log().clamp_min(-100)
    log_q = (1 - p).log().clamp_min(-100)
    return -(y * log_p + (1 - y) * log_q).mean()


def bce_with_logits(z: Tensor, y: Tensor) -> Tensor:
    """Return the mean binary cross entropy of the probabilities σ(z) for labels `y`.

    This is the loss that a network with one output is trained on. Its output `z`, the logit, is
    any real number, and σ(z) = 1 / (1 + e⁻ᶻ) is the probability of label 1. The loss of one
    element is

        -(y · log σ(z) + (1 - y) · log(1 - σ(z)))    where    1 - σ(z) = σ(-z)

    Sigmoid first and logarithm second loses what it needs: σ(z) rounds to 1 for large z, and
    whether z was 20 or 10 000 is forgotten before the logarithm is taken. Taken in one step the
    logarithm of a sigmoid is harmless, since it approaches z on one side and 0 on the other. The
    loss of a wrong prediction goes on growing with |z|, and so its gradient never dies.

    A network that ends in a sigmoid of its own must not be given to this loss: it would be squashed
    twice. And beware of absolute values and limits at 0 in formulas for it. They can give the right
    loss and a wrong gradient at z = 0, which is where training starts if all weights are zero.

    Args:
        z: float32 or float64 tensor of any shape with at least one element: logits from -10 000 to
            10 000. It is left unchanged.
        y: tensor of the same shape, dtype and device: the labels, 0, 1 or between. It is left
            unchanged.

    Returns:
        A 0-dim tensor with the dtype and device of `z`. It is finite, and so is its gradient. The
        gradient for `z` is (σ(z) - y) / N for N elements, at z = 0 too. Whether any flows to `y`
        is free.

    Raises:
        ValueError: the shapes differ. See `mse_loss` for what would happen otherwise.

    Example:
        >>> bce_with_logits(torch.tensor([0.0, 2.0]), torch.tensor([1.0, 1.0]))
        tensor(0.4100)
        >>> bce_with_logits(torch.tensor([-10000.0]), torch.tensor([1.0]))
        tensor(10000.)

    See `torch.nn.functional.binary_cross_entropy_with_logits` and `torch.nn.BCEWithLogitsLoss` in
    the PyTorch documentation.
    """
    if z.shape != y.shape:
        raise ValueError(
            f"z and y must have the same shape, but they have {tuple(z.shape)} and "
            f"{tuple(y.shape)}."
        )
    log_p, log_q = F.logsigmoid(z), F.logsigmoid(-z)
    return -(y * log_p + (1 - y) * log_q).mean()


def log_softmax(logits: Tensor) -> Tensor:
    """Return the logarithms of the softmax probabilities along the last axis of `logits`.

    The softmax turns C scores into C probabilities that add up to 1: it takes the exponential of
    each and divides by their sum. Losses need the logarithm of that, log pᵢ = zᵢ - log Σⱼ exp(zⱼ).

    Neither formula survives large scores as it stands. exp(1000) is infinite, and where all scores
    are far below 0, the sum is 0 and its logarithm minus infinity. A softmax followed by a
    logarithm breaks too: a probability that rounds to 0 has lost its logarithm. The way out is that
    probabilities do not change when the same number is subtracted from all scores of a row. With
    the row's largest score subtracted, the largest exponential is 1: nothing overflows, and the sum
    is never 0. Each row needs the largest score of its own, and the scores that are shifted in the
    sum must be shifted outside of it as well.

    Args:
        logits: float32 or float64 tensor of shape (..., C) with C ≥ 1 and elements from -10 000 to
            10 000. There may be any number of leading axes, also none. It is left unchanged.

    Returns:
        A tensor of the same shape, dtype and device: finite, never greater than 0 but for rounding,
        and exp of it adds up to 1 along the last axis. Gradients flow to `logits` and are finite.

    Example:
        >>> log_softmax(torch.tensor([[0.0, 0.0], [1000.0, 0.0]]))
        tensor([[-6.9315e-01, -6.9315e-01],
                [ 0.0000e+00, -1.0000e+03]])

    See `torch.nn.functional.log_softmax` and `torch.logsumexp` in the PyTorch documentation.
    """
    shifted = logits - logits.amax(dim=-1, keepdim=True)
    return shifted - shifted.exp().sum(dim=-1, keepdim=True).log()


def nll_loss(log_p: Tensor, y: Tensor) -> Tensor:
    """Return the mean negative log-likelihood: minus the mean of the log-probabilities of the labels.

    Of all C log-probabilities of a sample only one counts: that of the class which is true. What
    the model thought of the others matters through it alone, since probabilities add up to 1.
    PyTorch's name for this loss is misleading: it takes no logarithm, it is given them.

    Picking one element out of each row is a matter of indexing, and shapes decide what is picked.
    `log_p[:, y]` takes all those columns from every row, and labels of shape (N, 1), used as an
    index beside a range of N rows, broadcast and pick N × N elements. Multiplying by a one-hot
    matrix picks rightly until a log-probability is minus infinity: 0 times that is nan.

    Args:
        log_p: float32 or float64 tensor of shape (..., C) with C ≥ 1 and at least one element: the
            log-probabilities of C classes along the last axis. Those of labels are finite; others
            may be minus infinity. Nothing checks that they are the logarithms of probabilities. It
            is left unchanged.
        y: int64 tensor of shape (...), which is that of `log_p` without the last axis, and 0-dim
            for a single sample: the labels, class indices from 0 to C - 1. It is on the same
            device. It is left unchanged.

    Returns:
        A 0-dim tensor with the dtype and device of `log_p`: the mean over all samples, that is, over
        all elements of `y`. Gradients flow to `log_p`.

        With more than one leading axis this differs from PyTorch's own function, which expects the
        classes along axis 1.

    Raises:
        ValueError: `y` has not the shape of `log_p` without its last axis.

    Example:
        >>> log_p = torch.tensor([[-0.5, -1.0, -4.0], [-3.0, -0.5, -1.0]])
        >>> nll_loss(log_p, torch.tensor([0, 2]))
        tensor(0.7500)

    See `torch.nn.functional.nll_loss` and `torch.gather` in the PyTorch documentation.
    """
    if y.shape != log_p.shape[:-1]:
        raise ValueError(
            f"y should have the shape of log_p without its last axis, {tuple(log_p.shape[:-1])}, "
            f"but it has {tuple(y.shape)}."
        )
    return -log_p.gather(-1, y.unsqueeze(-1)).mean()


def cross_entropy(logits: Tensor, y: Tensor) -> Tensor:
    """Return the mean cross entropy of the softmax of `logits` for the labels `y`.

    This is the loss of nearly every classifier. The logits along the last axis are the scores of C
    classes, as a network's last linear layer gives them; a softmax turns them into probabilities,
    and each sample costs minus the logarithm of the probability of its label.

    The softmax is part of the loss. A network that ends in a softmax of its own must not be given
    to it: then probabilities, which lie between 0 and 1, are taken for logits, and even a perfect
    prediction of one among three classes costs 0.55. Nothing fails, and the model learns slowly.

    You may use your own `log_softmax` and `nll_loss` from this module, but need not.

    Args:
        logits: float32 or float64 tensor of shape (..., C) with C ≥ 1, at least one element, and
            elements from -10 000 to 10 000. It is left unchanged.
        y: int64 tensor of shape (...), which is that of `logits` without the last axis, and 0-dim
            for a single sample: class indices from 0 to C - 1. It is on the same device. It is left
            unchanged.

    Returns:
        A 0-dim tensor with the dtype and device of `logits`: the mean over all samples. It is
        finite, and so is its gradient, which flows to `logits` and is (softmax - one-hot) / N for N
        samples.

        With more than one leading axis this differs from PyTorch's own function, which expects the
        classes along axis 1.

    Raises:
        ValueError: `y` has not the shape of `logits` without its last axis.

    Example:
        >>> cross_entropy(torch.tensor([[0.0, 0.0], [1000.0, 0.0]]), torch.tensor([0, 0]))
        tensor(0.3466)

    See `torch.nn.functional.cross_entropy` and `torch.nn.CrossEntropyLoss` in the PyTorch
    documentation.
    """
    return nll_loss(log_softmax(logits), y)


def perceptron_gradients(
    x: Tensor, y: Tensor, w: Tensor, b: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Return the loss of a perceptron and its gradients with respect to the weights and the bias.

    The perceptron has one output, the logit z = x w + b of each sample, and its loss is the mean
    binary cross entropy of these logits for the labels `y`, as in `bce_with_logits`. The gradients
    are those that autograd finds; how you get them is up to you.

    The craft is in using autograd as a guest. `backward` leaves its result in the `grad` of every
    leaf that the loss depends on, *added* to what is there, and the caller's tensors may well be
    such leaves, in the middle of a training step of their own. Switching on `requires_grad` for
    somebody else's tensor is just as visible. And a tensor that is made anew from the number of a
    loss has lost its way back: nothing connects it with the weights. What is handed back here are
    plain numbers, not nodes of a graph, since a loss that keeps its graph keeps every tensor of the
    forward pass alive.

    You may use your own `bce_with_logits` from this module, but need not.

    Args:
        x: float32 or float64 tensor of shape (n, d) with n ≥ 1 and d ≥ 1: n samples of d features.
        y: tensor of shape (n,): labels, 0 or 1. `x` and `y` do not require gradients. All arguments
            share their dtype and device.
        w: tensor of shape (d,): the weights. `w` and `b` may require gradients or not, may hold a
            `grad`, and may be results of other operations. Logits stay from -10 000 to 10 000.
        b: 0-dim tensor: the bias. All four are left unchanged: not only their values but also
            `requires_grad` and `grad`, and so are the tensors that `w` and `b` were computed from.

    Returns:
        A tuple (loss, dw, db): a 0-dim tensor, one of shape (d,) and a 0-dim one, with the dtype
        and device of the arguments. All are finite, and none requires gradients.

    Example:
        >>> x, y = torch.tensor([[1.0, 2.0], [3.0, 0.0]]), torch.tensor([1.0, 0.0])
        >>> perceptron_gradients(x, y, torch.zeros(2), torch.zeros(()))
        (tensor(0.6931), tensor([ 0.5000, -0.5000]), tensor(0.))

    See `torch.autograd.grad` and `torch.Tensor.detach` in the PyTorch documentation.
    """
    w, b = w.detach().requires_grad_(), b.detach().requires_grad_()
    loss = bce_with_logits(x @ w + b, y)
    dw, db = torch.autograd.grad(loss, (w, b))
    return loss.detach(), dw, db


def mse_gradients(x: Tensor, y: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    """Return the gradients of a linear model's mean squared error, by formula.

    The model predicts x w + b, and the loss is the mean of the squared errors (x w + b - y)² over
    the n samples. The chain rule gives its gradients in two steps. The square gives 2 times the
    error. The error changes with a weight as much as that weight's feature says, and with the bias
    by 1. So much for one sample; the mean over samples does the rest. Check the shapes on the way:
    a gradient always has the shape of what it belongs to.

    Autograd finds the same numbers, and comparing with it is the best test of a formula. But it is
    not needed here, and the caller may have switched it off.

    Args:
        x: float32 or float64 tensor of shape (n, d) with n ≥ 1 and d ≥ 1: n samples of d features.
        y: tensor of shape (n,): the targets. All arguments share their dtype and device.
        w: tensor of shape (d,): the weights. `w` and `b` may require gradients or not, and may hold
            a `grad`.
        b: 0-dim tensor: the bias. All four are left unchanged, `requires_grad` and `grad` included.

    Returns:
        A tuple (dw, db) of tensors, of shape (d,) and 0-dim, with the dtype and device of the
        arguments. Neither requires gradients, also where `w` and `b` do. The function works under
        `torch.no_grad()` and `torch.inference_mode()` too.

    Example:
        >>> x, y = torch.tensor([[1.0, 2.0], [3.0, 0.0]]), torch.tensor([1.0, 2.0])
        >>> mse_gradients(x, y, torch.tensor([1.0, 1.0]), torch.tensor(0.0))
        (tensor([5., 4.]), tensor(3.))

    See "Autograd mechanics" in the PyTorch documentation, and there "Locally disabling gradient
    computation".
    """
    with torch.no_grad():
        error = x @ w + b - y
        return 2 * x.T @ error / len(x), 2 * error.mean()


class Cube(torch.autograd.Function):
    """The operation x³ for autograd, with a derivative of your own.

    Autograd knows the derivatives of PyTorch's operations. An operation that it does not know, or
    whose derivative you can compute better, is taught to it as a `torch.autograd.Function`:
    `forward` computes the result, `backward` turns the gradient with respect to the result into the
    gradient with respect to the input. It is called as `Cube.apply(x)`.

    The two methods meet only in `ctx`, and what you put there matters. A tensor that `backward`
    needs goes through `ctx.save_for_backward`, for then autograd notices when somebody has changed
    it in place since; kept as a mere attribute it gives wrong gradients without a word. Operations
    inside of `forward` are not recorded, those inside of `backward` are when a second derivative is
    wanted: what is computed too early cannot be differentiated again.

    Contract:
        - `Cube.apply(x)` is x³, and its gradient is 3 x² times the incoming gradient. It passes
          `torch.autograd.gradcheck` and, for the second derivative 6 x, `gradgradcheck`.
        - Autograd gets the gradient from your `backward`.
        - When `x` is changed in place after `forward`, the backward pass raises a RuntimeError (which
          autograd does for you).
        - Neither `x` nor the incoming gradient is changed.

    Example:
        >>> x = torch.tensor([1.0, -2.0], requires_grad=True)
        >>> y = Cube.apply(x)
        >>> y.detach()
        tensor([ 1., -8.])
        >>> y.sum().backward()
        >>> x.grad
        tensor([ 3., 12.])

    See `torch.autograd.Function` and "Extending PyTorch" in the PyTorch documentation.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        """Return the cube of every element of `x`, and keep for `backward` what it needs.

        Args:
            ctx: the context of this call, shared with `backward`.
            x: float32 or float64 tensor of any shape. It is left unchanged.

        Returns:
            A tensor with the shape, dtype and device of `x`.
        """
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx: Any, grad_output: Tensor) -> Tensor:
        """Return the gradient of the loss with respect to the input of `forward`.

        Args:
            ctx: the context of the call of `forward`.
            grad_output: the gradient of the loss with respect to the result of `forward`, of the
                same shape. It is left unchanged.

        Returns:
            A tensor of the same shape, dtype and device, computed so that it can be differentiated
            in its turn.
        """
        (x,) = ctx.saved_tensors
        return grad_output * 3 * x**2
