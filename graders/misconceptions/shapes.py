"""Indexing, views and joining: what goes wrong."""

from collections.abc import Sequence

import torch
from torch import Tensor

from torchkata.exercise import Misconceptions

# column ------------------------------------------------------------------------------------------

column_mistakes = Misconceptions("shapes.column")
column_mistakes.mistake(
    "returns a view: whoever changes the column changes the matrix",
    replace="t[:, j].clone()",
    by="t[:, j]",
    hint="Add 1 to what you return, then print `t`. Whose memory is it?",
)
column_mistakes.mistake(
    "uses `contiguous`, which copies only what is not contiguous already",
    replace=".clone()",
    by=".contiguous()",
    hint="What does `contiguous` return for the column of a matrix that has only one?",
)
column_mistakes.mistake(
    "takes a row instead of a column",
    replace="t[:, j]",
    by="t[j]",
    hint="Which axis does the first index in the brackets belong to?",
)
column_mistakes.mistake(
    "returns the column as a matrix of width 1",
    replace="t[:, j]",
    by="t[:, [j]]",
    hint="How many axes has the result? What does a list as an index do to the axis that a number removes?",
)
column_mistakes.mistake(
    "squeezes the column, so that a column with one row is no longer a vector",
    replace=".clone()",
    by=".squeeze().clone()",
    hint="Which shape comes back for a matrix with one row? Is there an axis too many to begin with?",
)
column_mistakes.mistake(
    "counts columns from 1",
    replace="t[:, j]",
    by="t[:, j - 1]",
    hint="What is the number of the first column?",
)
column_mistakes.mistake(
    "slices from j to j + 1, which is empty for the column -1",
    replace="t[:, j].clone()",
    by="t[:, j : j + 1].squeeze(1).clone()",
    hint="Which numbers lie in a slice from -1 to 0? And what does a slice beyond the end raise?",
)
column_mistakes.mistake(
    "cuts the column from the graph",
    replace=".clone()",
    by=".detach().clone()",
    hint="What does `detach` do besides what you want? Which part of the line makes the copy?",
)
column_mistakes.mistake(
    "makes a new tensor with `torch.tensor`, which has no graph",
    replace="t[:, j].clone()",
    by="torch.tensor(t[:, j])",
    hint="Does the result of `torch.tensor` know what it was computed from? Read the warning it gives.",
    same_as="cuts the column from the graph",
)
column_mistakes.mistake(
    "goes through Python numbers, which forgets the dtype and the graph",
    replace="t[:, j].clone()",
    by="torch.tensor([row[j].item() for row in t])",
    hint="Which dtype does `torch.tensor` give to Python floats? Which one has `t`?",
)
column_mistakes.mistake(
    "copies the column into a tensor that it makes on the CPU",
    replace="t[:, j].clone()",
    by="torch.empty(len(t), dtype=t.dtype).copy_(t[:, j])",
    hint="`torch.empty` makes its tensor on the CPU unless it is told `device=`. Is there a shorter way to copy?",
)

# with_zero_column --------------------------------------------------------------------------------

zero_column_mistakes = Misconceptions("shapes.with_zero_column")
zero_column_mistakes.mistake(
    "writes the zeros into the tensor it was given",
    replace="t.clone()",
    by="t",
    hint="How many tensors are there after `a = b`? Print `t` after the call.",
)
zero_column_mistakes.mistake(
    "takes a slice for a copy, as it is for a list",
    replace="t.clone()",
    by="t[:]",
    hint="Slicing copies a Python list. What does it do to a tensor?",
    same_as="writes the zeros into the tensor it was given",
)
zero_column_mistakes.mistake(
    "sets a row to zero instead of a column",
    replace="result[:, j] = 0",
    by="result[j] = 0",
    hint="Which axis does the first index in the brackets belong to?",
)
zero_column_mistakes.mistake(
    "counts columns from 1",
    replace="result[:, j] = 0",
    by="result[:, j - 1] = 0",
    hint="What is the number of the first column?",
)
zero_column_mistakes.mistake(
    "writes to a slice from j to j + 1, which is empty for the column -1",
    replace="result[:, j] = 0",
    by="result[:, j : j + 1] = 0",
    hint="Which numbers lie in a slice from -1 to 0? And what does a slice beyond the end raise?",
)
zero_column_mistakes.mistake(
    "gives the column a new name and a new value, and leaves the tensor as it is",
    replace="result[:, j] = 0",
    by="column = result[:, j]; column = torch.zeros_like(column)",
    hint="Does `name = value` write into a tensor, or does it only decide what the name stands for?",
)
zero_column_mistakes.mistake(
    "multiplies by zero, which makes nan of infinity",
    replace="result[:, j] = 0",
    by="result[:, j] *= 0",
    hint="What is zero times infinity? What is zero times nan?",
)
zero_column_mistakes.mistake(
    "cuts the copy from the graph",
    replace="t.clone()",
    by="t.detach().clone()",
    hint="What does `detach` do besides what you want? Which part of the line makes the copy?",
)


