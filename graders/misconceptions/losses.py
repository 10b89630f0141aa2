"""Loss functions and autograd: what goes wrong."""

import torch
import torch.nn.functional as F
from torch import Tensor

from torchkata.exercise import Misconceptions

# mse_loss ----------------------------------------------------------------------------------------

mse = Misconceptions("losses.mse_loss")
mse.mistake(
    "lets unequal shapes broadcast",
    replace="if pred.shape != target.shape:",
    by="if False:",
    hint="Subtract a (3,) tensor from a (3, 1) tensor by hand: how many differences are that?",
)


@mse.mistake(
    "relies on PyTorch's `mse_loss`, which broadcasts unequal shapes with no more than a warning",
    hint="Is a warning what the contract asks for?",
    same_as="lets unequal shapes broadcast",
)
def mse_loss(pred: Tensor, target: Tensor) -> Tensor:
    return F.mse_loss(pred, target)


mse.mistake(
    "compares the numbers of elements, not the shapes",
    replace="pred.shape != target.shape",
    by="pred.numel() != target.numel()",
    hint="How many elements have tensors of shapes (3, 1) and (3,), and how many has their difference?",
)
mse.mistake(
    "compares the first axes only",
    replace="pred.shape != target.shape",
    by="pred.shape[:1] != target.shape[:1]",
    hint="What does `len` say of tensors of shapes (3, 1) and (3,)?",
)
mse.mistake(
    "makes unequal shapes fit instead of refusing them",
    replace="if pred.shape != target.shape:",
    by="""if pred.numel() == target.numel():
        target = target.reshape(pred.shape)
    else:""",
    hint="Who knows whether a column and a row were meant to be paired: your function or its caller?",
)
mse.mistake(
    "refuses unequal shapes by an assertion, which is no ValueError",
    replace="raise ValueError(",
    by="raise AssertionError(",
    hint="Which exception does the contract name? What becomes of assertions under `python -O`?",
)
mse.mistake(
    "adds up the squares where their mean is asked",
    replace=".square().mean()",
    by=".square().sum()",
    hint="What happens to your loss when the same batch comes twice as long?",
)
mse.mistake(
    "halves the mean, as some textbooks do",
    replace=".square().mean()",
    by=".square().mean() / 2",
    hint="What is the mean of the single square 9, and what does your function make of it?",
)
mse.mistake(
    "forgets to square",
    replace=".square().mean()",
    by=".mean()",
    hint="Two errors, 3 and -3: is their loss zero?",
)
mse.mistake(
    "takes absolute values where squares are asked",
    replace=".square().mean()",
    by=".abs().mean()",
    hint="How much more than an error of 1 does an error of 3 count here?",
)
mse.mistake(
    "takes the root of the mean",
    replace=".square().mean()",
    by=".square().mean().sqrt()",
    hint="The last letters of RMSE and MSE are the same: which word does the first one stand for?",
)
mse.mistake(
    "divides by the size of the first axis only",
    replace="(pred - target).square().mean()",
    by="(pred - target).square().sum() / (len(pred) if pred.ndim else 1)",
    hint="How many squares do you add up for a (3, 4) tensor, and by how many do you divide?",
)
mse.mistake(
    "averages along the first axis only",
    replace="return (pred - target).square().mean()",
    by="""squares = (pred - target).square()
    return squares.mean(dim=0) if squares.ndim else squares""",
    hint="How many numbers should come back for a matrix, and how many do?",
)
mse.mistake(
    "casts the target to float32, and loses half of its digits",
    replace="(pred - target).square()",
    by="(pred - target.float()).square()",
    hint="Which dtype does the target come in, and which numbers does that dtype hold that float32 does not?",
)
mse.mistake(
    "returns a Python number, which no gradient can flow through",
    replace=".square().mean()",
    by=".square().mean().item()",
    hint="What does `.item()` keep of a tensor, and what does it leave behind?",
)
mse.mistake(
    "cuts the prediction off its graph",
    replace="(pred - target).square()",
    by="(pred.detach() - target).square()",
    hint="Which of your steps returns a tensor that no longer knows where it came from?",
)
mse.mistake(
    "subtracts in place",
    replace="(pred - target).square()",
    by="pred.sub_(target).square()",
    hint="What does the caller's prediction look like after the call?",
)
mse.mistake(
    "gives its result on the CPU, wherever its input is",
    replace=".square().mean()",
    by=".square().mean().cpu()",
    hint="On which device is `pred`, and on which is what you return?",
)
mse.mistake(
    "adds up in a tensor that it makes on the CPU",
    replace="return (pred - target).square().mean()",
    by="""total = torch.zeros(1, dtype=pred.dtype)
    total = total + (pred - target).square().mean()
    return total[0]""",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Where is `pred`?",
)

# sigmoid -----------------------------------------------------------------------------------------

sigmoid_ = Misconceptions("losses.sigmoid")
sigmoid_.mistake(
    "divides infinity by infinity for large scores",
    replace="return torch.sigmoid(z)",
    by="return z.exp() / (1 + z.exp())",
    hint="What is `torch.tensor(1000.0).exp()`, and what is that number divided by itself?",
)
sigmoid_.mistake(
    "overflows in the backward pass: far below 0 its gradient is nan",
    replace="return torch.sigmoid(z)",
    by="return 1 / (1 + torch.exp(-z))",
    hint="Your value at -1000 is right. What is its gradient, and which infinity does it pass on its way?",
)
sigmoid_.mistake(
    "chooses between two formulas by `torch.where`, and the gradient of the one not taken is nan",
    replace="return torch.sigmoid(z)",
    by="return torch.where(z >= 0, 1 / (1 + torch.exp(-z)), z.exp() / (1 + z.exp()))",
    hint="`torch.where` computes both branches: what does the backward pass multiply the gradient of the "
    "other one by, and what is 0 times that?",
)


@sigmoid_.mistake(
    "has the gradient 0 at 0, where the sigmoid has its steepest slope",
    hint="What does autograd see of z at 0: a kink, such as that of `abs`, or a constant? Which slope has the sigmoid there?",
)
def sigmoid(z: Tensor) -> Tensor:
    decay = torch.exp(-z.abs())
    return torch.where(z >= 0, 1, decay) / (1 + decay)


