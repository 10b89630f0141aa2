"""Persistence: what goes wrong."""

import copy
import math

from torchkata.exercise import Misconceptions

# save_weights ------------------------------------------------------------------------------------

save = Misconceptions("persistence.save_weights")
_SAVE = "torch.save(model.state_dict(), path)"
save.mistake(
    "saves the whole model",
    replace=_SAVE,
    by="torch.save(model, path)",
    hint="A pickled model needs its class, by name, wherever it is loaded. What does only the numbers need?",
)
save.mistake(
    "saves the parameters and leaves the buffers out",
    replace=_SAVE,
    by="torch.save(dict(model.named_parameters()), path)",
    hint="A BatchNorm has learned a running mean. Is that one of `parameters()`?",
)
save.mistake(
    "saves the tensors without their names",
    replace=_SAVE,
    by="torch.save(list(model.state_dict().values()), path)",
    hint="How would whoever loads the file know which tensor belongs where?",
)
save.mistake(
    "puts the weights into another dict, under a name",
    replace=_SAVE,
    by='torch.save({"model": model.state_dict()}, path)',
    hint="The contract says that the file holds the state_dict and nothing else.",
)
save.mistake(
    "writes with pickle, not in the format of `torch.save`",
    replace=_SAVE,
    by='import pickle\n    with open(path, "wb") as file:\n        pickle.dump(model.state_dict(), file)',
    hint="With which function will the file be read? Which one is its counterpart?",
)
save.mistake(
    "makes up its own ending for the file's name",
    replace=_SAVE,
    by='torch.save(model.state_dict(), f"{path}.pt")',
    hint="Whoever gave you the path will look for the file under exactly that name.",
)
save.mistake(
    "puts the model into evaluation mode first",
    replace=_SAVE,
    by="model.eval()\n    torch.save(model.state_dict(), path)",
    hint="A state_dict is the same in both modes. What will the training that goes on have to say?",
)
save.mistake(
    "moves the model to the CPU to save it, and leaves it there",
    replace="model.state_dict()",
    by="model.cpu().state_dict()",
    hint="`Module.cpu` changes the module itself. Where is the caller's model afterwards?",
)

# load_weights ------------------------------------------------------------------------------------

load = Misconceptions("persistence.load_weights")
_LOAD = "torch.load(path, map_location=device, weights_only=True)"
_FILL = "model.load_state_dict(weights)"
_RETURN = "return model.to(device).eval()"
load.mistake(
    "takes what `load_state_dict` returns for the model",
    replace=_FILL,
    by="model = model.load_state_dict(weights)",
    hint="`load_state_dict` fills the model in place. What does it return?",
)
load.mistake(
    "takes the content of the file for a model",
    replace=f"{_LOAD}\n    {_FILL}",
    by=f"{_LOAD}\n    model = weights",
    hint="Print the type of what `torch.load` gives you. Who turns it into a model?",
)
load.mistake(
    "returns nothing",
    replace=_RETURN,
    by="model.to(device).eval()",
    hint="What does a function return that has no `return`?",
)
load.mistake(
    "fills a copy and leaves the given model as it was",
    replace=_FILL,
    by="import copy\n    model = copy.deepcopy(model)\n    model.load_state_dict(weights)",
    hint="The caller goes on with the model that was passed. Is it the one that you have filled?",
)
load.mistake(
    "returns the model in whatever mode it was in",
    replace=_RETURN,
    by="return model.to(device)",
    hint="A new model is in training mode. What does its Dropout do to predictions?",
)
load.mistake(
    "leaves submodules in training mode where the model itself is in evaluation mode",
    replace=_RETURN,
    by="if model.training:\n        model.eval()\n    return model.to(device)",
    hint="`model.training` is the flag of the outermost module. What about the modules inside?",
)
load.mistake(
    "passes over names that do not match",
    replace=_FILL,
    by="model.load_state_dict(weights, strict=False)",
    hint="With `strict=False` a file of quite another model loads without a word. What has been loaded then?",
)
load.mistake(
    "keeps its own random values wherever the file does not fit",
    replace=_FILL,
    by="""own = model.state_dict()
    own.update({k: v for k, v in weights.items() if k in own and v.shape == own[k].shape})
    model.load_state_dict(own)""",
    hint="How does the caller learn that half of the weights are not from the file?",
)
load.mistake(
    "replaces the parameters, dtype and all, and does not fill them",
    replace=_FILL,
    by="model.load_state_dict(weights, assign=True)",
    hint="What is the dtype of the model if the file was saved from one with another dtype?",
)
load.mistake(
    "lets the file run whatever code was pickled into it",
    replace="weights_only=True)",
    by="weights_only=False)",
    hint="Python's pickle format can carry instructions. Which argument restricts it to plain data?",
)
load.mistake(
    "loads onto the device that the file was saved from",
    replace="map_location=device, ",
    by="",
    hint="A file that was saved from a GPU asks for that GPU again. Which argument of `torch.load` maps it?",
)
load.mistake(
    "loads onto the GPU, whatever device is asked for",
    replace="map_location=device, ",
    by='map_location="cuda", ',
    hint="What is the parameter `device` for?",
)
load.mistake(
    "leaves the model on the device that it was on",
    replace=_RETURN,
    by="return model.eval()",
    hint="`map_location` says where the file's tensors go. They are copied into the model: where is that?",
)