@zero_column_mistakes.mistake(
    "keeps column j and sets all others to zero",
    hint="Which of the columns should still be there?",
)
def with_zero_column(t: Tensor, j: int) -> Tensor:
    result = torch.zeros_like(t)
    result[:, j] = t[:, j]
    return result


@zero_column_mistakes.mistake(
    "removes the column instead of filling it with zeros",
    hint="What is the shape of the result, and what is it to be?",
)
def with_zero_column(t: Tensor, j: int) -> Tensor:
    numbers = list(range(t.shape[1]))
    del numbers[j]
    return t[:, numbers]


@zero_column_mistakes.mistake(
    "makes its result with `torch.zeros`, in the default dtype",
    hint="Which dtype has `torch.zeros(3)`, whatever `t` has? Is there a way to ask for a tensor like `t`?",
)
def with_zero_column(t: Tensor, j: int) -> Tensor:
    kept = list(range(t.shape[1]))
    del kept[j]
    result = torch.zeros(t.shape, device=t.device)
    result[:, kept] = t[:, kept].float()
    return result


@zero_column_mistakes.mistake(
    "makes a mask on the CPU",
    hint="`torch.ones` makes its tensor on the CPU unless it is told `device=`. Do you need the mask?",
)
def with_zero_column(t: Tensor, j: int) -> Tensor:
    kept = torch.ones(t.shape[1], dtype=torch.bool)
    kept[j] = False
    return torch.where(kept, t, torch.zeros_like(t))


# select_rows -------------------------------------------------------------------------------------

select_mistakes = Misconceptions("shapes.select_rows")
select_mistakes.mistake(
    "keeps the rows where the mask is False",
    replace="t[mask]",
    by="t[~mask]",
    hint="Is a row to stay or to go where its mask is True?",
)
select_mistakes.mistake(
    "makes whole numbers of the mask, which then pick rows 0 and 1 again and again",
    replace="t[mask]",
    by="t[mask.long()]",
    hint="How many rows come back, and which ones? What do whole numbers between the brackets mean?",
)
select_mistakes.mistake(
    "inverts a mask of whole numbers with `~`, which gives -1 and -2",
    replace="t[mask]",
    by="t[~(1 - mask.long())]",
    hint="Print `~torch.tensor([0, 1])`. On which dtype does `~` mean `not`?",
)
select_mistakes.mistake(
    "sets the other rows to zero instead of leaving them out",
    replace="t[mask]",
    by="t * mask.reshape(-1, *[1] * (t.ndim - 1))",
    hint="How many rows should remain of five if the mask holds for two?",
)
select_mistakes.mistake(
    "selects along the last axis instead of the first",
    replace="t[mask]",
    by="t[..., mask]",
    hint="Which axis counts the rows? The mask belongs in its place between the brackets.",
)
select_mistakes.mistake(
    "selects with `nonzero`, whose result has an axis for the coordinates",
    replace="t[mask]",
    by="t[mask.nonzero()]",
    hint="Print the shape of `mask.nonzero()`. Where does its second axis end up in your result?",
)
select_mistakes.mistake(
    "takes the first item of `nonzero`, which in PyTorch, unlike NumPy, is one position only",
    replace="t[mask]",
    by="t[mask.nonzero()[0]]",
    hint="NumPy's `nonzero` returns a tuple with an array for each axis. What does PyTorch's return?",
)
select_mistakes.mistake(
    "squeezes the result of `nonzero`, so that a single row is no longer a row",
    replace="t[mask]",
    by="t[mask.nonzero().squeeze()]",
    hint="How many axes has `mask.nonzero().squeeze()` when the mask holds for exactly one row?",
)
select_mistakes.mistake(
    "uses `masked_select`, which returns a flat vector",
    replace="t[mask]",
    by="t.masked_select(mask.reshape(-1, *[1] * (t.ndim - 1)))",
    hint="How many axes has the result of `torch.masked_select`, whatever its input has?",
)
select_mistakes.mistake(
    "squeezes the result, so that a single row is no longer a row",
    replace="t[mask]",
    by="t[mask].squeeze()",
    hint="Which shape comes back when the mask holds for exactly one row?",
)
select_mistakes.mistake(
    "stacks the rows in a loop, which fails if there are none",
    replace="t[mask]",
    by="torch.stack([row for row, wanted in zip(t, mask) if wanted])",
    hint="What does `torch.stack` do with an empty list? Does the selection need a loop?",
)
select_mistakes.mistake(
    "does not look at the length of the mask and lets an IndexError through",
    replace="len(mask) != len(t)",
    by="False",
    hint="Which exception does the contract name for a mask that does not fit?",
)
select_mistakes.mistake(
    "compares lengths only, and lets a mask of several axes through",
    replace="""    if mask.ndim != 1:
        raise ValueError(f"The mask should have one axis, and it has {mask.ndim}.")
""",
    by="",
    hint="`len` counts along the first axis. Which other shapes have the right length?",
)
select_mistakes.mistake(
    "says that the lengths differ, but not what they are",
    replace='f"There are {len(t)} rows, and the mask has {len(mask)} elements."',
    by='"The mask does not fit."',
    hint="Which two numbers would you want to read if this happened to you?",
)
select_mistakes.mistake(
    "checks with `assert`, which raises another exception",
    replace="""    if len(mask) != len(t):
        raise ValueError(f"There are {len(t)} rows, and the mask has {len(mask)} elements.")
""",
    by="""    assert len(mask) == len(t), f"{len(t)} rows, and {len(mask)} elements"
""",
    hint="Which exception does a failed `assert` raise, and which one is asked?",
)


