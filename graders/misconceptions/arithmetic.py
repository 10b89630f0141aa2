"""Arithmetic: what goes wrong."""

import torch
from torch import Tensor

from torchkata.exercise import Misconceptions

# add_in_place ------------------------------------------------------------------------------------

add = Misconceptions("arithmetic.add_in_place")
add.mistake(
    "makes a new tensor of the sum and leaves a as it was",
    replace="a.add_(b)",
    by="a + b",
    hint="Print the caller's tensor after the call. Which of `a + b` and `a += b` asks for new memory?",
)
add.mistake(
    "gives the name a to a new tensor, which the caller never sees",
    replace="return a.add_(b)",
    by="""a = a + b
    return a""",
    hint="After `a = a + b`, is `a` still the tensor that the caller passed in?",
    same_as="makes a new tensor of the sum and leaves a as it was",
)
add.mistake(
    "changes a and returns nothing",
    replace="return a.add_(b)",
    by="a.add_(b)",
    hint="What does a Python function give back when it ends without `return`?",
)
add.mistake(
    "changes a and returns a copy of it",
    replace="a.add_(b)",
    by="a.add_(b).clone()",
    hint="Is your result the caller's tensor, or another one with the same numbers?",
)
add.mistake(
    "adds a to b instead, and so changes b",
    replace="a.add_(b)",
    by="b.add_(a)",
    hint="Which of its two tensors does a method with an underscore change?",
)
add.mistake(
    "copies the sum into a, which drops fractions silently if a is an integer tensor",
    replace="a.add_(b)",
    by="a.copy_(a + b)",
    hint="What is left of 2 + 0.5 in a tensor of integers? Who should hear about it?",
)
add.mistake(
    "converts b to the dtype of a first, which drops its fractions silently",
    replace="a.add_(b)",
    by="a.add_(b.to(a.dtype))",
    hint="What does `.to(torch.int64)` make of 0.5? Who should hear about it?",
)


@add.mistake(
    "falls back to a new tensor where the sum does not fit into a",
    hint="How is the caller to know whether the tensor was changed or another one came back?",
)
def add_in_place(a: Tensor, b: Tensor) -> Tensor:
    try:
        a += b
    except RuntimeError:
        a = a + b
    return a


@add.mistake(
    "puts a new tensor into `a.data`, so that views and their owner keep the old numbers",
    hint="`a.data = ...` exchanges the memory of a. Who else looks at the old memory?",
)
def add_in_place(a: Tensor, b: Tensor) -> Tensor:
    a.data = a + b
    return a


add.mistake(
    "adds through `a.data`, behind the back of autograd",
    replace="return a.add_(b)",
    by="""a.data.add_(b)
    return a""",
    hint="Which derivative with respect to b can autograd know if it never saw the addition?",
)
add.mistake(
    "adds under `torch.no_grad`, where autograd does not look",
    replace="return a.add_(b)",
    by="""with torch.no_grad():
        a += b
    return a""",
    hint="Which derivative with respect to b can autograd know if it never saw the addition?",
    same_as="adds through `a.data`, behind the back of autograd",
)


@add.mistake(
    "pairs the elements along the first axis by index, where broadcasting aligns the last axis",
    hint="a has shape (3, 2) and b shape (2,): which element of b belongs to a[0, 1]?",
)
def add_in_place(a: Tensor, b: Tensor) -> Tensor:
    for index in range(len(a)):
        a[index] += b[index]
    return a


add.mistake(
    "spreads b over a tensor that it makes on the CPU",
    replace="a.add_(b)",
    by="a.add_(torch.zeros(a.shape, dtype=b.dtype) + b)",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Does b need the help?",
)
add.mistake(
    "returns a copy on the CPU, wherever a is",
    replace="a.add_(b)",
    by="a.add_(b).cpu()",
    hint="On which device is `a`, and on which is what you return? The caller goes on with both.",
)

# pairwise_sums -----------------------------------------------------------------------------------

