"""Norms, distances and similarity: what goes wrong."""

import torch
from torch import Tensor

from torchkata.exercise import Misconceptions

# l1_norm -----------------------------------------------------------------------------------------

l1 = Misconceptions("norms.l1_norm")
l1.mistake(
    "adds up the elements without taking absolute values",
    replace="x.abs().sum()",
    by="x.sum()",
    hint="What is the size of (3, -3)? Can the size of something that is not zero be zero?",
)
l1.mistake(
    "flattens with `view`, which cannot take memory with gaps",
    replace="x.abs().sum()",
    by="x.view(-1).abs().sum()",
    hint="Try it on a transposed matrix. What does `reshape` do where `view` gives up, and is either needed here?",
)
l1.mistake(
    "takes the absolute value of the sum, after the elements have cancelled",
    replace="x.abs().sum()",
    by="x.sum().abs()",
    hint="Follow (3, -3) through your line: what is left after its first step?",
)
l1.mistake(
    "takes the mean where the sum is asked",
    replace="x.abs().sum()",
    by="x.abs().mean()",
    hint="Should a vector get shorter when another nonzero element is appended?",
)
l1.mistake(
    "computes the L2 norm, which is the default of PyTorch's norm functions",
    replace="x.abs().sum()",
    by="torch.linalg.vector_norm(x)",
    hint="How long is (3, 4) as the crow flies, and how long along the streets? Which one is this?",
)
l1.mistake(
    "takes the matrix norm of linear algebra, a largest column sum, when x is a matrix",
    replace="x.abs().sum()",
    by="torch.linalg.norm(x, 1)",
    hint="What does `torch.linalg.norm` do with a matrix, and which function never looks at the shape?",
)
l1.mistake(
    "adds up along the last axis only",
    replace="x.abs().sum()",
    by="x.abs().sum(dim=-1)",
    hint="How many numbers should come back for a matrix, and how many do?",
)
l1.mistake(
    "adds up along the first axis only, as Python's own `sum` does",
    replace="x.abs().sum()",
    by="sum(x.abs())",
    hint="What does a `for` loop over a matrix hand out: elements or rows?",
)
l1.mistake(
    "returns a Python number, which no gradient can flow through",
    replace="x.abs().sum()",
    by="x.abs().sum().item()",
    hint="What does `.item()` keep of a tensor, and what does it leave behind?",
)
l1.mistake(
    "takes the absolute values in place",
    replace="x.abs().sum()",
    by="x.abs_().sum()",
    hint="What does an underscore at the end of a method's name say about the tensor it is called on?",
)
l1.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="x.abs().sum()",
    by="x.abs().sum().cpu()",
    hint="On which device is `x`, and on which is what you return? The caller goes on with both.",
)

l1.mistake(
    "adds up in a tensor that it makes on the CPU",
    replace="return x.abs().sum()",
    by="""total = torch.zeros(1, dtype=x.dtype)
    total = total + x.abs().sum()
    return total[0]""",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Where is `x`?",
)

# l2_norm -----------------------------------------------------------------------------------------

l2 = Misconceptions("norms.l2_norm")
l2.mistake(
    "leaves out the root",
    replace="torch.linalg.vector_norm(x)",
    by="x.square().sum()",
    hint="If every element doubles, how much longer is the arrow? And your result?",
)
l2.mistake(
    "takes the root of a sum of squares, whose gradient at zero is nan",
    replace="torch.linalg.vector_norm(x)",
    by="x.square().sum().sqrt()",
    hint="How steep is the root at zero, and what is that slope times the slope of the square there?",
)
l2.mistake(
    "adds a small number under the root",
    replace="torch.linalg.vector_norm(x)",
    by="(x.square().sum() + 1e-12).sqrt()",
    hint="How long is the zero vector by your function? Is there a norm whose gradient needs no help?",
)
l2.mistake(
    "takes the mean of the squares where their sum is asked",
    replace="torch.linalg.vector_norm(x)",
    by="x.square().mean().sqrt()",
    hint="Which length does (3, 4) have by Pythagoras, and which by your function?",
)
l2.mistake(
    "computes the L1 norm",
    replace="torch.linalg.vector_norm(x)",
    by="x.abs().sum()",
    hint="How long is (3, 4) as the crow flies, and how long along the streets? Which one is this?",
)
l2.mistake(
    "adds up the elements before squaring",
    replace="torch.linalg.vector_norm(x)",
    by="x.sum().square().sqrt()",
    hint="What does your function make of (3, -3)?",
)
l2.mistake(
    "takes the spectral norm, a largest singular value, when x is a matrix",
    replace="torch.linalg.vector_norm(x)",
    by="torch.linalg.norm(x, 2)",
    hint="What does `torch.linalg.norm` do with a matrix once an order is given?",
)
l2.mistake(
    "returns one norm for each row",
    replace="torch.linalg.vector_norm(x)",
    by="torch.linalg.vector_norm(x, dim=-1)",
    hint="How many numbers should come back for a matrix, and how many do?",
)
l2.mistake(
    "returns a Python number, which no gradient can flow through",
    replace="torch.linalg.vector_norm(x)",
    by="torch.linalg.vector_norm(x).item()",
    hint="What does `.item()` keep of a tensor, and what does it leave behind?",
)
l2.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="torch.linalg.vector_norm(x)",
    by="torch.linalg.vector_norm(x).cpu()",
    hint="On which device is `x`, and on which is what you return? The caller goes on with both.",
)