@select_mistakes.mistake(
    "pairs rows and mask with `zip`, which stops at the shorter of the two",
    hint="How many pairs does `zip` make of three rows and five truth values? Does it complain?",
)
def select_rows(t: Tensor, mask: Tensor) -> Tensor:
    if mask.ndim != 1:
        raise ValueError("The mask should have one axis.")
    return t[[i for i, (_, wanted) in enumerate(zip(t, mask, strict=False)) if wanted]]


select_mistakes.mistake(
    "goes through NumPy, which cannot follow a graph or reach a GPU",
    replace="t[mask]",
    by="torch.from_numpy(t.numpy()[mask.numpy()])",
    hint="Can PyTorch index with a mask without help?",
)
select_mistakes.mistake(
    "numbers the rows on the CPU",
    replace="t[mask]",
    by="t[torch.arange(len(t))[mask]]",
    hint="`torch.arange` makes its tensor on the CPU unless it is told `device=`. Do you need the numbers?",
)

# flatten_samples ---------------------------------------------------------------------------------

flatten_mistakes = Misconceptions("shapes.flatten_samples")
flatten_mistakes.mistake(
    "flattens the whole batch into one vector",
    replace="t.reshape(len(t), math.prod(t.shape[1:]))",
    by="t.flatten()",
    hint="How many rows has the result? From which axis on should `flatten` begin?",
)
flatten_mistakes.mistake(
    "uses `view`, which fails where the memory is in another order",
    replace="t.reshape(",
    by="t.view(",
    hint="Try it on a transposed tensor. Which method copies where a view is not possible?",
)
flatten_mistakes.mistake(
    "leaves the number of columns to `-1`, which an empty batch does not determine",
    replace="math.prod(t.shape[1:])",
    by="-1",
    hint="Zero elements in zero rows: how many columns are that?",
)
flatten_mistakes.mistake(
    "flattens from axis 1 on, which a batch of single numbers does not have",
    replace="t.reshape(len(t), math.prod(t.shape[1:]))",
    by="t.flatten(1)",
    hint="How many axes has a batch of N numbers, and which one is axis 1?",
)
flatten_mistakes.mistake(
    "supposes that a batch always has 32 samples",
    replace="len(t), math.prod(t.shape[1:])",
    by="32, -1",
    hint="How many samples are in the last batch of an epoch? Where can you read it off?",
)
flatten_mistakes.mistake(
    "supposes that samples always have two axes",
    replace="t.reshape(len(t), math.prod(t.shape[1:]))",
    by="t.reshape(t.shape[0], t.shape[1] * t.shape[2])",
    hint="Which axes has a batch of colour images, and which ones a batch of sentences?",
)
flatten_mistakes.mistake(
    "merges the samples and keeps the last axis",
    replace="len(t), math.prod(t.shape[1:])",
    by="math.prod(t.shape[:-1]), t.shape[-1]",
    hint="Which axis counts the samples, and how many rows has your result?",
)
flatten_mistakes.mistake(
    "cuts the elements into columns where rows are asked, and so mixes the samples",
    replace="t.reshape(len(t), math.prod(t.shape[1:]))",
    by="t.reshape(math.prod(t.shape[1:]), len(t)).T",
    hint="The shape is right. Do the elements of your first row all come from the first sample?",
)
flatten_mistakes.mistake(
    "lets the first index of a sample run fastest, not the last",
    replace="t.reshape(len(t), math.prod(t.shape[1:]))",
    by="t.permute(0, *range(t.ndim - 1, 0, -1)).reshape(len(t), math.prod(t.shape[1:]))",
    hint="In which order should the elements of [[1, 2], [3, 4]] stand in their row?",
)
flatten_mistakes.mistake(
    "squeezes the result, so that a batch of one is no longer a batch",
    replace="t.reshape(len(t), math.prod(t.shape[1:]))",
    by="t.reshape(len(t), math.prod(t.shape[1:])).squeeze()",
    hint="Which shape comes back for a batch of one sample? Which axes does `squeeze()` remove?",
)
flatten_mistakes.mistake(
    "makes one row of a batch of single numbers, not a column",
    replace="    return",
    by="""    if t.ndim == 1:
        return t.unsqueeze(0)
    return""",
    hint="Five numbers are five samples: how many rows should there be?",
)
flatten_mistakes.mistake(
    "leaves a batch of single numbers as it is",
    replace="    return",
    by="""    if t.ndim == 1:
        return t
    return""",
    hint="How many axes should the result have, whatever the batch has?",
)
flatten_mistakes.mistake(
    "cuts the result from the graph",
    replace="t.reshape(",
    by="t.detach().reshape(",
    hint="What does a layer that comes before this function learn, if no gradient comes back?",
)
flatten_mistakes.mistake(
    "fills its result into a tensor that it makes on the CPU",
    replace="t.reshape(len(t), math.prod(t.shape[1:]))",
    by="torch.empty(len(t), math.prod(t.shape[1:]), dtype=t.dtype).copy_(t.reshape(len(t), math.prod(t.shape[1:])))",
    hint="`torch.empty` makes its tensor on the CPU unless it is told `device=`. Do you need it?",
)

