"""Monitoring: what goes wrong."""

from torchkata.exercise import Misconceptions

# log_scalars -------------------------------------------------------------------------------------

log_scalars = Misconceptions("monitoring.log_scalars")
_LOOP = """    with SummaryWriter(log_dir) as writer:
        for step, value in enumerate(values):
            writer.add_scalar(tag, value, step)
"""

log_scalars.mistake(
    "does not close its writer",
    replace=_LOOP,
    by="""    writer = SummaryWriter(log_dir)
    for step, value in enumerate(values):
        writer.add_scalar(tag, value, step)
""",
    hint="The writer works in the background. When does it learn that there is nothing more to come?",
)
log_scalars.mistake(
    "flushes its writer and does not close it",
    replace=_LOOP,
    by="""    writer = SummaryWriter(log_dir)
    for step, value in enumerate(values):
        writer.add_scalar(tag, value, step)
    writer.flush()
""",
    hint="After `flush` the values are on the disk. What else does a writer hold on to until it is closed?",
    same_as="does not close its writer",
)
log_scalars.mistake(
    "writes its values without a step",
    replace="writer.add_scalar(tag, value, step)",
    by="writer.add_scalar(tag, value)",
    hint="Where on the horizontal axis is the third value? Who has told the writer?",
)
log_scalars.mistake(
    "counts its steps from 1",
    replace="enumerate(values)",
    by="enumerate(values, start=1)",
    hint="Which step does the contract give to the first value?",
)
log_scalars.mistake(
    "exchanges the value and the step",
    replace="writer.add_scalar(tag, value, step)",
    by="writer.add_scalar(tag, step, value)",
    hint="In which order does `add_scalar` take its arguments?",
)
log_scalars.mistake(
    "gives every value a tag of its own",
    replace="writer.add_scalar(tag, value, step)",
    by='writer.add_scalar(f"{tag}/{step}", value, step)',
    hint="How many curves does TensorBoard draw of your file, and how many points has each?",
)
log_scalars.mistake(
    "lets the writer choose its folder",
    replace="SummaryWriter(log_dir)",
    by="SummaryWriter()",
    hint="Where does `SummaryWriter` put its files if nobody tells it? What is `log_dir` for?",
)
log_scalars.mistake(
    "writes with `add_scalars`, which makes a folder below for each curve",
    replace="writer.add_scalar(tag, value, step)",
    by='writer.add_scalars(tag, {"value": value}, step)',
    hint="List the files that you have written: `add_scalars`, in the plural, is for something else.",
)
log_scalars.mistake(
    "empties the folder first",
    replace="    with SummaryWriter(log_dir) as writer:\n",
    by="""    import shutil

    shutil.rmtree(log_dir, ignore_errors=True)
    with SummaryWriter(log_dir) as writer:
""",
    hint="What becomes of a curve that was written into the folder before?",
)

# read_scalars ------------------------------------------------------------------------------------

read_scalars = Misconceptions("monitoring.read_scalars")
_PAIRS = "[(event.step, event.value) for event in accumulator.Scalars(tag)]"

read_scalars.mistake(
    "never loads the files",
    replace="    accumulator.Reload()\n",
    by="",
    hint="An `EventAccumulator` that has just been made knows the folder's name. When does it read?",
)
read_scalars.mistake(
    "hands on a path object where TensorBoard wants text",
    replace="str(log_dir)",
    by="log_dir",
    hint="`log_dir` is a str or a `Path`. Which of them does `EventAccumulator` take?",
)
read_scalars.mistake(
    "returns the values without their steps",
    replace=_PAIRS,
    by="[event.value for event in accumulator.Scalars(tag)]",
    hint="Where on the horizontal axis does a value stand? Who calls your function has no other way to know.",
)
read_scalars.mistake(
    "exchanges the step and the value",
    replace="(event.step, event.value)",
    by="(event.value, event.step)",
    hint="Which of the two comes first in the contract?",
)
read_scalars.mistake(
    "counts the points, and does not look at their steps",
    replace=_PAIRS,
    by="[(i, event.value) for i, event in enumerate(accumulator.Scalars(tag))]",
    hint="A value was logged every ten steps. Which step has the third one in the file, and which in your list?",
)
read_scalars.mistake(
    "returns TensorBoard's events as they are",
    replace=_PAIRS,
    by="list(accumulator.Scalars(tag))",
    hint="What does an event have besides a step and a value? Which type should the items have?",
)
read_scalars.mistake(
    "returns a dict from steps to values",
    replace=_PAIRS,
    by="{event.step: event.value for event in accumulator.Scalars(tag)}",
    hint="Which type does the contract ask for, and what becomes of two values at one step?",
)
read_scalars.mistake(
    "reads the first curve that it finds, whatever the tag",
    replace="accumulator.Scalars(tag)",
    by='accumulator.Scalars(accumulator.Tags()["scalars"][0])',
    hint="Where in your function does the argument `tag` appear?",
)
read_scalars.mistake(
    "reads the first file of the folder only",
    replace="EventAccumulator(str(log_dir),",
    by='EventAccumulator(str(min(Path(log_dir).glob("*tfevents*"))),',
    hint="A run was stopped and continued. How many event files are there in its folder?",
)
read_scalars.mistake(
    "reads the last file of the folder only",
    replace="EventAccumulator(str(log_dir),",
    by='EventAccumulator(str(max(Path(log_dir).glob("*tfevents*"))),',
    hint="A run was stopped and continued. How many event files are there in its folder?",
)
read_scalars.mistake(
    "lets TensorBoard leave out points of a long curve",
    replace=', size_guidance={"scalars": 0}',
    by="",
    hint="How many points of a curve does an `EventAccumulator` keep, unless its `size_guidance` says more?",
)
read_scalars.mistake(
    "returns an empty list for a tag that is not there",
    replace=f"return {_PAIRS}",
    by=f"""if tag not in accumulator.Tags()["scalars"]:
        return []
    return {_PAIRS}""",
    hint="How can the caller tell a misspelt tag from a curve without points?",
)