# save_checkpoint ---------------------------------------------------------------------------------

checkpoint = Misconceptions("persistence.save_checkpoint")
_WRITE = """with tempfile.TemporaryDirectory(dir=Path(path).parent) as folder:
        unfinished = Path(folder, "unfinished.pt")
        torch.save(checkpoint, unfinished)
        os.replace(unfinished, path)"""
_NEIGHBOUR = """unfinished = f"{path}.tmp"
    torch.save(checkpoint, unfinished)
    os.replace(unfinished, path)"""
checkpoint.mistake(
    "leaves the optimizer out",
    replace='        "optimizer": optimizer.state_dict(),\n',
    by="",
    hint="Where do momentum and the averages of Adam live: in the model?",
)
checkpoint.mistake(
    "leaves the scheduler out",
    replace='        "scheduler": None if scheduler is None else scheduler.state_dict(),\n',
    by="",
    hint="After a resume, how would the schedule know how many epochs have passed?",
)
checkpoint.mistake(
    "leaves the random state out",
    replace='        "random_state": torch.get_rng_state(),\n',
    by="",
    hint="The next shuffle and the next dropout are drawn from a generator. Where does it stand?",
)
checkpoint.mistake(
    "saves the seed, not where the generator stands now",
    replace="torch.get_rng_state()",
    by="torch.initial_seed()",
    hint="Two runs with the same seed: do they draw the same number after a different number of steps?",
)
checkpoint.mistake(
    "saves the whole model",
    replace='"model": model.state_dict()',
    by='"model": model',
    hint="Can `torch.load` read a class of yours with `weights_only=True`?",
)
checkpoint.mistake(
    "asks for the state of a scheduler that is None",
    replace="None if scheduler is None else scheduler.state_dict()",
    by="scheduler.state_dict()",
    hint="`None` has no `state_dict`. What belongs into the checkpoint then?",
)
checkpoint.mistake(
    "saves the number of the next epoch",
    replace='"epoch": epoch',
    by='"epoch": epoch + 1',
    hint="The contract wants the numbers as they were given. Who adds one when training goes on?",
)
checkpoint.mistake(
    "writes over the old file directly",
    replace=_WRITE,
    by="torch.save(checkpoint, path)",
    hint="When the disk is full half-way through writing: what is left of the checkpoint before this one?",
)
checkpoint.mistake(
    "leaves its unfinished file behind when saving fails",
    replace=_WRITE,
    by=_NEIGHBOUR,
    hint="The old checkpoint is safe. Who removes the file that was being written when the error came?",
)
checkpoint.mistake(
    "removes the old file before the new one is written",
    replace=_WRITE,
    by=f"Path(path).unlink(missing_ok=True)\n    {_WRITE}",
    hint="There is a moment with no checkpoint at all. What if writing fails just then?",
)
checkpoint.mistake(
    "hides the error when saving fails",
    replace="""        torch.save(checkpoint, unfinished)
        os.replace(unfinished, path)""",
    by="""        try:
            torch.save(checkpoint, unfinished)
            os.replace(unfinished, path)
        except Exception as error:
            print("could not save:", error)""",
    hint="Whoever called you will believe that the run is safe. How do they learn that it is not?",
)
checkpoint.mistake(
    "adds a text to the path, which may be a path object",
    replace=_WRITE,
    by=_NEIGHBOUR.replace('f"{path}.tmp"', 'path + ".tmp"'),
    hint="What do `str` and `pathlib.Path` have in common? Try your line with a `Path`.",
)
checkpoint.mistake(
    "calls methods of a path object on a path that may be a text",
    replace="Path(path).parent",
    by="path.parent",
    hint="A str has no `parent`. How do you make a path object from whatever comes?",
)
checkpoint.mistake(
    "moves the model to the CPU to save it, and leaves it there",
    replace="model.state_dict()",
    by="model.cpu().state_dict()",
    hint="`Module.cpu` changes the module itself. Where is the caller's model afterwards?",
)