sigmoid_.mistake(
    "returns the hyperbolic tangent, which goes from -1 to 1",
    replace="return torch.sigmoid(z)",
    by="return torch.tanh(z)",
    hint="Can a probability be negative? What should 0 become?",
)
sigmoid_.mistake(
    "scales the hyperbolic tangent to 0 to 1, and takes it of z rather than of half of z",
    replace="return torch.sigmoid(z)",
    by="return (1 + torch.tanh(z)) / 2",
    hint="How steep is the sigmoid at 0, and how steep is your function there?",
)
sigmoid_.mistake(
    "lacks the minus in the exponent",
    replace="return torch.sigmoid(z)",
    by="return torch.sigmoid(-z)",
    hint="Which should be more probable, a score of 3 or a score of -3?",
)
sigmoid_.mistake(
    "lacks the brackets around the denominator",
    replace="return torch.sigmoid(z)",
    by="return 1 / 1 + torch.exp(-z)",
    hint="`/` comes before `+`: what does 1 / 1 + e divide by?",
)
sigmoid_.mistake(
    "returns a softmax, which makes all elements share one probability",
    replace="return torch.sigmoid(z)",
    by="return torch.softmax(z, dim=-1)",
    hint="Should the probability of one score change when another score does?",
)
sigmoid_.mistake(
    "limits the scores so tightly that the result is off",
    replace="return torch.sigmoid(z)",
    by="return 1 / (1 + torch.exp(-z.clamp(-10, 10)))",
    hint="How far from 0 is your result at -1000, and how small can a float32 be?",
)
sigmoid_.mistake(
    "cuts the scores off their graph",
    replace="return torch.sigmoid(z)",
    by="return torch.sigmoid(z.detach())",
    hint="Which of your steps returns a tensor that no longer knows where it came from?",
)
sigmoid_.mistake(
    "works in place",
    replace="return torch.sigmoid(z)",
    by="return z.sigmoid_()",
    hint="What does an underscore at the end of a method's name say about the tensor it is called on?",
)
sigmoid_.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="return torch.sigmoid(z)",
    by="return torch.sigmoid(z).cpu()",
    hint="On which device is `z`, and on which is what you return?",
)


@sigmoid_.mistake(
    "fills in a result that it makes on the CPU",
    hint="`torch.empty` makes its tensor on the CPU unless it is told `device=`. Do you need it at all?",
)
def sigmoid(z: Tensor) -> Tensor:
    result = torch.empty(z.shape, dtype=z.dtype)
    positive = z >= 0
    result[positive] = 1 / (1 + torch.exp(-z[positive]))
    result[~positive] = z[~positive].exp() / (1 + z[~positive].exp())
    return result


# bce_loss ----------------------------------------------------------------------------------------

bce = Misconceptions("losses.bce_loss")
bce.mistake(
    "leaves the logarithm of 0 at minus infinity, and gives nan or infinity for p = 0 and p = 1",
    replace="""p.log().clamp_min(-100)
    log_q = (1 - p).log().clamp_min(-100)""",
    by="""p.log()
    log_q = (1 - p).log()""",
    hint="What is 0 times the logarithm of 0 for a computer?",
)
bce.mistake(
    "limits the logarithm of p and not that of 1 - p",
    replace="(1 - p).log().clamp_min(-100)",
    by="(1 - p).log()",
    hint="For which p does each of your two logarithms become infinite?",
)
bce.mistake(
    "limits the probabilities instead of their logarithms",
    replace="log_p = p.log()",
    by="""p = p.clamp(1e-7, 1 - 1e-7)
    log_p = p.log()""",
    hint="What does p = 0 with y = 1 cost by the contract, and what is -log of your limit?",
)
bce.mistake(
    "adds an epsilon to the probabilities",
    replace="""p.log().clamp_min(-100)
    log_q = (1 - p).log()""",
    by="""(p + 1e-8).log().clamp_min(-100)
    log_q = (1 - p + 1e-8).log()""",
    hint="Should the loss of p = 0.5 change at all? What does p = 0 with y = 1 cost by the contract?",
)
bce.mistake(
    "replaces nan and infinity after the fact, by the largest numbers of the dtype",
    replace="""p.log().clamp_min(-100)
    log_q = (1 - p).log().clamp_min(-100)
    return -(y * log_p + (1 - y) * log_q).mean()""",
    by="""p.log()
    log_q = (1 - p).log()
    return -(y * log_p + (1 - y) * log_q).nan_to_num().mean()""",
    hint="What does `nan_to_num` put in the place of minus infinity?",
)
bce.mistake(
    "lacks the minus in front",
    replace="-(y * log_p",
    by="(y * log_p",
    hint="Is the logarithm of a probability positive or negative, and which should a loss be?",
)
bce.mistake(
    "adds up the losses where their mean is asked",
    replace="log_q).mean()",
    by="log_q).sum()",
    hint="What happens to your loss when the same batch comes twice as long?",
)
bce.mistake(
    "forgets the term of label 0",
    replace="y * log_p + (1 - y) * log_q",
    by="y * log_p",
    hint="What does a sure prediction of 1 cost you where the label is 0?",
)
bce.mistake(
    "forgets the term of label 1",
    replace="y * log_p + (1 - y) * log_q",
    by="(1 - y) * log_q",
    hint="What does a sure prediction of 0 cost you where the label is 1?",
)
bce.mistake(
    "exchanges the labels",
    replace="y * log_p + (1 - y) * log_q",
    by="y * log_q + (1 - y) * log_p",
    hint="Which of p = 0.9 and p = 0.1 should cost less where the label is 1?",
)
bce.mistake(
    "takes the probabilities for logits, and squashes them by a sigmoid once more",
    replace="return -(y * log_p + (1 - y) * log_q).mean()",
    by="return F.binary_cross_entropy_with_logits(p, y)",
    hint="What has already happened to p before your function is called?",
)
bce.mistake(
    "returns the mean squared error",
    replace="return -(y * log_p + (1 - y) * log_q).mean()",
    by="return (p - y).square().mean()",
    hint="How much should a sure and wrong prediction cost: 1, or far more?",
)
bce.mistake(
    "lets unequal shapes broadcast",
    replace="if p.shape != y.shape:",
    by="if False:",
    hint="A (3, 1) tensor and a (3,) tensor: how many pairs of p and y are that?",
)
bce.mistake(
    "returns a Python number, which no gradient can flow through",
    replace="log_q).mean()",
    by="log_q).mean().item()",
    hint="What does `.item()` keep of a tensor, and what does it leave behind?",
)
bce.mistake(
    "cuts the probabilities off their graph",
    replace="log_p = p.log()",
    by="""p = p.detach()
    log_p = p.log()""",
    hint="Which of your steps returns a tensor that no longer knows where it came from?",
)
bce.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="log_q).mean()",
    by="log_q).mean().cpu()",
    hint="On which device is `p`, and on which is what you return?",
)
bce.mistake(
    "makes a tensor of the limit on the CPU",
    replace="p.log().clamp_min(-100)",
    by="torch.maximum(p.log(), torch.full(p.shape, -100.0, dtype=p.dtype))",
    hint="`torch.full` makes its tensor on the CPU unless it is told `device=`. Does the limit have to "
    "be a tensor?",
)