pairwise = Misconceptions("arithmetic.pairwise_sums")
pairwise.mistake(
    "adds matching elements only, which is the diagonal of the table",
    replace="column[:, None] + row",
    by="column + row",
    hint="Two numbers and two numbers: how many sums of one with one are there, and how many came back?",
)
pairwise.mistake(
    "exchanges rows and columns of the table",
    replace="column[:, None] + row",
    by="row[:, None] + column",
    hint="Does the first index of your result count the elements of row or those of column?",
)
pairwise.mistake(
    "makes columns of both, so that they are paired one with one again",
    replace="column[:, None] + row",
    by="column[:, None] + row[:, None]",
    hint="Along which axis does each of your two operands vary? Along which should it?",
)
pairwise.mistake(
    "multiplies the pairs, as an outer product does",
    replace="column[:, None] + row",
    by="torch.outer(column, row)",
    hint="Compare with the example: what do you make of 10 and 1?",
)
pairwise.mistake(
    "returns all sums in one long vector",
    replace="column[:, None] + row",
    by="torch.cartesian_prod(column, row).sum(dim=-1)",
    hint="How many axes does a table have, and how many your result?",
)
pairwise.mistake(
    "has an axis too many, as if a row had to be of shape (1, n) and a column of shape (1, m, 1)",
    replace="column[:, None] + row",
    by="column[None, :, None] + row[None, :]",
    hint="How many axes does a table have, and how many your result?",
)
pairwise.mistake(
    "gives the caller's column another shape in place",
    replace="column[:, None] + row",
    by="column.unsqueeze_(1) + row",
    hint="What does an underscore at the end of a method's name say about the tensor it is called on?",
)
pairwise.mistake(
    "cuts the result off from the graph of autograd",
    replace="column[:, None] + row",
    by="column.detach()[:, None] + row.detach()",
    hint="What does `detach` take away from a tensor besides a complaint by PyTorch?",
)


@pairwise.mistake(
    "loops over the elements in Python",
    hint="Which shapes would make PyTorch stretch row and column to the whole table by itself?",
)
def pairwise_sums(row: Tensor, column: Tensor) -> Tensor:
    table = row.new_zeros(len(column), len(row))
    for i in range(len(column)):
        for j in range(len(row)):
            table[i, j] = column[i] + row[j]
    return table


pairwise.mistake(
    "loops over the column in a comprehension, and has nothing to stack if that is empty",
    replace="column[:, None] + row",
    by="torch.stack([row + number for number in column])",
    hint="A comprehension is a loop. Which shapes would make PyTorch stretch row and column by itself?",
)
pairwise.mistake(
    "builds the table from Python numbers, which get PyTorch's default dtype and no gradient",
    replace="column[:, None] + row",
    by="torch.tensor([[c + r for r in row.tolist()] for c in column.tolist()])",
    hint="What does `tolist` keep of a tensor, and which dtype does `torch.tensor` choose for floats?",
)
pairwise.mistake(
    "adds to a table of zeros that it makes on the CPU",
    replace="column[:, None] + row",
    by="torch.zeros(len(column), len(row), dtype=row.dtype) + column[:, None] + row",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Do you need the table?",
)
pairwise.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="column[:, None] + row",
    by="(column[:, None] + row).cpu()",
    hint="On which device is `row`, and on which is what you return? The caller goes on with both.",
)

# compare -----------------------------------------------------------------------------------------

comparison = Misconceptions("arithmetic.compare")
comparison.mistake(
    "takes greater for greater or equal",
    replace='"ge": a >= b',
    by='"ge": a > b',
    hint="What should ge say of two equal numbers, and what does yours?",
)
comparison.mistake(
    "takes less for less or equal",
    replace='"le": a <= b',
    by='"le": a < b',
    hint="What should le say of two equal numbers, and what does yours?",
)
comparison.mistake(
    "counts equal numbers as greater",
    replace='"gt": a > b',
    by='"gt": a >= b',
    hint="What should gt say of two equal numbers, and what does yours?",
)
comparison.mistake(
    "counts equal numbers as less",
    replace='"lt": a < b',
    by='"lt": a <= b',
    hint="What should lt say of two equal numbers, and what does yours?",
)


@comparison.mistake(
    "exchanges greater and less, comparing b with a",
    hint="Which of 1 and 2 is greater, and what does your gt say of a = 2 and b = 1?",
)
def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    return {"eq": b == a, "ne": b != a, "gt": b > a, "ge": b >= a, "lt": b < a, "le": b <= a}