# load_checkpoint ---------------------------------------------------------------------------------

resume = Misconceptions("persistence.load_checkpoint")
resume.mistake(
    "returns the loss before the epoch",
    replace='return checkpoint["epoch"], checkpoint["loss"]',
    by='return checkpoint["loss"], checkpoint["epoch"]',
    hint="In which order does the contract name the two numbers?",
)
resume.mistake(
    "returns the epoch alone",
    replace='return checkpoint["epoch"], checkpoint["loss"]',
    by='return checkpoint["epoch"]',
    hint="How many numbers does the caller expect?",
)
resume.mistake(
    "leaves the optimizer as it is",
    replace='    optimizer.load_state_dict(checkpoint["optimizer"])\n',
    by="",
    hint="Where do momentum and the averages of Adam live: in the model?",
)
resume.mistake(
    "leaves the scheduler as it is",
    replace="""    if scheduler is not None:
        scheduler.load_state_dict(checkpoint["scheduler"])
""",
    by="",
    hint="After a resume, how would the schedule know how many epochs have passed?",
)
resume.mistake(
    "leaves the random state as it is",
    replace='    torch.set_rng_state(checkpoint["random_state"])\n',
    by="",
    hint="The next shuffle and the next dropout are drawn from a generator. Where should it stand?",
)
resume.mistake(
    "fills a scheduler even if none is given",
    replace="if scheduler is not None:",
    by='if checkpoint["scheduler"] is not None:',
    hint="The checkpoint may hold a state for a scheduler that this run does not have.",
)
resume.mistake(
    "takes it for granted that there is a scheduler",
    replace="""    if scheduler is not None:
        scheduler.load_state_dict(checkpoint["scheduler"])
""",
    by='    scheduler.load_state_dict(checkpoint["scheduler"])\n',
    hint="`scheduler` may be None. What is to be loaded then?",
)
resume.mistake(
    "puts new parameters into the model, which the optimizer does not know",
    replace='model.load_state_dict(checkpoint["model"])',
    by='model.load_state_dict(checkpoint["model"], assign=True)',
    hint="Which tensors does the optimizer step, and are they still the model's?",
)
resume.mistake(
    "puts the model into evaluation mode",
    replace='model.load_state_dict(checkpoint["model"])',
    by='model.load_state_dict(checkpoint["model"])\n    model.eval()',
    hint="That fits a model that is loaded to predict. What is a checkpoint loaded for?",
)
resume.mistake(
    "puts the model into training mode",
    replace='model.load_state_dict(checkpoint["model"])',
    by='model.load_state_dict(checkpoint["model"])\n    model.train()',
    hint="What does the contract say about the mode, which is not part of a checkpoint?",
)
resume.mistake(
    "passes over names that do not match",
    replace='model.load_state_dict(checkpoint["model"])',
    by='model.load_state_dict(checkpoint["model"], strict=False)',
    hint="With `strict=False` a file of quite another model loads without a word. What has been loaded then?",
)
resume.mistake(
    "lets the file run whatever code was pickled into it",
    replace="weights_only=True)",
    by="weights_only=False)",
    hint="Python's pickle format can carry instructions. Which argument restricts it to plain data?",
)
resume.mistake(
    "loads onto the device that the file was saved from",
    replace='map_location="cpu", ',
    by="",
    hint="A file that was saved from a GPU asks for that GPU again. Which argument of `torch.load` maps it?",
)
resume.mistake(
    "maps the random state to the device of the model",
    replace='map_location="cpu"',
    by="map_location=next(model.parameters()).device",
    hint="Whose random state is in the file, and on which device does `torch.set_rng_state` want it?",
)