# reshape_and_report ------------------------------------------------------------------------------

report_mistakes = Misconceptions("shapes.reshape_and_report")
report_mistakes.mistake(
    "always says that memory is shared",
    replace="result.untyped_storage().data_ptr() == t.untyped_storage().data_ptr()",
    by="True",
    hint="When does `reshape` copy? Try a transposed matrix, and write into it afterwards.",
)
report_mistakes.mistake(
    "compares the numbers, which a copy has too",
    replace="result.untyped_storage().data_ptr() == t.untyped_storage().data_ptr()",
    by="torch.equal(result.flatten(), t.flatten())",
    hint="What does a copy look like, compared with the original? Ask where the numbers are instead.",
    same_as="always says that memory is shared",
)
report_mistakes.mistake(
    "asks whether both are the same Python object, which they never are",
    replace="result.untyped_storage().data_ptr() == t.untyped_storage().data_ptr()",
    by="result is t",
    hint="A view is a new tensor on old memory. What does `is` compare?",
)
report_mistakes.mistake(
    "asks whether t is the `_base` of the result, which fails where t is a view itself",
    replace="result.untyped_storage().data_ptr() == t.untyped_storage().data_ptr()",
    by="result._base is t",
    hint="What is the `_base` of a view of a view? Ask where the numbers are instead.",
)
report_mistakes.mistake(
    "asks whether t is contiguous, which decides less than it seems",
    replace="result.untyped_storage().data_ptr() == t.untyped_storage().data_ptr()",
    by="t.is_contiguous()",
    hint="Reshape a transposed matrix to the shape that it has. Is there a reason to copy?",
)
report_mistakes.mistake(
    "asks whether the result is contiguous, which a fresh copy always is",
    replace="result.untyped_storage().data_ptr() == t.untyped_storage().data_ptr()",
    by="result.is_contiguous()",
    hint="Does it say anything about `t` whether the result is contiguous?",
)
report_mistakes.mistake(
    "reports the opposite: whether a copy was made",
    replace=".data_ptr() == t",
    by=".data_ptr() != t",
    hint="Should it be True or False where the result is a view?",
)
report_mistakes.mistake(
    "uses `view`, which raises where a copy is needed",
    replace="t.reshape(shape)",
    by="t.view(shape)",
    hint="Which of `view` and `reshape` copies where it must?",
)
report_mistakes.mistake(
    "copies first, so that nothing is ever shared",
    replace="t.reshape(shape)",
    by="t.clone().reshape(shape)",
    hint="Your report may be true. Was the copy needed?",
)
report_mistakes.mistake(
    "makes t contiguous first, which copies also where a view would do",
    replace="t.reshape(shape)",
    by="t.contiguous().view(shape)",
    hint="Your report may be true. Was the copy needed? Can a transposed matrix never be viewed?",
)
report_mistakes.mistake(
    "returns the report first and the result second",
    replace="return result, shared",
    by="return shared, result",
    hint="In which order does the contract name the two?",
)
report_mistakes.mistake(
    "returns the result alone",
    replace="return result, shared",
    by="return result",
    hint="How many things does the contract ask for?",
)
report_mistakes.mistake(
    "reports a tensor, not a Python bool",
    replace="return result, shared",
    by="return result, torch.tensor(shared)",
    hint="Which type has the second item of your result?",
)
report_mistakes.mistake(
    "goes through NumPy, which cannot follow a graph or reach a GPU",
    replace="""    result = t.reshape(shape)
    shared = result.untyped_storage().data_ptr() == t.untyped_storage().data_ptr()
""",
    by="""    result = torch.from_numpy(t.numpy().reshape(shape))
    shared = result.data_ptr() == t.data_ptr()
""",
    hint="`torch.Tensor.reshape` does what NumPy's does. Which of them keeps the graph?",
)
report_mistakes.mistake(
    "moves t to the CPU first",
    replace="t.reshape(shape)",
    by="t.cpu().reshape(shape)",
    hint="On which device is `t`, and on which is your result? Moving copies.",
)