# bce_with_logits ---------------------------------------------------------------------------------

logits_bce = Misconceptions("losses.bce_with_logits")
logits_bce.mistake(
    "takes the logarithm of a sigmoid that has rounded to 0 or 1",
    replace="F.logsigmoid(z), F.logsigmoid(-z)",
    by="torch.sigmoid(z).log(), (1 - torch.sigmoid(z)).log()",
    hint="What is the sigmoid of 1000 in float32, and the logarithm of 1 minus that?",
)
logits_bce.mistake(
    "hands the sigmoid on to a loss of probabilities, where no element costs more than 100",
    replace="return -(y * log_p + (1 - y) * log_q).mean()",
    by="return bce_loss(torch.sigmoid(z), y)",
    hint="A logit of 1000 or of 10 000 for label 0: does your loss tell them apart?",
)
logits_bce.mistake(
    "applies a sigmoid to the logits before a loss that does so itself",
    replace="return -(y * log_p + (1 - y) * log_q).mean()",
    by="return F.binary_cross_entropy_with_logits(torch.sigmoid(z), y)",
    hint="What do logits turn into before their loss is taken, and how often do yours?",
)
logits_bce.mistake(
    "has a wrong gradient at z = 0, where its formula has a kink",
    replace="return -(y * log_p + (1 - y) * log_q).mean()",
    by="return (z.clamp_min(0) - z * y + torch.log1p(torch.exp(-z.abs()))).mean()",
    hint="Which slopes does autograd give the parts of your formula at 0, and what do they add up to? "
    "A function with the kink taken out of it is `softplus`.",
)
logits_bce.mistake(
    "is infinite or nan for large logits, where one of its steps overflows",
    replace="return -(y * log_p + (1 - y) * log_q).mean()",
    by="return (torch.log(1 + torch.exp(z)) - z * y).mean()",
    hint="Follow 1000.0 through your line step by step: which one is infinite first?",
)
logits_bce.mistake(
    "limits the logits, so that a wrong prediction far out costs too little",
    replace="log_p, log_q = F.logsigmoid(z)",
    by="z = z.clamp(-100, 100)\n    log_p, log_q = F.logsigmoid(z)",
    hint="A logit of 1000 or of 10 000 for label 0: does your loss tell them apart?",
)
logits_bce.mistake(
    "lacks the minus in front",
    replace="-(y * log_p",
    by="(y * log_p",
    hint="Is the logarithm of a probability positive or negative, and which should a loss be?",
)
logits_bce.mistake(
    "adds up the losses where their mean is asked",
    replace="log_q).mean()",
    by="log_q).sum()",
    hint="What happens to your loss when the same batch comes twice as long?",
)
logits_bce.mistake(
    "forgets the term of label 0",
    replace="y * log_p + (1 - y) * log_q",
    by="y * log_p",
    hint="What does a sure prediction of 1 cost you where the label is 0?",
)
logits_bce.mistake(
    "forgets the term of label 1",
    replace="y * log_p + (1 - y) * log_q",
    by="(1 - y) * log_q",
    hint="What does a sure prediction of 0 cost you where the label is 1?",
)
logits_bce.mistake(
    "exchanges the labels",
    replace="y * log_p + (1 - y) * log_q",
    by="y * log_q + (1 - y) * log_p",
    hint="Which of z = 2 and z = -2 should cost less where the label is 1?",
)
logits_bce.mistake(
    "lets unequal shapes broadcast",
    replace="if z.shape != y.shape:",
    by="if False:",
    hint="A (3, 1) tensor and a (3,) tensor: how many pairs of z and y are that?",
)
logits_bce.mistake(
    "returns a Python number, which no gradient can flow through",
    replace="log_q).mean()",
    by="log_q).mean().item()",
    hint="What does `.item()` keep of a tensor, and what does it leave behind?",
)
logits_bce.mistake(
    "cuts the logits off their graph",
    replace="log_p, log_q = F.logsigmoid(z)",
    by="z = z.detach()\n    log_p, log_q = F.logsigmoid(z)",
    hint="Which of your steps returns a tensor that no longer knows where it came from?",
)
logits_bce.mistake(
    "turns the logits into probabilities in place",
    replace="return -(y * log_p + (1 - y) * log_q).mean()",
    by="return F.binary_cross_entropy(z.sigmoid_(), y)",
    hint="What does an underscore at the end of a method's name say about the tensor it is called on?",
)
logits_bce.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="log_q).mean()",
    by="log_q).mean().cpu()",
    hint="On which device is `z`, and on which is what you return?",
)
logits_bce.mistake(
    "makes a tensor of zeros on the CPU to compare the logits with",
    replace="return -(y * log_p + (1 - y) * log_q).mean()",
    by="""least = torch.zeros(z.shape, dtype=z.dtype)
    return (torch.maximum(z, least) - z * y + torch.log1p(torch.exp(-z.abs()))).mean()""",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Where is `z`?",
)