comparison.mistake(
    "asks whether the tensors are equal as a whole, which is one Python bool",
    replace='"eq": a == b',
    by='"eq": torch.equal(a, b)',
    hint="How many pairs of elements do two tensors of shape (2, 3) have, and how many answers did you give?",
)


@comparison.mistake(
    "reduces every comparison to the answer whether it holds for all pairs",
    hint="How many pairs of elements do two tensors of shape (2, 3) have, and how many answers did you give?",
)
def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    return {
        "eq": (a == b).all(),
        "ne": (a != b).all(),
        "gt": (a > b).all(),
        "ge": (a >= b).all(),
        "lt": (a < b).all(),
        "le": (a <= b).all(),
    }


@comparison.mistake(
    "returns the numbers 0 and 1 for truth values",
    hint="Which dtype does `a == b` have already? What does indexing with your result select?",
)
def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    return {
        "eq": (a == b).int(),
        "ne": (a != b).int(),
        "gt": (a > b).int(),
        "ge": (a >= b).int(),
        "lt": (a < b).int(),
        "le": (a <= b).int(),
    }


comparison.mistake(
    "takes nearly equal numbers for equal",
    replace='"eq": a == b',
    by='"eq": torch.isclose(a.double(), b.double())',
    hint="Which differences does `torch.isclose` forgive, and which does the contract?",
)


@comparison.mistake(
    "converts to float32 first, in which different numbers become equal",
    hint="How many digits does a float32 hold, and how many may the caller's numbers have?",
)
def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    a, b = a.float(), b.float()
    return {"eq": a == b, "ne": a != b, "gt": a > b, "ge": a >= b, "lt": a < b, "le": a <= b}


@comparison.mistake(
    "takes greater or equal for the opposite of less, which it is not for nan",
    hint="Is nan less than 1? Is it, then, greater or equal?",
)
def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    return {"eq": a == b, "ne": a != b, "gt": a > b, "ge": ~(a < b), "lt": a < b, "le": ~(a > b)}


@comparison.mistake(
    "compares the difference with zero, which wraps around for unsigned integers",
    hint="What is 1 - 2 in a tensor of dtype uint8, and infinity minus infinity?",
)
def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    d = a - b
    return {"eq": d == 0, "ne": d != 0, "gt": d > 0, "ge": d >= 0, "lt": d < 0, "le": d <= 0}


@comparison.mistake(
    "converts b to the dtype of a first",
    hint="What becomes of 0.5 in a tensor of integers? Is 0 equal to it?",
)
def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    b = b.to(a.dtype)
    return {"eq": a == b, "ne": a != b, "gt": a > b, "ge": a >= b, "lt": a < b, "le": a <= b}


@comparison.mistake(
    "brings the tensors to one shape only if b is the smaller",
    hint="Which of the shapes (2, 1) and (3,) does `expand_as` make of a and b? Which does the result have?",
)
def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    b = b.expand_as(a)
    return {"eq": a == b, "ne": a != b, "gt": a > b, "ge": a >= b, "lt": a < b, "le": a <= b}


comparison.mistake(
    "inverts truth values with a tensor that it makes on the CPU",
    replace='"ne": a != b',
    by='"ne": (a == b) ^ torch.ones((a == b).shape, dtype=torch.bool)',
    hint="`torch.ones` makes its tensor on the CPU unless it is told `device=`. Do you need the tensor?",
)


@comparison.mistake(
    "gives its results on the CPU, wherever its inputs are",
    hint="On which device is `a`, and on which are the tensors that you return? The caller goes on with both.",
)
def compare(a: Tensor, b: Tensor) -> dict[str, Tensor]:
    a, b = a.cpu(), b.cpu()
    return {"eq": a == b, "ne": a != b, "gt": a > b, "ge": a >= b, "lt": a < b, "le": a <= b}


# exactly_one -------------------------------------------------------------------------------------