# linf_norm ---------------------------------------------------------------------------------------

linf = Misconceptions("norms.linf_norm")
linf.mistake(
    "takes the largest element without absolute values",
    replace="x.abs().max()",
    by="x.max()",
    hint="Which element of (3, -7, 5) is farthest from zero?",
)
linf.mistake(
    "takes the absolute value of the largest element, when the choice is made already",
    replace="x.abs().max()",
    by="x.max().abs()",
    hint="Which element does your line pick from (3, -7, 5), and when does it look at magnitudes?",
)
linf.mistake(
    "takes the matrix norm of linear algebra, a largest row sum, when x is a matrix",
    replace="x.abs().max()",
    by='torch.linalg.norm(x, float("inf"))',
    hint="What does `torch.linalg.norm` do with a matrix, and which function never looks at the shape?",
)
linf.mistake(
    "returns one maximum for each row",
    replace="x.abs().max()",
    by="x.abs().max(dim=-1).values",
    hint="How many numbers should come back for a matrix, and how many do?",
)
linf.mistake(
    "returns the position of the largest magnitude",
    replace="x.abs().max()",
    by="x.abs().argmax()",
    hint="What is the `arg` in `argmax`: where the maximum is, or what it is?",
)
linf.mistake(
    "returns a Python number, which no gradient can flow through",
    replace="x.abs().max()",
    by="x.abs().max().item()",
    hint="What does `.item()` keep of a tensor, and what does it leave behind?",
)
linf.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="x.abs().max()",
    by="x.abs().max().cpu()",
    hint="On which device is `x`, and on which is what you return? The caller goes on with both.",
)

linf.mistake(
    "moves its input to the first GPU as soon as there is one",
    replace="x.abs().max()",
    by="x.to('cuda' if torch.cuda.is_available() else 'cpu').abs().max()",
    hint="Who decides where `x` is: the caller or your function? On a machine with two GPUs it may be on the second.",
)

# p_norm ------------------------------------------------------------------------------------------