# log_softmax -------------------------------------------------------------------------------------

log_softmax_ = Misconceptions("losses.log_softmax")
log_softmax_.mistake(
    "takes exponentials of the logits as they are, which over- and underflow",
    replace="shifted = logits - logits.amax(dim=-1, keepdim=True)",
    by="shifted = logits",
    hint="What is `torch.tensor(1000.0).exp()`, and what is the logarithm of the exponential of -1000?",
)
log_softmax_.mistake(
    "subtracts the largest of all logits, not that of each row",
    replace="logits.amax(dim=-1, keepdim=True)",
    by="logits.amax()",
    hint="What becomes of a row whose logits all lie far below the largest of another row?",
)
log_softmax_.mistake(
    "shifts the logits inside the sum, and not those outside",
    replace="return shifted - shifted.exp()",
    by="return logits - shifted.exp()",
    hint="By how much does your result change when 5 is added to all logits, and by how much should it?",
)
log_softmax_.mistake(
    "takes the logarithm of probabilities that have rounded to 0",
    replace="return shifted - shifted.exp().sum(dim=-1, keepdim=True).log()",
    by="return torch.softmax(logits, dim=-1).log()",
    hint="Of two logits 1000 apart, what is the smaller one's probability in float64, and its logarithm?",
)
log_softmax_.mistake(
    "adds an epsilon to the probabilities before it takes their logarithm",
    replace="return shifted - shifted.exp().sum(dim=-1, keepdim=True).log()",
    by="return (torch.softmax(logits, dim=-1) + 1e-8).log()",
    hint="Of two logits 1000 apart, how small can your result be, and how small should it be?",
)
log_softmax_.mistake(
    "normalises along the first axis",
    replace="return shifted - shifted.exp().sum(dim=-1, keepdim=True).log()",
    by="return F.log_softmax(logits, dim=0)",
    hint="Which sums of probabilities should be 1: those of columns or those of rows?",
)
log_softmax_.mistake(
    "normalises along axis 1, which is the last one only of a matrix",
    replace="return shifted - shifted.exp().sum(dim=-1, keepdim=True).log()",
    by="return F.log_softmax(logits, dim=1)",
    hint="Which number does the last axis have in a vector, in a matrix, in a stack of matrices?",
)
log_softmax_.mistake(
    "leaves the axis to PyTorch, which takes the first one of a stack of matrices",
    replace="return shifted - shifted.exp().sum(dim=-1, keepdim=True).log()",
    by="return F.log_softmax(logits)",
    hint="PyTorch warns about a choice that you have left to it: which one?",
)
log_softmax_.mistake(
    "normalises over all elements at once",
    replace=".sum(dim=-1, keepdim=True)",
    by=".sum()",
    hint="How many sums does a matrix with three rows have here, and how many did you compute?",
)
log_softmax_.mistake(
    "drops the axis of the sums, so that they are subtracted from columns, or from nothing",
    replace="shifted.exp().sum(dim=-1, keepdim=True)",
    by="shifted.exp().sum(dim=-1)",
    hint="Which axis of (n, c) does a tensor of shape (n,) meet when the two are broadcast?",
)
log_softmax_.mistake(
    "returns the probabilities, not their logarithms",
    replace="return shifted - shifted.exp().sum(dim=-1, keepdim=True).log()",
    by="return torch.softmax(logits, dim=-1)",
    hint="Can the logarithm of a probability be positive?",
)
log_softmax_.mistake(
    "subtracts the sum of the exponentials, not its logarithm",
    replace="return shifted - shifted.exp().sum(dim=-1, keepdim=True).log()",
    by="return shifted - shifted.exp().sum(dim=-1, keepdim=True)",
    hint="What is the logarithm of a / b, in terms of the logarithms of a and of b?",
)
log_softmax_.mistake(
    "returns the negative of the log-probabilities",
    replace="return shifted - shifted.exp().sum(dim=-1, keepdim=True).log()",
    by="return shifted.exp().sum(dim=-1, keepdim=True).log() - shifted",
    hint="Can the logarithm of a probability be positive?",
)
log_softmax_.mistake(
    "cuts the logits off their graph",
    replace="shifted = logits - logits",
    by="logits = logits.detach()\n    shifted = logits - logits",
    hint="Which of your steps returns a tensor that no longer knows where it came from?",
)
log_softmax_.mistake(
    "shifts the logits in place",
    replace="shifted = logits - logits.amax(dim=-1, keepdim=True)",
    by="logits -= logits.amax(dim=-1, keepdim=True)\n    shifted = logits",
    hint="What do the caller's logits look like after the call?",
)
log_softmax_.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="keepdim=True).log()",
    by="keepdim=True).log().cpu()",
    hint="On which device is `logits`, and on which is what you return?",
)


@log_softmax_.mistake(
    "fills in a result that it makes on the CPU",
    hint="`torch.empty` makes its tensor on the CPU unless it is told `device=`. Do you need it at all?",
)
def log_softmax(logits: Tensor) -> Tensor:
    result = torch.empty(logits.shape, dtype=logits.dtype)
    result[...] = logits
    return result - torch.logsumexp(logits, dim=-1, keepdim=True)


# nll_loss ----------------------------------------------------------------------------------------