# save_model --------------------------------------------------------------------------------------

whole = Misconceptions("persistence.save_model")
_SAVE_MODEL = "torch.save(model, path)"
whole.mistake(
    "saves the weights alone",
    replace=_SAVE_MODEL,
    by="torch.save(model.state_dict(), path)",
    hint="Who builds the model when the file is loaded: the file, or the code that loads it?",
)
whole.mistake(
    "writes with pickle, not in the format of `torch.save`",
    replace=_SAVE_MODEL,
    by='import pickle\n    with open(path, "wb") as file:\n        pickle.dump(model, file)',
    hint="With which function will the file be read? Which one is its counterpart?",
)
whole.mistake(
    "puts the model into another dict, under a name",
    replace=_SAVE_MODEL,
    by='torch.save({"model": model}, path)',
    hint="The contract says that the file holds the model and nothing else.",
)
whole.mistake(
    "makes up its own ending for the file's name",
    replace=_SAVE_MODEL,
    by='torch.save(model, f"{path}.pt")',
    hint="Whoever gave you the path will look for the file under exactly that name.",
)
whole.mistake(
    "puts the model into evaluation mode first",
    replace=_SAVE_MODEL,
    by="torch.save(model.eval(), path)",
    hint="`eval` changes the module itself. In which mode does the caller's training go on?",
)
whole.mistake(
    "saves a copy in evaluation mode",
    replace=_SAVE_MODEL,
    by="import copy\n    torch.save(copy.deepcopy(model).eval(), path)",
    hint="The mode is a part of the whole model: what does the contract say about it?",
)
whole.mistake(
    "saves a frozen copy",
    replace=_SAVE_MODEL,
    by="import copy\n    torch.save(copy.deepcopy(model).requires_grad_(False), path)",
    hint="Whoever loads the model may want to train it on. Which parameters could be?",
)
whole.mistake(
    "moves the model to the CPU to save it, and leaves it there",
    replace=_SAVE_MODEL,
    by="torch.save(model.cpu(), path)",
    hint="`Module.cpu` changes the module itself. Where is the caller's model afterwards?",
)

# load_model --------------------------------------------------------------------------------------

trust = Misconceptions("persistence.load_model")
trust.mistake(
    "moves the model to a GPU wherever there is one",
    replace='return torch.load(path, map_location="cpu", weights_only=False)',
    by='model = torch.load(path, map_location="cpu", weights_only=False)\n'
    '    return model.to("cuda") if torch.cuda.is_available() else model',
    hint="Where does the contract say that the tensors are, on a machine with a GPU too?",
)
_GUARD = """    if not trusted:
        raise ValueError(
            "A file with a whole model can run any code while it is read. "
            "If you trust whoever wrote it, say so with trusted=True."
        )
"""
_LOAD_MODEL = 'torch.load(path, map_location="cpu", weights_only=False)'
trust.mistake(
    "loads any file, trusted or not",
    replace=_GUARD,
    by="",
    hint="What is the parameter `trusted` for, if the file is read in any case?",
)
trust.mistake(
    "trusts any file unless told otherwise",
    replace="trusted: bool = False",
    by="trusted: bool = True",
    hint="What happens to the caller who has never heard of the question?",
)
trust.mistake(
    "loads the file first, and asks afterwards whether it is trusted",
    replace=f"{_GUARD}    return {_LOAD_MODEL}",
    by=f"    model = {_LOAD_MODEL}\n{_GUARD}    return model",
    hint="What a file can do, it does while it is read. When is the last moment to refuse it?",
)
trust.mistake(
    "leaves it to `torch.load` to refuse what is not trusted",
    replace=f"{_GUARD}    return {_LOAD_MODEL}",
    by='    return torch.load(path, map_location="cpu", weights_only=not trusted)',
    hint="Which error does `torch.load` raise, and does its message say what the caller is to do?",
)
trust.mistake(
    "returns nothing for what is not trusted",
    replace="""        raise ValueError(
            "A file with a whole model can run any code while it is read. "
            "If you trust whoever wrote it, say so with trusted=True."
        )
""",
    by='        print("This file is not trusted.")\n        return None\n',
    hint="How does the caller learn why there is no model?",
)
trust.mistake(
    "refuses with a PermissionError",
    replace="raise ValueError(",
    by="raise PermissionError(",
    hint="Which exception does the contract name?",
)
trust.mistake(
    "refuses without a word of reason",
    replace=_GUARD,
    by="    if not trusted:\n        raise ValueError\n",
    hint="Print the error that your code raises. What could somebody do about it who reads it?",
)
trust.mistake(
    "refuses what is trusted as well, since PyTorch reads plain data alone by default",
    replace=", weights_only=False",
    by="",
    hint="What is the default of `weights_only`, and is a module plain data?",
)
trust.mistake(
    "loads onto the device that the file was saved from",
    replace='map_location="cpu", ',
    by="",
    hint="A file that was saved from a GPU asks for that GPU again. Which argument of `torch.load` maps it?",
)
trust.mistake(
    "puts the model into evaluation mode",
    replace=_LOAD_MODEL,
    by=f"{_LOAD_MODEL}.eval()",
    hint="The mode is a part of the whole model. What does the contract say about it?",
)