p_norm = Misconceptions("norms.p_norm")
p_norm.mistake(
    "leaves out the root",
    replace="x.abs().pow(p).sum().pow(1 / p)",
    by="x.abs().pow(p).sum()",
    hint="If every element doubles, a norm doubles. Does yours?",
)
p_norm.mistake(
    "takes the square root whatever p is",
    replace="x.abs().pow(p).sum().pow(1 / p)",
    by="x.abs().pow(p).sum().sqrt()",
    hint="What undoes a third power?",
)
p_norm.mistake(
    "takes powers without absolute values",
    replace="x.abs().pow(p).sum()",
    by="x.pow(p).sum()",
    hint="What is the third power of -2, and the power 1.5 of -2?",
)
p_norm.mistake(
    "takes the mean of the powers where their sum is asked",
    replace="x.abs().pow(p).sum()",
    by="x.abs().pow(p).mean()",
    hint="Compare your result for p = 2 with your `l2_norm`.",
)
p_norm.mistake(
    "returns one norm for each row",
    replace="x.abs().pow(p).sum()",
    by="x.abs().pow(p).sum(dim=-1)",
    hint="How many numbers should come back for a matrix, and how many do?",
)
p_norm.mistake(
    "has no case for infinity",
    replace="""    if p == math.inf:
        return x.abs().max()
""",
    by="",
    hint="What is 2 to the power of infinity, and what is any number to the power 1/infinity?",
)
p_norm.mistake(
    "takes the largest element without absolute values for infinity",
    replace="return x.abs().max()",
    by="return x.max()",
    hint="Which element of (3, -7, 5) is farthest from zero?",
)
p_norm.mistake(
    "refuses infinity",
    replace="1 <= p <= 10 or p == math.inf",
    by="1 <= p <= 10",
    hint="Which comparison of your range check does `math.inf` fail?",
)
p_norm.mistake(
    "refuses the ends of the range, 1 and 10",
    replace="1 <= p <= 10 or",
    by="1 < p < 10 or",
    hint="Are 1 and 10 themselves among the allowed orders?",
)
p_norm.mistake(
    "accepts every p",
    replace="""    if not (1 <= p <= 10 or p == math.inf):
        raise ValueError(f"p must be a number from 1 to 10, or math.inf, but p is {p}.")
""",
    by="",
    hint="What should a caller hear who asks for p = 0.5 or p = -1?",
)
p_norm.mistake(
    "accepts a p above 10",
    replace="1 <= p <= 10 or p == math.inf",
    by="p >= 1",
    hint="The range has two ends: which one does your check look at?",
)
p_norm.mistake(
    "accepts a p below 1",
    replace="1 <= p <= 10 or p == math.inf",
    by="0 < p <= 10 or p == math.inf",
    hint="From which p on does the triangle inequality hold?",
)
p_norm.mistake(
    "accepts nan as p, since nan is neither below nor above anything",
    replace="not (1 <= p <= 10 or p == math.inf)",
    by="p < 1 or 10 < p < math.inf",
    hint="What do `math.nan < 1` and `math.nan > 10` give? Ask what is allowed, not what is forbidden.",
)
p_norm.mistake(
    "does not say in its error which p it was given",
    replace='f"p must be a number from 1 to 10, or math.inf, but p is {p}."',
    by='"p must be a number from 1 to 10, or math.inf."',
    hint="What would you like to read in the error message when p came from far away?",
)
p_norm.mistake(
    "makes a tensor of the order p on the CPU",
    replace=".pow(p)",
    by=".pow(torch.tensor([p]))",
    hint="`torch.tensor` makes its tensor on the CPU unless it is told `device=`. Does p have to be a tensor?",
)

# distances ---------------------------------------------------------------------------------------

manhattan = Misconceptions("norms.manhattan_distance")
manhattan.mistake(
    "takes the mean of the differences where their sum is asked",
    replace=".sum(dim=-1)",
    by=".mean(dim=-1)",
    hint="Should two points come closer when they get another coordinate in which they differ?",
)
manhattan.mistake(
    "adds up differences without taking absolute values",
    replace=".abs().sum",
    by=".sum",
    hint="From (0, 0) to (3, -3) and home: can the way there have length zero?",
)
manhattan.mistake(
    "takes the absolute value of the sum, after differences have cancelled",
    replace=".abs().sum(dim=-1)",
    by=".sum(dim=-1).abs()",
    hint="Follow the points (0, 0) and (3, -3) through your line: what is left after the sum?",
)
manhattan.mistake(
    "adds up squared differences",
    replace=".abs()",
    by=".square()",
    hint="How many blocks is it from 0 to 3 on a single street?",
)
manhattan.mistake(
    "computes the Euclidean distance",
    replace="(a - b).abs().sum(dim=-1)",
    by="torch.linalg.vector_norm(a - b, dim=-1)",
    hint="How far is it from (0, 0) to (3, 4) along the streets, and how far as the crow flies?",
)
manhattan.mistake(
    "adds up over all axes",
    replace=".sum(dim=-1)",
    by=".sum()",
    hint="Three points have three distances to a fourth: how many numbers came back?",
)
manhattan.mistake(
    "adds up along the first axis",
    replace="dim=-1",
    by="dim=0",
    hint="Which axis holds the coordinates of one point, and which one counts the points?",
)
manhattan.mistake(
    "adds up along axis 1, which is the last one only of a matrix",
    replace="dim=-1",
    by="dim=1",
    hint="Which number does the last axis have in a vector, in a matrix, in a stack of matrices?",
)
manhattan.mistake(
    "keeps the axis that it adds up",
    replace="dim=-1",
    by="dim=-1, keepdim=True",
    hint="What is `keepdim` good for, and is it wanted here?",
)
manhattan.mistake(
    "subtracts in place",
    replace="(a - b)",
    by="a.sub_(b)",
    hint="Whose memory does the difference go to?",
)