# swap_axes ---------------------------------------------------------------------------------------

swap_mistakes = Misconceptions("shapes.swap_axes")
swap_mistakes.mistake(
    "reshapes to the exchanged sizes, which leaves the numbers in their old order",
    replace="""    return t.transpose(a, b).contiguous()
""",
    by="""    sizes = list(t.shape)
    sizes[a], sizes[b] = sizes[b], sizes[a]
    return t.reshape(sizes)
""",
    hint="The shape is right. Where does element (0, 1) of your input stand afterwards?",
)
swap_mistakes.mistake(
    "returns a transposed view, whose memory is in the old order",
    replace=".contiguous()",
    by="",
    hint="Print `is_contiguous()` of the result. Does exchanging axes move anything in memory?",
)
swap_mistakes.mistake(
    "copies with `clone`, which keeps the order of the memory",
    replace=".contiguous()",
    by=".clone()",
    hint="What does `clone` do with the strides? Print them before and after.",
)
swap_mistakes.mistake(
    "makes the tensor contiguous before it exchanges the axes",
    replace="t.transpose(a, b).contiguous()",
    by="t.contiguous().transpose(a, b)",
    hint="What is the result of the last method in your line: ordered memory, or a view?",
)
swap_mistakes.mistake(
    "reverses all axes",
    replace="t.transpose(a, b)",
    by="t.permute(*reversed(range(t.ndim)))",
    hint="Which axes change places in a tensor with three axes if a is 0 and b is 1?",
)
swap_mistakes.mistake(
    "exchanges the last two axes, whatever a and b are",
    replace="t.transpose(a, b)",
    by="t.transpose(-2, -1)",
    hint="Where do `a` and `b` appear in your function?",
)
swap_mistakes.mistake(
    "exchanges the first two axes, whatever a and b are",
    replace="t.transpose(a, b)",
    by="t.transpose(0, 1)",
    hint="Where do `a` and `b` appear in your function?",
)
swap_mistakes.mistake(
    "gives a and b to `permute`, which wants the new order of all axes",
    replace="t.transpose(a, b)",
    by="t.permute(a, b)",
    hint="How many numbers does `permute` need for three axes, and what does the first of them say?",
)
swap_mistakes.mistake(
    "moves one axis to the place of the other, and shifts those in between",
    replace="t.transpose(a, b)",
    by="t.movedim(a, b)",
    hint="Follow three axes through `movedim(0, 2)`: where does the last one end up?",
)
swap_mistakes.mistake(
    "builds the new order from numbers that it takes to be positive",
    replace="t.transpose(a, b)",
    by="t.permute(*[b if i == a else a if i == b else i for i in range(t.ndim)])",
    hint="Is -1 equal to any of the numbers 0, 1 and 2? Which axis does it stand for?",
)
swap_mistakes.mistake(
    "exchanges the axes of the tensor it was given",
    replace="t.transpose(a, b)",
    by="t.transpose_(a, b)",
    hint="What does the underscore at the end of a method's name mean? Print `t.shape` after the call.",
)
swap_mistakes.mistake(
    "goes through NumPy, which cannot follow a graph or reach a GPU",
    replace="t.transpose(a, b).contiguous()",
    by="torch.from_numpy(t.numpy().swapaxes(a, b).copy())",
    hint="`swapaxes` has a counterpart in PyTorch. Which of the two keeps the graph?",
)
swap_mistakes.mistake(
    "writes the result into a tensor that it makes on the CPU",
    replace="t.transpose(a, b).contiguous()",
    by="torch.zeros(t.transpose(a, b).shape, dtype=t.dtype).copy_(t.transpose(a, b))",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Do you need it?",
)

# add_channel -------------------------------------------------------------------------------------