# log_training ------------------------------------------------------------------------------------

log_training = Misconceptions("monitoring.log_training")
_CURVES = "writer.add_scalar(name, value, epoch)"
_WHOLE = """    with SummaryWriter(log_dir) as writer:
        for name, values in history.items():
            for epoch, value in enumerate(values):
                writer.add_scalar(name, value, epoch)
        last_epoch = len(history["lr"]) - 1
        for name, parameter in model.named_parameters():
            writer.add_histogram(name, parameter, last_epoch)
"""
_HISTOGRAMS = """        for name, parameter in model.named_parameters():
            writer.add_histogram(name, parameter, last_epoch)
"""

log_training.mistake(
    "writes all curves under one tag",
    replace=_CURVES,
    by='writer.add_scalar("training", value, epoch)',
    hint="How does TensorBoard tell the learning rate from a loss?",
)
log_training.mistake(
    "writes its curves without a step",
    replace=_CURVES,
    by="writer.add_scalar(name, value)",
    hint="Where on the horizontal axis is the third epoch? Who has told the writer?",
)
log_training.mistake(
    "counts its epochs from 1",
    replace="enumerate(values)",
    by="enumerate(values, start=1)",
    hint="Which step does the contract give to the first epoch?",
)
log_training.mistake(
    "leaves out the learning rate",
    replace="in history.items():\n",
    by='in [(name, history[name]) for name in ("train_loss", "val_loss")]:\n',
    hint="Which names are there in `history`, and which of them do you write?",
)
log_training.mistake(
    "writes with `add_scalars`, which makes a folder below for each curve",
    replace=_CURVES,
    by='writer.add_scalars("training", {name: value}, epoch)',
    hint="List the files that you have written: in which folders are they?",
)
log_training.mistake(
    "writes no histograms",
    replace=_HISTOGRAMS,
    by="",
    hint="The curves are there. Which argument have you not used at all?",
)
log_training.mistake(
    "writes histograms of the gradients, not of the weights",
    replace="writer.add_histogram(name, parameter, last_epoch)",
    by="writer.add_histogram(name, parameter.grad, last_epoch)",
    hint="A parameter has values, and beside them a gradient. Which of the two is asked?",
)
log_training.mistake(
    "writes histograms of the parameters that are being trained only",
    replace="            writer.add_histogram(name, parameter, last_epoch)\n",
    by="""            if parameter.requires_grad:
                writer.add_histogram(name, parameter, last_epoch)
""",
    hint="Is a parameter that is frozen no longer a parameter?",
)
log_training.mistake(
    "writes histograms of weights and leaves out the biases",
    replace="            writer.add_histogram(name, parameter, last_epoch)\n",
    by="""            if "weight" in name:
                writer.add_histogram(name, parameter, last_epoch)
""",
    hint="What does `named_parameters` yield for a linear layer?",
)
log_training.mistake(
    "writes all histograms under one tag",
    replace="writer.add_histogram(name, parameter, last_epoch)",
    by='writer.add_histogram("parameters", parameter, last_epoch)',
    hint="How does TensorBoard tell the histogram of one layer from that of another?",
)
log_training.mistake(
    "writes its histograms at the number of epochs, one step after the last",
    replace='len(history["lr"]) - 1',
    by='len(history["lr"])',
    hint="The first epoch has the step 0. Which step has the last one?",
)
log_training.mistake(
    "does not close its writer",
    replace=_WHOLE,
    by="    writer = SummaryWriter(log_dir)\n"
    + "\n".join(line[4:] for line in _WHOLE.split("\n")[1:]),
    hint="The writer works in the background. When does it learn that there is nothing more to come?",
)
log_training.mistake(
    "calls `.numpy()` on parameters that may be on a GPU",
    replace="writer.add_histogram(name, parameter, last_epoch)",
    by="writer.add_histogram(name, parameter.detach().numpy(), last_epoch)",
    hint="NumPy's arrays live in the memory of the CPU. What has to happen to a tensor first?",
)
log_training.mistake(
    "moves the model to the CPU, and leaves it there",
    replace="model.named_parameters()",
    by="model.cpu().named_parameters()",
    hint="`Module.to` moves the module itself. Where does the caller find the model afterwards?",
)