@manhattan.mistake(
    "adds up the coordinates in a tensor that it makes on the CPU",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Where are `a` and `b`?",
)
def manhattan_distance(a: Tensor, b: Tensor) -> Tensor:
    differences = (a - b).abs()
    total = torch.zeros(differences.shape[:-1], dtype=differences.dtype)
    for i in range(differences.shape[-1]):
        total = total + differences[..., i]
    return total


euclidean = Misconceptions("norms.euclidean_distance")
euclidean.mistake(
    "leaves out the root",
    replace="torch.linalg.vector_norm(a - b, dim=-1)",
    by="(a - b).square().sum(dim=-1)",
    hint="In which unit is your result if the coordinates are in metres?",
)
euclidean.mistake(
    "takes the mean of the squares where their sum is asked",
    replace="torch.linalg.vector_norm(a - b, dim=-1)",
    by="(a - b).square().mean(dim=-1).sqrt()",
    hint="How far is it from (0, 0) to (3, 4) by Pythagoras, and by your function?",
)
euclidean.mistake(
    "computes the Manhattan distance",
    replace="torch.linalg.vector_norm(a - b, dim=-1)",
    by="(a - b).abs().sum(dim=-1)",
    hint="How far is it from (0, 0) to (3, 4) as the crow flies, and how far along the streets?",
)
euclidean.mistake(
    "subtracts the lengths of the points from each other",
    replace="torch.linalg.vector_norm(a - b, dim=-1)",
    by="(torch.linalg.vector_norm(a, dim=-1) - torch.linalg.vector_norm(b, dim=-1)).abs()",
    hint="How far apart are (1, 0) and (0, 1)? Which comes first, the difference or the norm?",
)
euclidean.mistake(
    "uses `pairwise_distance`, which adds an epsilon to every difference",
    replace="torch.linalg.vector_norm(a - b, dim=-1)",
    by="torch.nn.functional.pairwise_distance(a, b)",
    hint="How far is a point from itself by your function? Look at the arguments with defaults.",
)
euclidean.mistake(
    "adds a small number under the root",
    replace="torch.linalg.vector_norm(a - b, dim=-1)",
    by="((a - b).square().sum(dim=-1) + 1e-12).sqrt()",
    hint="How far is a point from itself by your function?",
)
euclidean.mistake(
    "expands the square of the difference, as `cdist` does, which cancels far from the origin",
    replace="torch.linalg.vector_norm(a - b, dim=-1)",
    by="((a * a).sum(-1) + (b * b).sum(-1) - 2 * (a * b).sum(-1)).clamp(min=0).sqrt()",
    hint="What is left of two numbers near 10^12 when you subtract them and their difference is 1?",
)
euclidean.mistake(
    "takes the norm over all axes",
    replace="a - b, dim=-1",
    by="a - b",
    hint="Three points have three distances to a fourth: how many numbers came back?",
)
euclidean.mistake(
    "takes the norm along the first axis",
    replace="dim=-1",
    by="dim=0",
    hint="Which axis holds the coordinates of one point, and which one counts the points?",
)
euclidean.mistake(
    "takes the norm along axis 1, which is the last one only of a matrix",
    replace="dim=-1",
    by="dim=1",
    hint="Which number does the last axis have in a vector, in a matrix, in a stack of matrices?",
)
euclidean.mistake(
    "keeps the axis that it takes the norm over",
    replace="dim=-1",
    by="dim=-1, keepdim=True",
    hint="What is `keepdim` good for, and is it wanted here?",
)
euclidean.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="torch.linalg.vector_norm(a - b, dim=-1)",
    by="torch.linalg.vector_norm(a - b, dim=-1).cpu()",
    hint="On which device is `a`, and on which is what you return? The caller goes on with both.",
)

# cosine_similarity -------------------------------------------------------------------------------