channel_mistakes = Misconceptions("shapes.add_channel")
channel_mistakes.mistake(
    "inserts the axis in front, which makes one image with N channels",
    replace="unsqueeze(1)",
    by="unsqueeze(0)",
    hint="Which axis counts the images before, and which one afterwards?",
)
channel_mistakes.mistake(
    "inserts the axis at the end",
    replace="unsqueeze(1)",
    by="unsqueeze(-1)",
    hint="PyTorch has channels before height and width. Where does your channel stand?",
)
channel_mistakes.mistake(
    "inserts the axis between height and width",
    replace="unsqueeze(1)",
    by="unsqueeze(2)",
    hint="Axes are counted from 0: which number has the second one?",
)
channel_mistakes.mistake(
    "drops the result of `unsqueeze` and returns the images as they were",
    replace="return images.unsqueeze(1)",
    by="images.unsqueeze(1); return images",
    hint="Does `unsqueeze` change the tensor or return another one? Who keeps it?",
)
channel_mistakes.mistake(
    "inserts the axis into the tensor it was given",
    replace="unsqueeze(1)",
    by="unsqueeze_(1)",
    hint="What does the underscore at the end of a method's name mean? Print `images.shape` after the call.",
)
channel_mistakes.mistake(
    "repeats the image for three channels",
    replace="images.unsqueeze(1)",
    by="images.unsqueeze(1).expand(-1, 3, -1, -1)",
    hint="How many channels has a grey image?",
)
channel_mistakes.mistake(
    "supposes that images are 28 pixels high and wide",
    replace="images.unsqueeze(1)",
    by="images.reshape(-1, 1, 28, 28)",
    hint="Where can you read off the height and the width of these images?",
)
channel_mistakes.mistake(
    "reshapes to width before height, which mixes the pixels",
    replace="images.unsqueeze(1)",
    by="images.reshape(len(images), 1, images.shape[2], images.shape[1])",
    hint="In which order are height and width in the input, and in which in the result?",
)
channel_mistakes.mistake(
    "stacks the images in a loop, which fails for an empty batch",
    replace="images.unsqueeze(1)",
    by="torch.stack([image.unsqueeze(0) for image in images])",
    hint="What does `torch.stack` do with an empty list? Can one call do it for all images?",
)
channel_mistakes.mistake(
    "converts the images to float32 as well",
    replace="images.unsqueeze(1)",
    by="images.unsqueeze(1).float()",
    hint="Which dtype has the result to have?",
)
channel_mistakes.mistake(
    "cuts the result from the graph",
    replace="images.unsqueeze(1)",
    by="images.detach().unsqueeze(1)",
    hint="What does a layer that comes before this function learn, if no gradient comes back?",
)


@channel_mistakes.mistake(
    "copies the images into a tensor that it makes on the CPU",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Do you need it?",
)
def add_channel(images: Tensor) -> Tensor:
    count, height, width = images.shape
    result = torch.zeros(count, 1, height, width, dtype=images.dtype)
    result[:, 0] = images
    return result


# drop_axis ---------------------------------------------------------------------------------------

drop_mistakes = Misconceptions("shapes.drop_axis")
drop_mistakes.mistake(
    "squeezes out every axis of size 1",
    replace="t.squeeze(dim)",
    by="t.squeeze()",
    hint="What is left of shape (1, 3, 1) after `squeeze()`? Which axis was to go?",
)
drop_mistakes.mistake(
    "does not look at the size, and keeps an axis of another size without a word",
    replace="t.shape[dim] != 1",
    by="False",
    hint="What does `squeeze(0)` do with shape (2, 3)?",
)
drop_mistakes.mistake(
    "refuses axes that are too large only, and not an axis of size 0",
    replace="t.shape[dim] != 1",
    by="t.shape[dim] > 1",
    hint="Which sizes are not 1?",
)
drop_mistakes.mistake(
    "asks whether any axis has size 1, not whether the one to be dropped has",
    replace="t.shape[dim] != 1",
    by="1 not in t.shape",
    hint="What does your function do with axis 0 of a tensor of shape (2, 1)?",
)
drop_mistakes.mistake(
    "checks with `assert`, which raises another exception",
    replace="""    if t.shape[dim] != 1:
        raise ValueError(f"Axis {dim} must have size 1, and it has size {t.shape[dim]}.")
""",
    by="""    assert t.shape[dim] == 1, f"Axis {dim} has size {t.shape[dim]}."
""",
    hint="Which exception does a failed `assert` raise, and which one is asked?",
)
drop_mistakes.mistake(
    "says that the axis cannot be dropped, but not which one and how large it is",
    replace='f"Axis {dim} must have size 1, and it has size {t.shape[dim]}."',
    by='"This axis cannot be dropped."',
    hint="Which two numbers would you want to read if this happened to you?",
)
drop_mistakes.mistake(
    "removes the first axis, whatever dim is",
    replace="t.squeeze(dim)",
    by="t.squeeze(0)",
    hint="Where does `dim` appear in the line that removes an axis?",
)
drop_mistakes.mistake(
    "takes the first item of the first axis, whatever dim is",
    replace="t.squeeze(dim)",
    by="t[0]",
    hint="Which axis does a single index in the brackets remove?",
)
drop_mistakes.mistake(
    "removes the first axis of size 1 that it finds",
    replace="    return t.squeeze(dim)",
    by="""    sizes = list(t.shape)
    sizes.remove(1)
    return t.reshape(sizes)""",
    hint="What does `remove` remove from the list [1, 3, 1]? Which axis was asked for?",
)
drop_mistakes.mistake(
    "compares axis numbers with dim as if it were never negative",
    replace="t.squeeze(dim)",
    by="t.reshape([size for axis, size in enumerate(t.shape) if axis != dim])",
    hint="Is -1 equal to any of the numbers that `enumerate` gives? Which axis does it stand for?",
)
drop_mistakes.mistake(
    "drops the result of `squeeze` and returns t as it was",
    replace="return t.squeeze(dim)",
    by="t.squeeze(dim); return t",
    hint="Does `squeeze` change the tensor or return another one? Who keeps it?",
)
drop_mistakes.mistake(
    "removes the axis from the tensor it was given",
    replace="t.squeeze(dim)",
    by="t.squeeze_(dim)",
    hint="What does the underscore at the end of a method's name mean? Print `t.shape` after the call.",
)
drop_mistakes.mistake(
    "sums the axis away, which makes whole numbers of truth values",
    replace="t.squeeze(dim)",
    by="t.sum(dim)",
    hint="Which dtype has the sum of truth values?",
)
drop_mistakes.mistake(
    "raises a ValueError also where there is no such axis",
    replace="    if t.shape[dim] != 1:",
    by="""    if not -t.ndim <= dim < t.ndim:
        raise ValueError(f"There is no axis {dim}.")
    if t.shape[dim] != 1:""",
    hint="Which exception does Python raise for an index beyond the end of a list?",
)
drop_mistakes.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="t.squeeze(dim)",
    by="t.squeeze(dim).cpu()",
    hint="On which device is `t`, and on which is what you return? The caller goes on with both.",
)