# BestKeeper --------------------------------------------------------------------------------------

keeper = Misconceptions("persistence.BestKeeper")
_KEEP = "copy.deepcopy(model.state_dict())"
_BETTER = "if metric < self._metric:"
_RESTORE = "model.load_state_dict(self._weights)"
keeper.mistake(
    "keeps the tensors that training goes on to change",
    replace=_KEEP,
    by="model.state_dict()",
    hint="Print an entry of your snapshot before and after one more step. Whose tensors are in it?",
)
keeper.mistake(
    "copies the dict and not the tensors in it",
    replace=_KEEP,
    by="dict(model.state_dict())",
    hint="A copy of a dict is a new dict. And what it holds?",
    same_as="keeps the tensors that training goes on to change",
)
keeper.mistake(
    "keeps the model itself",
    replace=_KEEP,
    by="model",
    hint="How many models are there after `best = model`?",
)
keeper.mistake(
    "keeps the parameters and leaves the buffers out",
    replace=f"self._weights = {_KEEP}",
    by="self._weights = {k: p.detach().clone() for k, p in model.named_parameters()}",
    hint="A BatchNorm has learned a running mean. Is that one of `parameters()`?",
)
keeper.mistake(
    "takes the larger metric for the better one",
    replace=_BETTER,
    by="if self._weights is None or metric > self._metric:",
    hint="Is the metric an accuracy or a loss?",
)
keeper.mistake(
    "lets the latest of equals win",
    replace=_BETTER,
    by="if metric <= self._metric:",
    hint="Is a model better if its metric is the same?",
)
keeper.mistake(
    "takes a nan for better",
    replace=_BETTER,
    by="if not metric >= self._metric:",
    hint="Every comparison with nan is False. What is the negation of one?",
)
keeper.mistake(
    "keeps whatever comes first, even a nan, which nothing is better than",
    replace=_BETTER,
    by="if self._weights is None or metric < self._metric:",
    hint="If the first metric is nan: which number is less than that?",
)
keeper.mistake(
    "begins with 0 as the best metric",
    replace="self._metric = math.inf",
    by="self._metric = 0.0",
    hint="Which loss is less than 0?",
)
keeper.mistake(
    "never writes down the best metric",
    replace="            self._metric = metric\n",
    by="",
    hint="What is the second metric compared with?",
)
keeper.mistake(
    "says nothing if there is nothing to restore",
    replace="""        if self._weights is None:
            raise RuntimeError("Nothing has been kept yet: call update with a metric first.")
        model.load_state_dict(self._weights)
""",
    by="""        if self._weights is not None:
            model.load_state_dict(self._weights)
""",
    hint="The caller goes on with a model that has not been restored. How do they learn of it?",
)
keeper.mistake(
    "puts the snapshot's own tensors into the model",
    replace=_RESTORE,
    by="model.load_state_dict(self._weights, assign=True)",
    hint="Which tensors does the optimizer step afterwards, and which ones does the model have?",
)
keeper.mistake(
    "lets the snapshot go when it is restored",
    replace=_RESTORE,
    by=f"{_RESTORE}\n        self._weights = None",
    hint="May `restore` be called a second time?",
)
keeper.mistake(
    "restores into evaluation mode",
    replace=_RESTORE,
    by=f"{_RESTORE}\n        model.eval()",
    hint="Who decides whether training goes on after a restore?",
)
keeper.mistake(
    "moves the model to the CPU to copy it",
    replace=_KEEP,
    by="copy.deepcopy(model.cpu().state_dict())",
    hint="`Module.cpu` changes the module itself. Where does training go on?",
)