exclusive = Misconceptions("arithmetic.exactly_one")
exclusive.mistake(
    "answers where at least one is true",
    replace="(a != 0) ^ (b != 0)",
    by="torch.logical_or(a, b)",
    hint="What should come back where both are true?",
)
exclusive.mistake(
    "answers where the two agree",
    replace="(a != 0) ^ (b != 0)",
    by="(a != 0) == (b != 0)",
    hint="What should come back where both are true, and what where neither is?",
)
exclusive.mistake(
    "compares the numbers themselves, so that two true ones that differ count",
    replace="(a != 0) ^ (b != 0)",
    by="a != b",
    hint="Is 1 true? Is 2? Is exactly one of them true?",
)
exclusive.mistake(
    "works on the bits of numbers, which have more than one",
    replace="(a != 0) ^ (b != 0)",
    by="a ^ b",
    hint="What is `1 ^ 2` for Python, and of which dtype is your result? On what does `^` mean what you want?",
)
exclusive.mistake(
    "inverts numbers with `~`, which inverts their bits",
    replace="(a != 0) ^ (b != 0)",
    by="((a & ~b) | (~a & b)) != 0",
    hint="What is `~1` for Python, and is it true? On which dtype does `~` mean `not`?",
)
exclusive.mistake(
    "converts to integers before it asks what is true",
    replace="(a != 0) ^ (b != 0)",
    by="(a.long() != 0) ^ (b.long() != 0)",
    hint="What is left of 0.25 in an integer? Was it true before?",
)
exclusive.mistake(
    "counts negative numbers as false",
    replace="(a != 0) ^ (b != 0)",
    by="(a > 0) ^ (b > 0)",
    hint="What does Python say to `bool(-1)`?",
)
exclusive.mistake(
    "asks whether the sum is one, but numbers may be larger and True plus True is True",
    replace="(a != 0) ^ (b != 0)",
    by="(a + b) == 1",
    hint="Print `torch.tensor(True) + torch.tensor(True)`. And which sums have 2 and 0, or 2 and -1?",
)
exclusive.mistake(
    "returns the numbers 0 and 1 for truth values",
    replace="(a != 0) ^ (b != 0)",
    by="((a != 0) ^ (b != 0)).int()",
    hint="Which dtype does the contract promise? What does indexing with your result select?",
)
exclusive.mistake(
    "asks for the truth of whole tensors with Python's `bool`",
    replace="(a != 0) ^ (b != 0)",
    by="bool(a) != bool(b)",
    hint="How many truth values does a tensor of three elements have, and how many does `bool` give?",
)
exclusive.mistake(
    "compares with a tensor of zeros that it makes on the CPU",
    replace="(a != 0)",
    by="(a != torch.zeros(a.shape, dtype=a.dtype))",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Does 0 have to be a tensor?",
)
exclusive.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="(a != 0) ^ (b != 0)",
    by="((a != 0) ^ (b != 0)).cpu()",
    hint="On which device is `a`, and on which is what you return? The caller goes on with both.",
)

# elementwise_product -----------------------------------------------------------------------------