# concat_rows -------------------------------------------------------------------------------------

concat_mistakes = Misconceptions("shapes.concat_rows")
concat_mistakes.mistake(
    "stacks the tensors on a new axis",
    replace="torch.cat(list(tensors))",
    by="torch.stack(list(tensors))",
    hint="Which of `cat` and `stack` makes a new axis? How many has the result to have?",
)
concat_mistakes.mistake(
    "stacks first and merges the two axes, which wants equal numbers of rows",
    replace="torch.cat(list(tensors))",
    by="torch.stack(list(tensors)).flatten(0, 1)",
    hint="Try it on three rows and two rows. Is there a function that needs no new axis?",
)
concat_mistakes.mistake(
    "joins along axis 1",
    replace="list(tensors)",
    by="list(tensors), dim=1",
    hint="Should the result be longer or wider? Which axis counts the rows?",
)
concat_mistakes.mistake(
    "joins along the last axis",
    replace="list(tensors)",
    by="list(tensors), dim=-1",
    hint="Should the result be longer or wider? Which axis counts the rows?",
)
concat_mistakes.mistake(
    "joins with `hstack`, which goes along axis 0 for vectors alone",
    replace="torch.cat(list",
    by="torch.hstack(list",
    hint="What does the h in `hstack` stand for?",
)
concat_mistakes.mistake(
    "joins with `vstack`, which makes rows of vectors",
    replace="torch.cat(list",
    by="torch.vstack(list",
    hint="Try it on two vectors of the same length. How many axes has the result to have?",
)
concat_mistakes.mistake(
    "adds the tensors, as if `+` joined them like lists",
    replace="torch.cat(list(tensors))",
    by="sum(tensors)",
    hint="What is `[1] + [2]` for lists, and what is the sum of two tensors?",
)
concat_mistakes.mistake(
    "joins the first two tensors only",
    replace="list(tensors)",
    by="list(tensors)[:2]",
    hint="How many tensors may the list hold?",
)
concat_mistakes.mistake(
    "joins the tensors in reverse",
    replace="list(tensors)",
    by="list(tensors)[::-1]",
    hint="Whose rows come first?",
)
concat_mistakes.mistake(
    "goes through Python numbers, which forgets the dtype and the graph",
    replace="torch.cat(list(tensors))",
    by="torch.tensor([row for t in tensors for row in t.tolist()])",
    hint="Which dtype does `torch.tensor` give to Python floats? Which one have the tensors?",
)
concat_mistakes.mistake(
    "cuts the result from the graph",
    replace="list(tensors)",
    by="[t.detach() for t in tensors]",
    hint="What does `detach` do, and is it needed to join tensors?",
)


@concat_mistakes.mistake(
    "returns a single tensor itself, not a copy",
    hint="Which tensor do you start from, and what happens to it if there is no second one?",
)
def concat_rows(tensors: Sequence[Tensor]) -> Tensor:
    result = tensors[0]
    for t in tensors[1:]:
        result = torch.cat([result, t])
    return result