@keeper.mistake(
    "fills a copy of the model and leaves the given one as it was",
    hint="What does assigning to the parameter `model` do to the caller's model?",
)
class BestKeeper:
    def __init__(self):
        self._metric = math.inf
        self._best = None

    def update(self, metric, model):
        if metric < self._metric:
            self._metric = metric
            self._best = copy.deepcopy(model.state_dict())

    def restore(self, model):
        if self._best is None:
            raise RuntimeError("Nothing has been kept yet.")
        model = copy.deepcopy(model)
        model.load_state_dict(self._best)


# export_onnx -------------------------------------------------------------------------------------

onnx = Misconceptions("persistence.export_onnx")
_MODEL = "copy.deepcopy(model).eval(),"
_EXPORT = """torch.onnx.export(
        copy.deepcopy(model).eval(),
        (example,),
        os.fspath(path),
        input_names=["samples"],
        output_names=["results"],
        dynamic_axes={"samples": {0: "batch"}, "results": {0: "batch"}},
        dynamo=False,
    )
"""
_AXES = 'dynamic_axes={"samples": {0: "batch"}, "results": {0: "batch"}},'
onnx.mistake(
    "fixes the number of samples to that of the example",
    replace=f"        {_AXES}\n",
    by="",
    hint="Run your file on a batch of another size than the example. Which axis has to be declared free?",
)
onnx.mistake(
    "declares the axis of the features free, not that of the samples",
    replace=_AXES,
    by='dynamic_axes={"samples": {1: "batch"}, "results": {1: "batch"}},',
    hint="Along which axis do the samples lie?",
    same_as="fixes the number of samples to that of the example",
)
onnx.mistake(
    "exports layers in training mode",
    replace=f"{_MODEL}\n        (example,),",
    by="copy.deepcopy(model),\n        (example,),\n        training=torch.onnx.TrainingMode.PRESERVE,\n        f=",
    hint="In which mode are the layers of a model that has just been trained, and in which one do they predict?",
)
onnx.mistake(
    "leaves the model in evaluation mode",
    replace=_MODEL,
    by="model.eval(),",
    hint="`eval` changes the module itself. In which mode does the caller's training go on?",
)
onnx.mistake(
    "puts all of the model into training mode afterwards",
    replace="    torch.onnx.export(\n        copy.deepcopy(model).eval(),",
    by="    kept = model\n    model = copy.deepcopy(model).eval()\n    kept.train()\n    torch.onnx.export(\n        model,",
    hint="A part of the model may have been frozen in evaluation mode. Which modes were there before?",
)
onnx.mistake(
    "leaves the weights out of the file",
    replace="dynamo=False,",
    by="dynamo=False,\n        export_params=False,",
    hint="How many inputs does your file want? Who is to give it the weights?",
)
onnx.mistake(
    "exports in float32, whatever the dtype of the model",
    replace=f"{_MODEL}\n        (example,),",
    by="copy.deepcopy(model).eval().float(),\n        (example.float(),),",
    hint="The file takes the dtype that it was exported with. Which one does the contract name?",
)
onnx.mistake(
    "makes up its own ending for the file's name",
    replace="os.fspath(path),",
    by='f"{path}.onnx",',
    hint="Whoever gave you the path will look for the file under exactly that name.",
)
onnx.mistake(
    "writes a file of PyTorch, which nothing else can read",
    replace=_EXPORT,
    by="torch.save(model.state_dict(), path)\n",
    hint="`torch.save` and `torch.jit.save` need PyTorch to read what they wrote. Who is to read this file?",
)