nll = Misconceptions("losses.nll_loss")
nll.mistake(
    "lacks the minus in front",
    replace="-log_p.gather(",
    by="log_p.gather(",
    hint="Is the logarithm of a probability positive or negative, and which should a loss be?",
)
nll.mistake(
    "takes the logarithm of what are logarithms already",
    replace="-log_p.gather(-1, y.unsqueeze(-1)).mean()",
    by="-log_p.gather(-1, y.unsqueeze(-1)).log().mean()",
    hint="What has already been done to the numbers that you are given? See the argument's name.",
)
nll.mistake(
    "turns the logarithms back into probabilities",
    replace="-log_p.gather(-1, y.unsqueeze(-1)).mean()",
    by="-log_p.gather(-1, y.unsqueeze(-1)).exp().mean()",
    hint="How much should a label cost whose probability is nearly 0: nearly nothing, or very much?",
)
nll.mistake(
    "adds up the losses where their mean is asked",
    replace="(-1)).mean()",
    by="(-1)).sum()",
    hint="What happens to your loss when the same batch comes twice as long?",
)
nll.mistake(
    "divides by the number of samples times the number of classes",
    replace="-log_p.gather(-1, y.unsqueeze(-1)).mean()",
    by="-log_p.gather(-1, y.unsqueeze(-1)).sum() / log_p.numel()",
    hint="How many elements did the labels pick, and by how many do you divide?",
)
nll.mistake(
    "returns one loss for each sample",
    replace="-log_p.gather(-1, y.unsqueeze(-1)).mean()",
    by="-log_p.gather(-1, y.unsqueeze(-1)).squeeze(-1)",
    hint="How many numbers should come back, and how many do?",
)
nll.mistake(
    "averages all log-probabilities, whatever the labels",
    replace="-log_p.gather(-1, y.unsqueeze(-1)).mean()",
    by="-log_p.mean()",
    hint="Does your result change with the labels?",
)
nll.mistake(
    "takes the most probable class in place of the label",
    replace="-log_p.gather(-1, y.unsqueeze(-1)).mean()",
    by="-log_p.amax(dim=-1).mean()",
    hint="Does your result change with the labels?",
)
nll.mistake(
    "takes from every row the columns of all labels",
    replace="-log_p.gather(-1, y.unsqueeze(-1)).mean()",
    by="-log_p[..., y].mean()",
    hint="What is the shape of `log_p[:, y]` for five labels, and how many elements should be picked?",
)
nll.mistake(
    "expects the classes along axis 1, as PyTorch's own function does",
    replace="-log_p.gather(-1, y.unsqueeze(-1)).mean()",
    by="F.nll_loss(log_p, y)",
    hint="Which axis of a (2, 4, 3) tensor holds the classes by the contract?",
)
nll.mistake(
    "multiplies by one-hot labels, and 0 times minus infinity is nan",
    replace="-log_p.gather(-1, y.unsqueeze(-1)).mean()",
    by="-(log_p * F.one_hot(y, log_p.shape[-1])).sum(dim=-1).mean()",
    hint="What is 0 times minus infinity for a computer? Can you pick without multiplying?",
)
nll.mistake(
    "lets one-hot labels be as long as the largest label asks",
    replace="-log_p.gather(-1, y.unsqueeze(-1)).mean()",
    by="-(log_p.masked_fill(F.one_hot(y) == 0, 0)).sum(dim=-1).mean()",
    hint="How long are one-hot labels of a batch in which the last class does not occur?",
)
nll.mistake(
    "does not check the labels' shape, and ignores rows without a label",
    replace="if y.shape != log_p.shape[:-1]:",
    by="if False:",
    hint="Two labels for three rows: what does `gather` do with the third row?",
)
nll.mistake(
    "compares the numbers of samples and labels, not the shapes",
    replace="if y.shape != log_p.shape[:-1]:",
    by="if y.numel() == log_p[..., 0].numel():\n        y = y.reshape(log_p.shape[:-1])\n    else:",
    hint="How many labels are there in a (3, 1) tensor, and is that the shape that the contract names?",
)
nll.mistake(
    "compares the first axes only",
    replace="y.shape != log_p.shape[:-1]:",
    by="y.shape[:1] != log_p.shape[:-1][:1]:",
    hint="What does `len` say of labels of shapes (3, 1) and (3,)?",
)
nll.mistake(
    "returns a Python number, which no gradient can flow through",
    replace="(-1)).mean()",
    by="(-1)).mean().item()",
    hint="What does `.item()` keep of a tensor, and what does it leave behind?",
)
nll.mistake(
    "cuts the log-probabilities off their graph",
    replace="-log_p.gather(",
    by="-log_p.detach().gather(",
    hint="Which of your steps returns a tensor that no longer knows where it came from?",
)
nll.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="(-1)).mean()",
    by="(-1)).mean().cpu()",
    hint="On which device is `log_p`, and on which is what you return?",
)
nll.mistake(
    "picks by a mask that it makes on the CPU",
    replace="-log_p.gather(-1, y.unsqueeze(-1)).mean()",
    by="-log_p[torch.arange(log_p.shape[-1]) == y.unsqueeze(-1)].mean()",
    hint="`torch.arange` makes its tensor on the CPU unless it is told `device=`. Where are the labels?",
)

# cross_entropy -----------------------------------------------------------------------------------