@concat_mistakes.mistake(
    "takes the tensors out of the caller's list",
    hint="What is left of the list after the call? Who else may need it?",
)
def concat_rows(tensors: Sequence[Tensor]) -> Tensor:
    if isinstance(tensors, tuple):
        return torch.cat(tensors)
    parts = [tensors.pop(0)]
    while tensors:
        parts.append(tensors.pop(0))
    return torch.cat(parts)


@concat_mistakes.mistake(
    "lets narrow rows be stretched to the width of the first tensor",
    hint="What does `result[2:4] = t` do if t has one column and the result three?",
)
def concat_rows(tensors: Sequence[Tensor]) -> Tensor:
    first = tensors[0]
    result = first.new_zeros((sum(len(t) for t in tensors), *first.shape[1:]))
    start = 0
    for t in tensors:
        result[start : start + len(t)] = t
        start += len(t)
    return result


@concat_mistakes.mistake(
    "starts from an empty tensor on the CPU",
    hint="`torch.empty` makes its tensor on the CPU unless it is told `device=`. Can you begin without it?",
)
def concat_rows(tensors: Sequence[Tensor]) -> Tensor:
    first = tensors[0]
    result = torch.empty((0, *first.shape[1:]), dtype=first.dtype)
    for t in tensors:
        result = torch.cat([result, t])
    return result


# stack_samples -----------------------------------------------------------------------------------

stack_mistakes = Misconceptions("shapes.stack_samples")
stack_mistakes.mistake(
    "joins the samples along an axis they have, so that nobody knows where one ends",
    replace="torch.stack(list(tensors))",
    by="torch.cat(list(tensors))",
    hint="Which of `cat` and `stack` makes a new axis? How many has the result to have?",
)
stack_mistakes.mistake(
    "puts the new axis last",
    replace="list(tensors)",
    by="list(tensors), dim=-1",
    hint="Which axis should count the samples?",
)
stack_mistakes.mistake(
    "puts the new axis second",
    replace="list(tensors)",
    by="list(tensors), dim=1",
    hint="Which axis should count the samples, and what number has it?",
)
stack_mistakes.mistake(
    "stacks with `vstack`, which makes a new axis for vectors alone",
    replace="torch.stack(list",
    by="torch.vstack(list",
    hint="Try it on matrices. How many axes has the result to have?",
)
stack_mistakes.mistake(
    "makes one row of each sample",
    replace="torch.stack(list(tensors))",
    by="torch.stack([t.flatten() for t in tensors])",
    hint="Which axes of a sample are still there in the batch?",
)
stack_mistakes.mistake(
    "squeezes the result, so that a batch of one is no longer a batch",
    replace="torch.stack(list(tensors))",
    by="torch.stack(list(tensors)).squeeze()",
    hint="Which shape comes back for a list with one sample?",
)
stack_mistakes.mistake(
    "adds the samples up",
    replace="torch.stack(list(tensors))",
    by="sum(tensors)",
    hint="Can you get sample 0 back out of your result?",
)
stack_mistakes.mistake(
    "hands the list to `torch.tensor`, which wants numbers",
    replace="torch.stack(list(tensors))",
    by="torch.tensor(list(tensors))",
    hint="`torch.tensor` is for numbers and lists of numbers. Which function takes a list of tensors?",
)
stack_mistakes.mistake(
    "goes through Python numbers, which forgets the dtype and the graph",
    replace="torch.stack(list(tensors))",
    by="torch.tensor([t.tolist() for t in tensors])",
    hint="Which dtype does `torch.tensor` give to Python floats? Which one have the samples?",
)


@stack_mistakes.mistake(
    "goes through NumPy, which cannot follow a graph or reach a GPU",
    hint="NumPy's `stack` has a counterpart in PyTorch. Which of the two keeps the graph?",
)
def stack_samples(tensors: Sequence[Tensor]) -> Tensor:
    import numpy

    return torch.from_numpy(numpy.stack([t.numpy() for t in tensors]))


@stack_mistakes.mistake(
    "pads samples that are too short",
    hint="What comes back for samples of two and of three numbers? What does the contract say?",
)
def stack_samples(tensors: Sequence[Tensor]) -> Tensor:
    if tensors[0].ndim == 0:
        return torch.stack(list(tensors))
    return torch.nn.utils.rnn.pad_sequence(list(tensors), batch_first=True)


@stack_mistakes.mistake(
    "lets smaller samples be stretched to the shape of the others",
    hint="What does `result[i] = t` do if t has one element and the row three?",
)
def stack_samples(tensors: Sequence[Tensor]) -> Tensor:
    result = tensors[0].new_zeros((len(tensors), *tensors[0].shape))
    for i, t in enumerate(tensors):
        result[i] = t
    return result


stack_mistakes.mistake(
    "gives its result on the CPU, wherever the samples are",
    replace="list(tensors)",
    by="[t.cpu() for t in tensors]",
    hint="On which device are the samples, and on which is what you return? The caller goes on with both.",
)