elementwise = Misconceptions("arithmetic.elementwise_product")
elementwise.mistake(
    "takes the matrix product",
    replace="a * b",
    by="a @ b",
    hint="Two operators multiply tensors, `*` and `@`. Which of them adds up?",
)
elementwise.mistake(
    "adds up the products of each row",
    replace="a * b",
    by="(a * b).sum(dim=-1)",
    hint="How many products has a matrix of shape (2, 3) with another one, and how many came back?",
)
elementwise.mistake(
    "adds up all products, as a dot product does",
    replace="a * b",
    by="(a * b).sum()",
    hint="How many products has a matrix of shape (2, 3) with another one, and how many came back?",
)
elementwise.mistake(
    "multiplies in place, and so changes a",
    replace="a * b",
    by="a.mul_(b)",
    hint="What does an underscore at the end of a method's name say about the tensor it is called on?",
)
elementwise.mistake(
    "brings the tensors to one shape only if b is the smaller",
    replace="a * b",
    by="a * b.expand_as(a)",
    hint="Which of the two may have the smaller shape? Might each be smaller along another axis?",
)
elementwise.mistake(
    "pairs elements along the first axis with `zip`, which does not broadcast",
    replace="a * b",
    by="torch.stack([x * y for x, y in zip(a, b)])",
    hint="What does `zip` do with three of one and two of the other? At which end does PyTorch align shapes?",
)
elementwise.mistake(
    "converts to float32",
    replace="a * b",
    by="a.float() * b.float()",
    hint="Which dtype does the caller expect back for integers, and for float64?",
)
elementwise.mistake(
    "computes integers by way of floating numbers, which hold 53 binary digits",
    replace="a * b",
    by="(a.double() * b.double()).to(a.dtype)",
    hint="Try 2**53 + 1 times 1. Does PyTorch need floating numbers to multiply integers?",
)
elementwise.mistake(
    "makes a new tensor of the product with `torch.tensor`, which cuts it off from autograd",
    replace="a * b",
    by="torch.tensor((a * b).tolist(), dtype=a.dtype)",
    hint="What does a tensor made from numbers know of where they came from?",
)
elementwise.mistake(
    "puts a constant zero where b is zero, which cuts the gradient there",
    replace="return a * b",
    by="""product = a * b
    return torch.where(b == 0, torch.zeros_like(product), product)""",
    hint="The derivative of a * b with respect to b is a, also where b is 0. What is the derivative of a constant?",
)
elementwise.mistake(
    "multiplies into a table of ones that it makes on the CPU",
    replace="a * b",
    by="torch.ones(torch.broadcast_shapes(a.shape, b.shape), dtype=a.dtype) * a * b",
    hint="`torch.ones` makes its tensor on the CPU unless it is told `device=`. Do you need the table?",
)
elementwise.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="a * b",
    by="(a * b).cpu()",
    hint="On which device is `a`, and on which is what you return? The caller goes on with both.",
)

# matrix_product ----------------------------------------------------------------------------------

matrix = Misconceptions("arithmetic.matrix_product")
matrix.mistake(
    "multiplies element by element",
    replace="return a @ b",
    by="return a * b",
    hint="Two operators multiply tensors, `*` and `@`. Which of them adds up?",
)
matrix.mistake(
    "multiplies rows of a by rows of b, as if b were transposed",
    replace="return a @ b",
    by="return a @ b.T",
    hint="Along which axis of b lie the numbers that meet a row of a? Try shapes (2, 3) and (3, 4).",
)
matrix.mistake(
    "multiplies columns of a by columns of b, as if a were transposed",
    replace="return a @ b",
    by="return a.T @ b",
    hint="Along which axis of a lie the numbers that meet a column of b? Try shapes (2, 3) and (3, 4).",
)
matrix.mistake(
    "exchanges the factors",
    replace="return a @ b",
    by="return b @ a",
    hint="Is a @ b the same as b @ a? Try shapes (2, 3) and (3, 4).",
)
matrix.mistake(
    "accepts vectors and stacks as well",
    replace="""    if a.ndim != 2 or b.ndim != 2:
        raise ValueError(f"a and b must be matrices, and they have {a.ndim} and {b.ndim} axes.")
""",
    by="",
    hint="Which shapes does `@` take besides two matrices, and what should happen to them here?",
)
matrix.mistake(
    "leaves it to PyTorch to refuse what is no matrix, with another kind of error",
    replace="""    if a.ndim != 2 or b.ndim != 2:
        raise ValueError(f"a and b must be matrices, and they have {a.ndim} and {b.ndim} axes.")
    return a @ b""",
    by="    return torch.mm(a, b)",
    hint="Which exception does `torch.mm` raise for a vector, and which one does the contract name?",
)
matrix.mistake(
    "refuses with `assert`, which raises another kind of error",
    replace="""    if a.ndim != 2 or b.ndim != 2:
        raise ValueError(f"a and b must be matrices, and they have {a.ndim} and {b.ndim} axes.")
""",
    by="    assert a.ndim == 2 and b.ndim == 2\n",
    hint="Which exception does a failed `assert` raise, and which one does the contract name?",
)
matrix.mistake(
    "looks at the axes of a only",
    replace="a.ndim != 2 or b.ndim != 2",
    by="a.ndim != 2",
    hint="Which of the two factors may be no matrix?",
)
matrix.mistake(
    "refuses only if neither factor is a matrix",
    replace="a.ndim != 2 or b.ndim != 2",
    by="a.ndim != 2 and b.ndim != 2",
    hint="When is `x and y` true, and when `x or y`? How many bad factors does it take?",
)
matrix.mistake(
    "accepts stacks of matrices, which have more than two axes",
    replace="a.ndim != 2 or b.ndim != 2",
    by="a.ndim < 2 or b.ndim < 2",
    hint="How many axes has a stack of matrices, and what does your condition say to that number?",
)
matrix.mistake(
    "refuses inner sizes that differ with a ValueError",
    replace="    return a @ b",
    by="""    if a.shape[1] != b.shape[0]:
        raise ValueError(f"The shapes {tuple(a.shape)} and {tuple(b.shape)} do not fit.")
    return a @ b""",
    hint="Which two kinds of error does the contract name, and which is for which case?",
)
matrix.mistake(
    "stretches an inner size of 1, as `einsum` and `tensordot` do",
    replace="return a @ b",
    by='return torch.einsum("ik,kj->ij", a, b)',
    hint="Multiply shapes (2, 1) and (3, 4) with your function. Should there be a product at all?",
)
matrix.mistake(
    "removes axes of size 1 from the result",
    replace="return a @ b",
    by="return (a @ b).squeeze()",
    hint="Which shape has the product of a single row and a matrix, and which shape did you return?",
)
matrix.mistake(
    "computes in float32",
    replace="return a @ b",
    by="return a.float() @ b.float()",
    hint="Which dtype does the caller expect back for float64?",
)
matrix.mistake(
    "cuts the result off from the graph of autograd",
    replace="return a @ b",
    by="return a.detach() @ b.detach()",
    hint="What does `detach` take away from a tensor besides a complaint by PyTorch?",
)
matrix.mistake(
    "adds to a table of zeros that it makes on the CPU",
    replace="return a @ b",
    by="return torch.zeros(a.shape[0], b.shape[1], dtype=a.dtype) + a @ b",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Do you need the table?",
)
matrix.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="return a @ b",
    by="return (a @ b).cpu()",
    hint="On which device is `a`, and on which is what you return? The caller goes on with both.",
)
matrix.mistake(
    "compares sizes before it counts axes, and refuses other shapes with another error",
    replace="    if a.ndim != 2 or b.ndim != 2:\n",
    by="""    if a.ndim > 0 and b.ndim > 0 and a.shape[-1] != b.shape[0]:
        raise RuntimeError(f"cannot multiply {tuple(a.shape)} with {tuple(b.shape)}")
    if a.ndim != 2 or b.ndim != 2:
""",
    hint="Which error does the contract want for a vector, whatever its size is? Which question comes first, then?",
)