cosine = Misconceptions("norms.cosine_similarity")
cosine.mistake(
    "divides by one norm and multiplies by the other",
    replace="(l2_norm(b).clamp_min(eps) * l2_norm(c).clamp_min(eps))",
    by="l2_norm(b).clamp_min(eps) * l2_norm(c).clamp_min(eps)",
    hint="`/` and `*` run from left to right: what does a / b * c divide by?",
)
cosine.mistake(
    "has no guard against zero norms",
    replace="(l2_norm(b).clamp_min(eps) * l2_norm(c).clamp_min(eps))",
    by="(l2_norm(b) * l2_norm(c))",
    hint="What is 0 / 0 for a computer, and what is `eps` there for?",
)
cosine.mistake(
    "adds eps to the product of the norms",
    replace="(l2_norm(b).clamp_min(eps) * l2_norm(c).clamp_min(eps))",
    by="(l2_norm(b) * l2_norm(c) + eps)",
    hint="Does your denominator equal the product of the norms where neither of them is small?",
)
cosine.mistake(
    "adds eps to each norm",
    replace="(l2_norm(b).clamp_min(eps) * l2_norm(c).clamp_min(eps))",
    by="((l2_norm(b) + eps) * (l2_norm(c) + eps))",
    hint="Should a norm that is large enough change at all?",
)
cosine.mistake(
    "limits the product of the norms, not each of them",
    replace="(l2_norm(b).clamp_min(eps) * l2_norm(c).clamp_min(eps))",
    by="(l2_norm(b) * l2_norm(c)).clamp_min(eps)",
    hint="Which values can the denominator take when one vector is tiny and the other long?",
)
cosine.mistake(
    "limits only one of the norms",
    replace="l2_norm(c).clamp_min(eps)",
    by="l2_norm(c)",
    hint="Which of the two vectors may be the zero vector?",
)
cosine.mistake(
    "ignores the caller's eps",
    replace="l2_norm(b).clamp_min(eps) * l2_norm(c).clamp_min(eps)",
    by="l2_norm(b).clamp_min(1e-8) * l2_norm(c).clamp_min(1e-8)",
    hint="Where in your function does the argument `eps` appear?",
)
cosine.mistake(
    "does not divide by the norms at all",
    replace="(b @ c) / (l2_norm(b).clamp_min(eps) * l2_norm(c).clamp_min(eps))",
    by="b @ c",
    hint="What should the similarity of a vector with itself be, however long it is?",
)
cosine.mistake(
    "divides by one norm only",
    replace="(l2_norm(b).clamp_min(eps) * l2_norm(c).clamp_min(eps))",
    by="l2_norm(b).clamp_min(eps)",
    hint="What happens to your result when c becomes twice as long?",
)
cosine.mistake(
    "adds the two norms instead of multiplying them",
    replace="l2_norm(b).clamp_min(eps) * l2_norm(c)",
    by="l2_norm(b).clamp_min(eps) + l2_norm(c)",
    hint="What is the similarity of (2, 0) with itself by your formula?",
)
cosine.mistake(
    "divides by squared norms",
    replace="(l2_norm(b).clamp_min(eps) * l2_norm(c).clamp_min(eps))",
    by="(b.square().sum().clamp_min(eps) * c.square().sum().clamp_min(eps))",
    hint="Is the sum of the squares a length already?",
)
cosine.mistake(
    "drops the sign",
    replace="(b @ c) /",
    by="(b @ c).abs() /",
    hint="Vectors in opposite directions: are they similar?",
)
cosine.mistake(
    "multiplies element by element and does not add up",
    replace="(b @ c)",
    by="(b * c)",
    hint="How many numbers is the similarity of two vectors, and how many came back?",
)
cosine.mistake(
    "returns the distance, 1 minus the similarity",
    replace="return (b @ c)",
    by="return 1 - (b @ c)",
    hint="Which should be larger, the similarity of a vector with itself or with its opposite?",
)


@cosine.mistake(
    "normalises its arguments in place",
    hint="What do the caller's vectors look like after the call?",
)
def cosine_similarity(b: Tensor, c: Tensor, eps: float = 1e-8) -> Tensor:
    b /= torch.linalg.vector_norm(b).clamp_min(eps)
    c /= torch.linalg.vector_norm(c).clamp_min(eps)
    return b @ c