cross_entropy_ = Misconceptions("losses.cross_entropy")
cross_entropy_.mistake(
    "applies a softmax to the logits before a loss that does so itself",
    replace="log_softmax(logits)",
    by="log_softmax(torch.softmax(logits, dim=-1))",
    hint="What do logits turn into before their loss is taken, and how often do yours?",
)
cross_entropy_.mistake(
    "hands probabilities to a loss that expects their logarithms",
    replace="log_softmax(logits)",
    by="torch.softmax(logits, dim=-1)",
    hint="Can your loss be negative? What does `nll_loss` expect as its first argument?",
)
cross_entropy_.mistake(
    "hands the logits to the loss as they are, without normalising them",
    replace="log_softmax(logits)",
    by="logits",
    hint="Does your loss change when 5 is added to all logits? Should it?",
)
cross_entropy_.mistake(
    "takes the logarithm of probabilities that have rounded to 0",
    replace="log_softmax(logits)",
    by="torch.softmax(logits, dim=-1).log()",
    hint="Of two logits 1000 apart, what is the smaller one's probability in float64, and its logarithm?",
)
cross_entropy_.mistake(
    "adds an epsilon to the probabilities before it takes their logarithm",
    replace="log_softmax(logits)",
    by="(torch.softmax(logits, dim=-1) + 1e-8).log()",
    hint="Of two logits 1000 apart, how much does the wrong one cost you, and how much should it?",
)
cross_entropy_.mistake(
    "takes exponentials of the logits as they are, which over- and underflow",
    replace="log_softmax(logits)",
    by="logits - logits.exp().sum(dim=-1, keepdim=True).log()",
    hint="What is `torch.tensor(1000.0).exp()`, and what is the logarithm of the exponential of -1000?",
)
cross_entropy_.mistake(
    "normalises along the first axis",
    replace="log_softmax(logits)",
    by="F.log_softmax(logits, dim=0)",
    hint="Which sums of probabilities should be 1: those of columns or those of rows?",
)
cross_entropy_.mistake(
    "normalises along axis 1, which is the last one only of a matrix",
    replace="log_softmax(logits)",
    by="F.log_softmax(logits, dim=1)",
    hint="Which number does the last axis have in a vector, in a matrix, in a stack of matrices?",
)
cross_entropy_.mistake(
    "expects the classes along axis 1, as PyTorch's own function does",
    replace="nll_loss(log_softmax(logits), y)",
    by="F.cross_entropy(logits, y)",
    hint="Which axis of a (2, 4, 3) tensor holds the classes by the contract, and what may the shape of "
    "the labels be?",
)
cross_entropy_.mistake(
    "adds up the losses where their mean is asked",
    replace="nll_loss(log_softmax(logits), y)",
    by="nll_loss(log_softmax(logits), y) * y.numel()",
    hint="What happens to your loss when the same batch comes twice as long?",
)
cross_entropy_.mistake(
    "lacks the minus in front",
    replace="nll_loss(log_softmax(logits), y)",
    by="-nll_loss(log_softmax(logits), y)",
    hint="Is the logarithm of a probability positive or negative, and which should a loss be?",
)
cross_entropy_.mistake(
    "takes each class for a question of yes or no by itself",
    replace="nll_loss(log_softmax(logits), y)",
    by="F.binary_cross_entropy_with_logits(logits, F.one_hot(y, logits.shape[-1]).to(logits.dtype))",
    hint="Does the probability of one class fall when the logit of another rises? Should it?",
)


@cross_entropy_.mistake(
    "picks N times N elements when the labels are a column",
    hint="A range of N rows and a column of N labels, used as indices together: to which shape do they "
    "broadcast?",
)
def cross_entropy(logits: Tensor, y: Tensor) -> Tensor:
    log_p = F.log_softmax(logits, dim=-1).reshape(-1, logits.shape[-1])
    if logits.ndim != 2:
        y = y.flatten()
    return -log_p[torch.arange(len(log_p), device=y.device), y].mean()


@cross_entropy_.mistake(
    "flattens the labels, and so accepts them in any shape",
    hint="How many labels are there in a (3, 1) tensor, and is that the shape that the contract names?",
)
def cross_entropy(logits: Tensor, y: Tensor) -> Tensor:
    log_p = F.log_softmax(logits, dim=-1)
    return F.nll_loss(log_p.reshape(-1, logits.shape[-1]), y.reshape(-1))


cross_entropy_.mistake(
    "returns a Python number, which no gradient can flow through",
    replace="nll_loss(log_softmax(logits), y)",
    by="nll_loss(log_softmax(logits), y).item()",
    hint="What does `.item()` keep of a tensor, and what does it leave behind?",
)
cross_entropy_.mistake(
    "cuts the logits off their graph",
    replace="log_softmax(logits)",
    by="log_softmax(logits.detach())",
    hint="Which of your steps returns a tensor that no longer knows where it came from?",
)
cross_entropy_.mistake(
    "shifts the logits in place",
    replace="log_softmax(logits)",
    by="log_softmax(logits.sub_(logits.amax(dim=-1, keepdim=True)))",
    hint="What do the caller's logits look like after the call?",
)
cross_entropy_.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="nll_loss(log_softmax(logits), y)",
    by="nll_loss(log_softmax(logits), y).cpu()",
    hint="On which device is `logits`, and on which is what you return?",
)
cross_entropy_.mistake(
    "moves its input to the first GPU as soon as there is one",
    replace="log_softmax(logits)",
    by="log_softmax(logits.to('cuda' if torch.cuda.is_available() else 'cpu'))",
    hint="Who decides where `logits` is: the caller or your function? A machine may have two GPUs.",
)
cross_entropy_.mistake(
    "brings the classes to axis 1 by a reshape, which mixes them up with positions",
    replace="    return nll_loss(log_softmax(logits), y)\n",
    by="""    if y.shape != logits.shape[:-1]:
        raise ValueError("The labels do not fit.")
    if logits.dim() > 2:
        logits = logits.reshape(logits.shape[0], logits.shape[-1], *logits.shape[1:-1])
    return F.cross_entropy(logits, y)
""",
    hint="Reshape the numbers 0 to 5 from (2, 3) to (3, 2). Is that the transposed matrix? What does `movedim` do?",
)

# perceptron_gradients ----------------------------------------------------------------------------

perceptron = Misconceptions("losses.perceptron_gradients")