# batched_product ---------------------------------------------------------------------------------

batched = Misconceptions("arithmetic.batched_product")
batched.mistake(
    "multiplies element by element",
    replace="a @ b",
    by="a * b",
    hint="Two operators multiply tensors, `*` and `@`. Which of them adds up?",
)
batched.mistake(
    "uses `mm`, which takes two plain matrices only",
    replace="a @ b",
    by="torch.mm(a, b)",
    hint="How many axes may a tensor have that `torch.mm` takes? Which of its relatives takes more?",
)
batched.mistake(
    "uses `bmm`, which takes two stacks of equal length only",
    replace="a @ b",
    by="torch.bmm(a, b)",
    hint="What does the documentation of `torch.bmm` say about broadcasting? Which relative does broadcast?",
)
batched.mistake(
    "names three axes, where there may be two or four",
    replace="a @ b",
    by='torch.einsum("sij,sjk->sik", a, b)',
    hint='Which shapes fit your formula? How does `einsum` write "whatever axes there are in front"?',
)
batched.mistake(
    "multiplies every matrix of a with every matrix of b",
    replace="a @ b",
    by="torch.tensordot(a, b, dims=([-1], [-2]))",
    hint="Three matrices times three matrices: how many products are asked, three or nine?",
)
batched.mistake(
    "loops over the stacks with `zip`, which stops at the shorter one and takes matrices apart",
    replace="a @ b",
    by="torch.stack([x @ y for x, y in zip(a, b)])",
    hint="What does `zip` do with two matrices of one and three of the other, or with the rows of a single one?",
)
batched.mistake(
    "adds up the products of all matrices of the stack",
    replace="a @ b",
    by="(a @ b).flatten(0, -3).sum(dim=0) if max(a.ndim, b.ndim) > 2 else a @ b",
    hint="How many matrices should come back for a stack of three, and how many do?",
)
batched.mistake(
    "exchanges the factors",
    replace="a @ b",
    by="b @ a",
    hint="Is a @ b the same as b @ a? Try matrices of shapes (2, 3) and (3, 4).",
)
batched.mistake(
    "multiplies rows of a by rows of b, as if the matrices of b were transposed",
    replace="a @ b",
    by="a @ b.mT",
    hint="Along which axis of b lie the numbers that meet a row of a? Try sizes that all differ.",
)
batched.mistake(
    "spreads b over the stack of a, though a may be the one to be spread",
    replace="a @ b",
    by="a @ b.expand(*a.shape[:-2], *b.shape[-2:])",
    hint="Which of the two may have fewer leading axes, or one of size 1?",
)
batched.mistake(
    "removes axes of size 1 from the result",
    replace="a @ b",
    by="(a @ b).squeeze()",
    hint="Which shape has the product of a stack of one matrix, and which shape did you return?",
)
batched.mistake(
    "computes in float32",
    replace="a @ b",
    by="a.float() @ b.float()",
    hint="Which dtype does the caller expect back for float64?",
)
batched.mistake(
    "cuts the result off from the graph of autograd",
    replace="a @ b",
    by="a.detach() @ b.detach()",
    hint="What does `detach` take away from a tensor besides a complaint by PyTorch?",
)
batched.mistake(
    "spreads a over a stack of zeros that it makes on the CPU",
    replace="a @ b",
    by="(a + torch.zeros(*b.shape[:-2], 1, 1, dtype=a.dtype)) @ b",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Does a need the help?",
)
batched.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="a @ b",
    by="(a @ b).cpu()",
    hint="On which device is `a`, and on which is what you return? The caller goes on with both.",
)