@cosine.mistake(
    "makes a tensor of eps on the CPU",
    hint="`torch.full` makes its tensor on the CPU unless it is told `device=`. Does eps have to be a tensor?",
)
def cosine_similarity(b: Tensor, c: Tensor, eps: float = 1e-8) -> Tensor:
    least = torch.full((1,), eps, dtype=b.dtype)
    b_length = torch.maximum(torch.linalg.vector_norm(b), least)
    c_length = torch.maximum(torch.linalg.vector_norm(c), least)
    return (b @ c / (b_length * c_length))[0]


cosine.mistake(
    "moves its input to the first GPU as soon as there is one",
    replace="b @ c",
    by="b.to('cuda' if torch.cuda.is_available() else 'cpu') @ c",
    hint="Who decides where `b` is: the caller or your function? A machine may have two GPUs.",
)

# pairwise_cosine ---------------------------------------------------------------------------------

pairwise = Misconceptions("norms.pairwise_cosine")
pairwise.mistake(
    "takes the norms along the wrong axis",
    replace="dim=-1, keepdim=True",
    by="dim=0, keepdim=True",
    hint="A vector is a row here: along which axis do its elements lie?",
)
pairwise.mistake(
    "takes one norm of the whole matrix",
    replace="rows, dim=-1, keepdim=True",
    by="rows",
    hint="How many norms does a matrix with three rows have here, and how many did you compute?",
)
pairwise.mistake(
    "drops the axis of the norms, so that they are divided out of columns, or of nothing",
    replace="dim=-1, keepdim=True",
    by="dim=-1",
    hint="Which axis of (n, d) does a tensor of shape (n,) meet when the two are broadcast?",
)
pairwise.mistake(
    "does not divide by the norms at all",
    replace="unit_rows(x) @ unit_rows(y).T",
    by="x @ y.T",
    hint="What should the similarity of a row with itself be, however long it is?",
)
pairwise.mistake(
    "normalises one of the two only",
    replace="unit_rows(x) @ unit_rows(y).T",
    by="unit_rows(x) @ y.T",
    hint="What happens to your result when a row of y becomes twice as long?",
)
pairwise.mistake(
    "exchanges rows and columns of the result",
    replace="unit_rows(x) @ unit_rows(y).T",
    by="unit_rows(y) @ unit_rows(x).T",
    hint="Does the first index of the result count rows of x or rows of y?",
)
pairwise.mistake(
    "compares columns with columns",
    replace="unit_rows(x) @ unit_rows(y).T",
    by="unit_rows(x).T @ unit_rows(y)",
    hint="Which axis should a matrix product add up over, and which ones should remain?",
)
pairwise.mistake(
    "compares each row with its counterpart only",
    replace="unit_rows(x) @ unit_rows(y).T",
    by="torch.nn.functional.cosine_similarity(x, y)",
    hint="Two rows against three rows: how many comparisons are that?",
)
pairwise.mistake(
    "leaves `cosine_similarity` at its default axis, which holds other rows here",
    replace="unit_rows(x) @ unit_rows(y).T",
    by="torch.nn.functional.cosine_similarity(x[:, None], y[None])",
    hint="After the new axes are in, which axis holds the elements of a vector? Which one is the default?",
)
pairwise.mistake(
    "has no guard against zero norms",
    replace=".clamp_min(1e-8)",
    by="",
    hint="What is 0 / 0 for a computer?",
)
pairwise.mistake(
    "adds an epsilon to each norm",
    replace="torch.linalg.vector_norm(rows, dim=-1, keepdim=True).clamp_min(1e-8)",
    by="(torch.linalg.vector_norm(rows, dim=-1, keepdim=True) + 1e-8)",
    hint="Should a norm that is large enough change at all?",
)
pairwise.mistake(
    "drops the sign",
    replace="unit_rows(x) @ unit_rows(y).T",
    by="(unit_rows(x) @ unit_rows(y).T).abs()",
    hint="Rows in opposite directions: are they similar?",
)


@pairwise.mistake(
    "limits the product of the norms, not each of them",
    hint="Which values can the denominator take when one row is tiny and the other long?",
)
def pairwise_cosine(x: Tensor, y: Tensor) -> Tensor:
    norms = torch.outer(torch.linalg.vector_norm(x, dim=1), torch.linalg.vector_norm(y, dim=1))
    return x @ y.T / norms.clamp_min(1e-8)