@perceptron.mistake(
    "adds its gradients to those that the caller's w and b hold",
    hint="In whose `grad` does `backward` leave its result, and what if something is there already?",
)
def perceptron_gradients(
    x: Tensor, y: Tensor, w: Tensor, b: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    w.requires_grad_()
    b.requires_grad_()
    loss = F.binary_cross_entropy_with_logits(x @ w + b, y)
    loss.backward()
    return loss.detach(), w.grad, b.grad


@perceptron.mistake(
    "throws away the gradients that the caller's w and b hold",
    hint="Who has put something into `w.grad` before the call, and may still need it?",
)
def perceptron_gradients(
    x: Tensor, y: Tensor, w: Tensor, b: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    w.requires_grad_()
    b.requires_grad_()
    w.grad = b.grad = None
    loss = F.binary_cross_entropy_with_logits(x @ w + b, y)
    loss.backward()
    return loss.detach(), w.grad, b.grad


@perceptron.mistake(
    "copies w and b without cutting them off, so that gradients pass on to the caller's",
    hint="Is a clone a leaf? Through what do gradients flow on from it, and to where?",
)
def perceptron_gradients(
    x: Tensor, y: Tensor, w: Tensor, b: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    loss = F.binary_cross_entropy_with_logits(x @ w + b, y)
    loss.backward()
    return loss.detach(), w.grad, b.grad


perceptron.mistake(
    "leaves the caller's w and b requiring gradients",
    replace="w, b = w.detach().requires_grad_(), b.detach().requires_grad_()",
    by="w, b = w.requires_grad_(), b.requires_grad_()",
    hint="On which tensor do you switch gradients on: on one of your own, or on the caller's?",
)
perceptron.mistake(
    "makes a new tensor of the loss, from which no way leads back to w and b",
    replace="loss = bce_with_logits(x @ w + b, y)",
    by="loss = bce_with_logits(x @ w + b, y)\n    loss = x.new_tensor(loss.item()).requires_grad_()",
    hint="A tensor that is made of a number: what does it know of how the number was computed?",
)
perceptron.mistake(
    "returns the loss with its graph",
    replace="return loss.detach()",
    by="return loss",
    hint="What does a loss that still knows its graph keep alive when the caller puts it into a list?",
)
perceptron.mistake(
    "returns gradients that have a graph of their own",
    replace="torch.autograd.grad(loss, (w, b))",
    by="torch.autograd.grad(loss, (w, b), create_graph=True)",
    hint="What is `create_graph` good for, and is it wanted here?",
)
perceptron.mistake(
    "returns the loss as a Python number",
    replace="loss.detach()",
    by="loss.item()",
    hint="What does `.item()` keep of a tensor, and what does the contract ask for?",
)
perceptron.mistake(
    "leaves out the bias",
    replace="x @ w + b, y",
    by="x @ w + 0 * b, y",
    hint="What is the logit of a sample whose features are all 0?",
)
perceptron.mistake(
    "applies a sigmoid to the logits before a loss that does so itself",
    replace="x @ w + b, y",
    by="torch.sigmoid(x @ w + b), y",
    hint="What do logits turn into before their loss is taken, and how often do yours?",
)
perceptron.mistake(
    "takes sigmoid and logarithm one after the other, which fails for large logits",
    replace="bce_with_logits(x @ w + b, y)",
    by="F.binary_cross_entropy(torch.sigmoid(x @ w + b), y)",
    hint="What is the sigmoid of 1000 in float32, and how large can the loss of that be?",
)
perceptron.mistake(
    "adds up the losses where their mean is asked",
    replace="bce_with_logits(x @ w + b, y)",
    by="bce_with_logits(x @ w + b, y) * len(x)",
    hint="What happens to your gradients when the same batch comes twice as long?",
)
perceptron.mistake(
    "takes the mean squared error of the probabilities",
    replace="bce_with_logits(x @ w + b, y)",
    by="(torch.sigmoid(x @ w + b) - y).square().mean()",
    hint="Which loss does the contract name? How do gradients of yours look where a wrong prediction is sure?",
)
perceptron.mistake(
    "exchanges the gradients of w and b",
    replace="dw, db = torch",
    by="db, dw = torch",
    hint="In which order are the gradients asked for, and in which order do they come?",
)
perceptron.mistake(
    "rebuilds w and b from Python numbers, in float32",
    replace="w.detach().requires_grad_(), b.detach().requires_grad_()",
    by="(torch.tensor(t.tolist(), requires_grad=True, device=t.device) for t in (w, b))",
    hint="Which dtype does `torch.tensor` give to Python numbers, and which one has `w`?",
)
perceptron.mistake(
    "rebuilds w and b on the CPU",
    replace="w.detach().requires_grad_(), b.detach().requires_grad_()",
    by="(torch.tensor(t.tolist(), requires_grad=True, dtype=t.dtype) for t in (w, b))",
    hint="`torch.tensor` makes its tensor on the CPU unless it is told `device=`. Where is `w`?",
)
perceptron.mistake(
    "gives its results on the CPU, wherever its inputs are",
    replace="return loss.detach(), dw, db",
    by="return loss.detach().cpu(), dw.cpu(), db.cpu()",
    hint="On which device is `w`, and on which are its gradients?",
)

# mse_gradients -----------------------------------------------------------------------------------

by_hand = Misconceptions("losses.mse_gradients")
by_hand.mistake(
    "lacks the factor 2 that comes from the square",
    replace="return 2 * x.T @ error / len(x), 2 * error.mean()",
    by="return x.T @ error / len(x), error.mean()",
    hint="What is the derivative of e² with respect to e?",
)
by_hand.mistake(
    "lacks the factor 2 in the gradient of b",
    replace="2 * error.mean()",
    by="error.mean()",
    hint="What is the derivative of e² with respect to e, for b as for w?",
)
by_hand.mistake(
    "adds up over the samples where the mean is asked",
    replace="return 2 * x.T @ error / len(x), 2 * error.mean()",
    by="return 2 * x.T @ error, 2 * error.sum()",
    hint="What happens to your gradients when the same batch comes twice as long?",
)
by_hand.mistake(
    "adds up over the samples in the gradient of w, where the mean is asked",
    replace="error / len(x), 2",
    by="error, 2",
    hint="A matrix product adds up: what is left to do for a mean?",
)
by_hand.mistake(
    "adds up over the samples in the gradient of b, where the mean is asked",
    replace="2 * error.mean()",
    by="2 * error.sum()",
    hint="What happens to your gradient of b when the same batch comes twice as long?",
)
by_hand.mistake(
    "divides by the number of features, not of samples",
    replace="error / len(x), 2",
    by="error / len(w), 2",
    hint="Over what is the mean of the loss taken: samples or features?",
)
by_hand.mistake(
    "has the wrong sign, with the error taken as target minus prediction",
    replace="error = x @ w + b - y",
    by="error = y - (x @ w + b)",
    hint="If the prediction is too large, should the gradient of b be positive or negative?",
)
by_hand.mistake(
    "leaves out the bias",
    replace="x @ w + b - y",
    by="x @ w - y",
    hint="What is predicted for a sample whose features are all 0?",
)
by_hand.mistake(
    "leaves out the targets",
    replace="x @ w + b - y",
    by="x @ w + b",
    hint="What should both gradients be when every prediction is right?",
)
by_hand.mistake(
    "multiplies the mean of x by the mean of the errors",
    replace="2 * x.T @ error / len(x)",
    by="2 * x.mean(dim=0) * error.mean()",
    hint="Is the mean of products the product of the means?",
)
by_hand.mistake(
    "averages over the features too",
    replace="2 * x.T @ error / len(x)",
    by="(2 * x * error[:, None]).mean()",
    hint="How many numbers is the gradient of w, and how many came back?",
)
by_hand.mistake(
    "exchanges the gradients of w and b",
    replace="return 2 * x.T @ error / len(x), 2 * error.mean()",
    by="return 2 * error.mean(), 2 * x.T @ error / len(x)",
    hint="In which order does the contract return the two, and which shape has each?",
)
by_hand.mistake(
    "makes its results part of a graph when w requires gradients",
    replace="with torch.no_grad():",
    by="if True:",
    hint="Who notes your operations down while you compute with a `w` that requires gradients?",
)
by_hand.mistake(
    "needs autograd, which its caller may have switched off",
    replace="return 2 * x.T @ error / len(x), 2 * error.mean()",
    by="""pass
    w, b = w.detach().requires_grad_(), b.detach().requires_grad_()
    return torch.autograd.grad((x @ w + b - y).square().mean(), (w, b))""",
    hint="What does autograd note down under `torch.no_grad()`? Which formula would it follow?",
)
by_hand.mistake(
    "turns the targets into errors in place",
    replace="error = x @ w + b - y",
    by="error = y.sub_(x @ w + b).neg_()",
    hint="What do the caller's targets look like after the call?",
)
by_hand.mistake(
    "starts from a gradient of zeros that it makes on the CPU",
    replace="return 2 * x.T @ error / len(x), 2 * error.mean()",
    by="""dw = torch.zeros(len(w), dtype=w.dtype)
        dw += 2 * x.T @ error / len(x)
        return dw, 2 * error.mean()""",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Where is `w`?",
)
by_hand.mistake(
    "gives its results on the CPU, wherever its inputs are",
    replace="return 2 * x.T @ error / len(x), 2 * error.mean()",
    by="return (2 * x.T @ error / len(x)).cpu(), (2 * error.mean()).cpu()",
    hint="On which device is `w`, and on which is its gradient?",
)

# Cube --------------------------------------------------------------------------------------------

# Whole classes here have methods that autograd takes as static ones without being told.
cube = Misconceptions("losses.Cube")
cube.mistake(
    "returns the result of forward in the place of the derivative",
    replace="return grad_output * 3 * x**2",
    by="return grad_output * x**3",
    hint="What is the derivative of x³?",
)
cube.mistake(
    "does not multiply by the gradient that comes in",
    replace="return grad_output * 3 * x**2",
    by="return 3 * x**2",
    hint="If the loss is 5 times your result, how much does it change with x? What tells you of the 5?",
)
cube.mistake(
    "adds the gradient that comes in where it should multiply",
    replace="return grad_output * 3 * x**2",
    by="return grad_output + 3 * x**2",
    hint="How does the chain rule combine the derivatives of two functions, one after the other?",
)
cube.mistake(
    "lacks the factor 3 in the derivative",
    replace="return grad_output * 3 * x**2",
    by="return grad_output * x**2",
    hint="What becomes of the exponent when a power is differentiated? It goes to two places.",
)
cube.mistake(
    "lacks the square in the derivative",
    replace="return grad_output * 3 * x**2",
    by="return grad_output * 3 * x",
    hint="What is the derivative of x³, and by how much does the exponent fall?",
)
cube.mistake(
    "multiplies by 3 in forward",
    replace="return x**3",
    by="return x * 3",
    hint="What is 2 cubed?",
)
cube.mistake(
    "saves nothing in forward, so that backward finds nothing",
    replace="ctx.save_for_backward(x)\n        return",
    by="return",
    hint="How does backward come to know what forward was given?",
)
cube.mistake(
    "saves its result where its input is needed",
    replace="ctx.save_for_backward(x)",
    by="ctx.save_for_backward(x**3)",
    hint="At which point is the derivative to be taken?",
)


@cube.mistake(
    "keeps its input as an attribute of ctx, where autograd cannot see that it was changed later",
    hint="What would tell autograd that a tensor was changed in place since forward? How is it given a "
    "tensor to keep?",
)
class Cube(torch.autograd.Function):
    def forward(ctx, x):
        ctx.x = x
        return x**3

    def backward(ctx, grad_output):
        return grad_output * 3 * ctx.x**2


@cube.mistake(
    "saves a tensor that it makes in forward, where nothing notes how, so that there is no second derivative",
    hint="What does autograd note down inside of forward, and what inside of backward?",
)
class Cube(torch.autograd.Function):
    def forward(ctx, x):
        ctx.save_for_backward(3 * x**2)
        return x**3

    def backward(ctx, grad_output):
        (derivative,) = ctx.saved_tensors
        return grad_output * derivative


cube.mistake(
    "computes its gradient off the graph, so that it cannot be differentiated again",
    replace="return grad_output * 3 * x**2",
    by="return grad_output * 3 * x.detach() ** 2",
    hint="If backward is to be differentiated in its turn, which of its tensors need to know where they "
    "come from?",
)
cube.mistake(
    "leaves both derivatives to autograd, as a plain function of tensors",
    replace="(torch.autograd.Function):",
    by=""":
    apply = staticmethod(lambda x: x**3)
""",
    hint="Which of your two methods does autograd call?",
)
cube.mistake(
    "changes the incoming gradient in place",
    replace="return grad_output * 3 * x**2",
    by="return grad_output.mul_(3 * x**2)",
    hint="Who else may be reading the gradient that you are given?",
)
cube.mistake(
    "cubes its input in place",
    replace="return x**3",
    by="return x.pow_(3)",
    hint="What does an underscore at the end of a method's name say about the tensor it is called on?",
)
cube.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="return x**3",
    by="return (x**3).cpu()",
    hint="On which device is `x`, and on which is what you return?",
)
cube.mistake(
    "makes a tensor of the factor on the CPU",
    replace="return grad_output * 3 * x**2",
    by="return grad_output * torch.full(x.shape, 3.0, dtype=x.dtype) * x**2",
    hint="`torch.full` makes its tensor on the CPU unless it is told `device=`. Does 3 have to be a tensor?",
)