# reflect -----------------------------------------------------------------------------------------

mirror = Misconceptions("arithmetic.reflect")
mirror.mistake(
    "exchanges the axes: a mirror along the x axis turns x around",
    replace="""        "x": [[1, 0], [0, -1]],
        "y": [[-1, 0], [0, 1]],
""",
    by="""        "x": [[-1, 0], [0, 1]],
        "y": [[1, 0], [0, -1]],
""",
    hint="A lake lies along the x axis. Where does it show the top of a tree, at (0, 5)?",
)
mirror.mistake(
    "turns only one coordinate around for the origin",
    replace='"origin": [[-1, 0], [0, -1]]',
    by='"origin": [[-1, 0], [0, 1]]',
    hint="What lies as far from (0, 0) as (3, 1), and on the other side?",
)
mirror.mistake(
    "exchanges the coordinates for the origin too",
    replace='"origin": [[-1, 0], [0, -1]]',
    by='"origin": [[0, -1], [-1, 0]]',
    hint="What lies as far from (0, 0) as (3, 1), and on the other side?",
)
mirror.mistake(
    "turns the plane by a quarter instead of mirroring it about y=x",
    replace='"y=x": [[0, 1], [1, 0]]',
    by='"y=x": [[0, 1], [-1, 0]]',
    hint="Where does (1, 1) go in a mirror that runs through it, and where does yours send it?",
)
mirror.mistake(
    "mirrors about the other diagonal for y=x",
    replace='"y=x": [[0, 1], [1, 0]]',
    by='"y=x": [[0, -1], [-1, 0]]',
    hint="Where does (1, 1) go in a mirror that runs through it, and where does yours send it?",
)
mirror.mistake(
    "puts the matrix on the left, where only two points fit, as if they were columns",
    replace="points @ torch.tensor(matrices[about], dtype=points.dtype, device=points.device)",
    by="torch.tensor(matrices[about], dtype=points.dtype, device=points.device) @ points",
    hint="A point is a row here. Which of the products (2, 2) @ (N, 2) and (N, 2) @ (2, 2) exists?",
)
mirror.mistake(
    "returns the points as columns",
    replace="points @ torch.tensor(matrices[about], dtype=points.dtype, device=points.device)",
    by="torch.tensor(matrices[about], dtype=points.dtype, device=points.device) @ points.T",
    hint="Which shape do the points have that came in, and which those that you return?",
)
mirror.mistake(
    "multiplies by the matrix element by element",
    replace="points @",
    by="points *",
    hint="Two operators multiply tensors, `*` and `@`. Which of them adds up?",
)
mirror.mistake(
    "makes its matrix with PyTorch's default dtype, which need not be that of the points",
    replace="torch.tensor(matrices[about], dtype=points.dtype, device=points.device)",
    by="torch.tensor(matrices[about], device=points.device).float()",
    hint="Which dtype has your matrix, and which may the points have? Can `@` mix them?",
)
mirror.mistake(
    "makes a matrix of integers",
    replace="dtype=points.dtype, ",
    by="",
    hint="Which dtype does `torch.tensor` choose for whole numbers? Can `@` multiply them with floats?",
)
mirror.mistake(
    "computes in float32",
    replace="points @ torch.tensor(matrices[about], dtype=points.dtype, device=points.device)",
    by="points.float() @ torch.tensor(matrices[about], device=points.device).float()",
    hint="Which dtype does the caller expect back for float64?",
)
mirror.mistake(
    "cuts the result off from the graph of autograd",
    replace="points @",
    by="points.detach() @",
    hint="What does `detach` take away from a tensor besides a complaint by PyTorch?",
)
mirror.mistake(
    "looks the matrix up without asking whether it is there",
    replace="""    if about not in matrices:
        raise ValueError(f"about must be one of {', '.join(matrices)}, but it is {about!r}.")
""",
    by="",
    hint="Which exception does a dict raise for a key that it lacks, and which does the contract name?",
)
mirror.mistake(
    "takes every other text for y=x",
    replace="""    if about not in matrices:
        raise ValueError(f"about must be one of {', '.join(matrices)}, but it is {about!r}.")
""",
    by="    about = about if about in matrices else 'y=x'\n",
    hint="What should a caller hear who has mistyped the name of the mirror?",
)
mirror.mistake(
    "returns the points unchanged for every other text",
    replace="""        raise ValueError(f"about must be one of {', '.join(matrices)}, but it is {about!r}.")
""",
    by="        return points\n",
    hint="What should a caller hear who has mistyped the name of the mirror?",
)
mirror.mistake(
    "takes upper case for lower case",
    replace="if about not in matrices:",
    by="about = about.lower()\n    if about not in matrices:",
    hint="Which texts does the contract allow, to the letter?",
)
mirror.mistake(
    "does not say in its error what it was given",
    replace=", but it is {about!r}.",
    by=".",
    hint="What would you like to read in the error message when the text came from far away?",
)