@pairwise.mistake(
    "normalises its arguments in place",
    hint="What do the caller's matrices look like after the call?",
)
def pairwise_cosine(x: Tensor, y: Tensor) -> Tensor:
    x /= torch.linalg.vector_norm(x, dim=1, keepdim=True).clamp_min(1e-8)
    y /= torch.linalg.vector_norm(y, dim=1, keepdim=True).clamp_min(1e-8)
    return x @ y.T


@pairwise.mistake(
    "loops over the rows in Python",
    hint="Which single matrix product holds the dot product of every row of x with every row of y?",
)
def pairwise_cosine(x: Tensor, y: Tensor) -> Tensor:
    result = x.new_zeros(len(x), len(y))
    for i in range(len(x)):
        for j in range(len(y)):
            result[i, j] = cosine_similarity(x[i], y[j])
    return result


pairwise.mistake(
    "copies its result into a table that it makes on the CPU",
    replace="unit_rows(x) @ unit_rows(y).T",
    by="torch.empty(len(x), len(y), dtype=x.dtype).copy_(unit_rows(x) @ unit_rows(y).T)",
    hint="`torch.empty` makes its tensor on the CPU unless it is told `device=`. Do you need the table?",
)

# correlation -------------------------------------------------------------------------------------

correlation = Misconceptions("norms.correlation")
correlation.mistake(
    "divides the covariance by n and the deviations by n - 1",
    replace="""    x_deviation, t_deviation = x_centred.square().mean().sqrt(), t_centred.square().mean().sqrt()
""",
    by="""    x_deviation, t_deviation = x.std(), t.std()
""",
    hint="By what does `torch.std` divide, and by what does `mean`? What is your result for a perfect line?",
)
correlation.mistake(
    "divides the covariance by n - 1 and the deviations by n",
    replace="(x_centred * t_centred).mean()",
    by="(x_centred * t_centred).sum() / (len(x) - 1)",
    hint="By how much do your covariance and your deviations divide? What does a perfect line give?",
)
correlation.mistake(
    "returns the covariance",
    replace="return covariance / (x_deviation * t_deviation)",
    by="return covariance",
    hint="Does your result change when x is given in centimetres rather than in metres?",
)
correlation.mistake(
    "does not subtract the means, which gives a cosine similarity",
    replace="x - x.mean(), t - t.mean()",
    by="x, t",
    hint="Does your result change when 100 is added to every element of x? Should it?",
)
correlation.mistake(
    "divides by one deviation and multiplies by the other",
    replace="(x_deviation * t_deviation)",
    by="x_deviation * t_deviation",
    hint="`/` and `*` run from left to right: what does a / b * c divide by?",
)
correlation.mistake(
    "divides by one deviation only",
    replace="(x_deviation * t_deviation)",
    by="x_deviation",
    hint="Does your result change when t is given in another unit? Should it?",
)
correlation.mistake(
    "divides by the variances",
    replace="x_centred.square().mean().sqrt(), t_centred.square().mean().sqrt()",
    by="x_centred.square().mean(), t_centred.square().mean()",
    hint="In which unit is a variance, if x is in metres? Which unit has the covariance?",
)
correlation.mistake(
    "squares the coefficient",
    replace="return covariance / (x_deviation * t_deviation)",
    by="return (covariance / (x_deviation * t_deviation)) ** 2",
    hint="How would your result tell a falling line from a rising one?",
)
correlation.mistake(
    "drops the sign",
    replace="return covariance / (x_deviation * t_deviation)",
    by="return (covariance / (x_deviation * t_deviation)).abs()",
    hint="How would your result tell a falling line from a rising one?",
)
correlation.mistake(
    "guards the division and returns 0 for a constant",
    replace="(x_deviation * t_deviation)",
    by="(x_deviation * t_deviation).clamp_min(1e-12)",
    hint="Is there a line to speak of when one sample never changes? What does the contract say?",
)
correlation.mistake(
    "returns the whole correlation matrix",
    replace="return covariance / (x_deviation * t_deviation)",
    by="return torch.corrcoef(torch.stack([x, t]))",
    hint="How many numbers are asked, and which element of the matrix is it?",
)
correlation.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="covariance / (x_deviation * t_deviation)",
    by="(covariance / (x_deviation * t_deviation)).cpu()",
    hint="On which device is `x`, and on which is what you return? The caller goes on with both.",
)