@mirror.mistake(
    "turns coordinates around in place",
    hint="What do the caller's points look like after the call?",
)
def reflect(points: Tensor, about: str) -> Tensor:
    if about not in ("x", "y", "origin", "y=x"):
        raise ValueError(f"about must be x, y, origin or y=x, but it is {about!r}.")
    if about == "y=x":
        return points @ points.new_tensor([[0, 1], [1, 0]])
    if about != "x":
        points[:, 0] *= -1
    if about != "y":
        points[:, 1] *= -1
    return points @ torch.eye(2, dtype=points.dtype, device=points.device)


@mirror.mistake(
    "turns coordinates around without a matrix product",
    hint="The result is right. Which matrix would do the same to all points at once?",
)
def reflect(points: Tensor, about: str) -> Tensor:
    if about == "y=x":
        return points.flip(-1)
    signs = {"x": [1, -1], "y": [-1, 1], "origin": [-1, -1]}
    if about not in signs:
        raise ValueError(f"about must be x, y, origin or y=x, but it is {about!r}.")
    return points * points.new_tensor(signs[about])


mirror.mistake(
    "makes its matrix on the CPU",
    replace=", device=points.device",
    by="",
    hint="`torch.tensor` makes its tensor on the CPU unless it is told `device=`. Where are the points?",
)
mirror.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="points @ torch.tensor(matrices[about], dtype=points.dtype, device=points.device)",
    by="(points @ points.new_tensor(matrices[about])).cpu()",
    hint="On which device is `points`, and on which is what you return? The caller goes on with both.",
)
