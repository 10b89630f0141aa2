"""Models: what goes wrong."""

import math

import torch
from torch import Tensor, nn

from torchkata.exercise import Misconceptions

# MyLinear ----------------------------------------------------------------------------------------

linear = Misconceptions("models.MyLinear")
linear.mistake(
    "never runs the `__init__` of `nn.Module`",
    replace="super().__init__()",
    by="pass",
    hint="Where does a module keep its parameters, and who creates that place?",
)
linear.mistake(
    "stores the weight as a plain tensor, which the module does not know of",
    replace="nn.Parameter(torch.empty(out_features, in_features).uniform_(-bound, bound))",
    by="torch.empty(out_features, in_features).uniform_(-bound, bound).requires_grad_()",
    hint="What does `list(layer.parameters())` show? What turns a tensor into a parameter?",
)
linear.mistake(
    "multiplies the parameter after it was made, and the product is a plain tensor again",
    replace="torch.empty(out_features, in_features).uniform_(-bound, bound))",
    by="torch.empty(out_features, in_features).uniform_(-1, 1)) * bound",
    hint="What is the type of `nn.Parameter(t) * 2`? What does `list(layer.parameters())` show?",
    same_as="stores the weight as a plain tensor, which the module does not know of",
)
linear.mistake(
    "stores the bias as a plain tensor, which the module does not know of",
    replace="nn.Parameter(torch.empty(out_features).uniform_(-bound, bound))",
    by="torch.empty(out_features).uniform_(-bound, bound).requires_grad_()",
    hint="What does `list(layer.parameters())` show? What turns a tensor into a parameter?",
)
linear.mistake(
    "has a bias whatever the flag says",
    replace="        if bias:\n",
    by="        if True:\n",
    hint="How many parameters should a layer made with `bias=False` have?",
)
linear.mistake(
    "has no attribute `bias` when the flag is False",
    replace="""        else:
            self.register_parameter("bias", None)
""",
    by="",
    hint="What does `MyLinear(3, 2, bias=False).bias` give, and what should it give?",
)
linear.mistake(
    "stands in for a missing bias with zeros",
    replace='self.register_parameter("bias", None)',
    by="self.bias = torch.zeros(out_features)",
    hint="What should `MyLinear(3, 2, bias=False).bias` be? Zeros have a shape and a dtype too.",
)
linear.mistake(
    "adds the bias even where it is None",
    replace="return output if self.bias is None else output + self.bias",
    by="return output + self.bias",
    hint="What is a tensor plus None?",
)
linear.mistake(
    "leaves the bias out of the output",
    replace="return output if self.bias is None else output + self.bias",
    by="return output",
    hint="Where does `forward` use `self.bias`?",
)
linear.mistake(
    "adds the bias once for each sample, not for each output",
    replace="output + self.bias",
    by="output + self.bias.unsqueeze(-1)",
    hint="Which axis of the output should the bias run along, and which one does it meet?",
)
linear.mistake(
    "has a bias of shape (out, 1)",
    replace="nn.Parameter(torch.empty(out_features).uniform_",
    by="nn.Parameter(torch.empty(out_features, 1).uniform_",
    hint="Which axis of an output of shape (N, out) does a bias of shape (out, 1) run along?",
)
linear.mistake(
    "does not transpose the weight",
    replace="x @ self.weight.T",
    by="x @ self.weight",
    hint="Which axis of the weight belongs to the inputs, and which one does `@` add up over?",
)


@linear.mistake(
    "keeps its weight as (in, out)",
    hint="Which shape has the weight of an `nn.Linear(3, 2)`, and what becomes of a state dict here?",
)
class MyLinear(nn.Module):
    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        bound = 1 / math.sqrt(in_features)
        self.weight = nn.Parameter(torch.empty(in_features, out_features).uniform_(-bound, bound))
        if bias:
            self.bias = nn.Parameter(torch.empty(out_features).uniform_(-bound, bound))
        else:
            self.register_parameter("bias", None)

    def forward(self, x: Tensor) -> Tensor:
        output = x @ self.weight
        return output if self.bias is None else output + self.bias


linear.mistake(
    "multiplies with a 2-D product, which takes matrices only",
    replace="x @ self.weight.T",
    by="torch.mm(x, self.weight.T)",
    hint="What does `torch.mm` say to a single vector, and which product takes any leading axes?",
)
linear.mistake(
    "transposes the input, which is another thing for every number of axes",
    replace="x @ self.weight.T",
    by="(self.weight @ x.T).T",
    hint="Which axes does `.T` exchange in a tensor with three of them?",
)
linear.mistake(
    "flattens the leading axes and does not bring them back",
    replace="x @ self.weight.T",
    by="x.reshape(-1, x.shape[-1]) @ self.weight.T",
    hint="A vector goes in: how many axes does your output have?",
)
linear.mistake(
    "computes with `weight.data`, which no gradient can flow through",
    replace="self.weight.T",
    by="self.weight.data.T",
    hint="What does `.data` keep of a parameter, and what does it leave behind?",
)
linear.mistake(
    "adds a detached bias, which no gradient can flow through",
    replace="output + self.bias",
    by="output + self.bias.detach()",
    hint="What is `layer.bias.grad` after a backward pass, and what cuts the way there?",
)
linear.mistake(
    "cuts the gradient of its input",
    replace="x @ self.weight.T",
    by="x.detach() @ self.weight.T",
    hint="How should a layer in front of this one learn?",
)
linear.mistake(
    "converts its input to float32",
    replace="x @ self.weight.T",
    by="x.float() @ self.weight.T",
    hint="What happens when the whole layer was converted to another dtype?",
)
linear.mistake(
    "does not return anything from `forward`",
    replace="return output if self.bias is None else output + self.bias",
    by="output if self.bias is None else output + self.bias",
    hint="What does a Python function without `return` give back?",
)
linear.mistake(
    "starts from a weight of zeros",
    replace="torch.empty(out_features, in_features).uniform_(-bound, bound)",
    by="torch.zeros(out_features, in_features)",
    hint="If all rows of the weight are equal, how can one of them learn something of its own?",
)
linear.mistake(
    "starts from a weight of ones",
    replace="torch.empty(out_features, in_features).uniform_(-bound, bound)",
    by="torch.ones(out_features, in_features)",
    hint="If all rows of the weight are equal, how can one of them learn something of its own?",
)
linear.mistake(
    "starts from a bias of zeros",
    replace="torch.empty(out_features).uniform_(-bound, bound)",
    by="torch.zeros(out_features)",
    hint="What does the contract say about the initial values of the bias?",
)
linear.mistake(
    "draws initial weights that are too large, beyond 1/sqrt(in)",
    replace="torch.empty(out_features, in_features).uniform_(-bound, bound)",
    by="torch.randn(out_features, in_features)",
    hint="How large may an initial value be when there are 100 inputs?",
)
linear.mistake(
    "draws initial weights with `kaiming_uniform_` as it is, whose default is meant for ReLU",
    replace="nn.Parameter(torch.empty(out_features, in_features).uniform_(-bound, bound))",
    by="nn.Parameter(torch.empty(out_features, in_features))\n"
    "        nn.init.kaiming_uniform_(self.weight)",
    hint="How large may an initial value be when there are 100 inputs?",
    same_as="draws initial weights that are too large, beyond 1/sqrt(in)",
)
linear.mistake(
    "draws initial values between 0 and 1, however many inputs there are",
    replace="torch.empty(out_features, in_features).uniform_(-bound, bound)",
    by="torch.rand(out_features, in_features)",
    hint="How large may an initial value be when there are 100 inputs?",
)
linear.mistake(
    "makes its weight in float64",
    replace="torch.empty(out_features, in_features).uniform_(-bound, bound)",
    by="torch.empty(out_features, in_features, dtype=torch.float64).uniform_(-bound, bound)",
    hint="Which dtype has the weight of an `nn.Linear`, and which one has an array that comes from NumPy?",
)
linear.mistake(
    "takes the bound of the initial values from the number of outputs",
    replace="bound = 1 / math.sqrt(in_features)",
    by="bound = 1 / math.sqrt(out_features)",
    hint="How many terms does one output add up: as many as there are inputs, or outputs?",
)
linear.mistake(
    "seeds the global generator, so that all layers start alike",
    replace="        super().__init__()\n",
    by="        super().__init__()\n        torch.manual_seed(0)\n",
    hint="Two layers made one after the other: should they have the same weights?",
)


@linear.mistake(
    "makes an `nn.Linear` in every forward pass",
    hint="Call your layer twice on the same input. Where do things live that must survive a call?",
)
class MyLinear(nn.Module):
    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.use_bias = bias

    def forward(self, x: Tensor) -> Tensor:
        return nn.Linear(self.in_features, self.out_features, self.use_bias)(x)


@linear.mistake(
    "wraps an `nn.Linear`, whose parameters then have other names",
    hint="Which names do the parameters have in `list(layer.state_dict())`?",
)
class MyLinear(nn.Module):
    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, out_features, bias)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)


@linear.mistake(
    "inherits from `nn.Linear`",
    hint="Which line of your class multiplies and adds? It should be one of yours.",
)
class MyLinear(nn.Linear):
    def __init__(self, in_features: int, out_features: int, bias: bool = True) -> None:
        super().__init__(in_features, out_features, bias)


linear.mistake(
    "leaves the work to `torch.nn.functional.linear`",
    replace="""        output = x @ self.weight.T
        return output if self.bias is None else output + self.bias
""",
    by="""        return nn.functional.linear(x, self.weight, self.bias)
""",
    hint="Which product and which sum does `torch.nn.functional.linear` do for you?",
)
linear.mistake(
    "adds its products to a tensor that it makes on the CPU",
    replace="output = x @ self.weight.T\n",
    by="output = torch.zeros(*x.shape[:-1], len(self.weight), dtype=x.dtype)\n        output += x @ self.weight.T\n",
    hint="`torch.zeros` makes its tensor on the CPU unless it is told `device=`. Where are x and the weight?",
)
linear.mistake(
    "adds zeros that it makes on the CPU where it has no bias",
    replace="return output if self.bias is None else output + self.bias",
    by="return output + (torch.zeros(len(self.weight), dtype=x.dtype) if self.bias is None else self.bias)",
    hint="Moving a module moves its parameters and buffers. Is what `forward` makes one of them?",
)
linear.mistake(
    "moves its input to the first GPU as soon as there is one",
    replace="output = x @ self.weight.T",
    by='x = x.to("cuda" if torch.cuda.is_available() else "cpu")\n        output = x @ self.weight.T',
    hint="Who moves a layer: itself or its owner? Where are `self.weight` and x before your line, and after it?",
)
linear.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="return output if self.bias is None else output + self.bias",
    by="return (output if self.bias is None else output + self.bias).cpu()",
    hint="The next layer lies where this one does. Where does it get its input?",
)

# LinearRegressionModel ---------------------------------------------------------------------------

line = Misconceptions("models.LinearRegressionModel")
line.mistake(
    "never runs the `__init__` of `nn.Module`",
    replace="super().__init__()",
    by="pass",
    hint="Where does a module keep its layers, and who creates that place?",
)


@line.mistake(
    "keeps its layer under another name than `linear`",
    hint="Which keys has your state dict, and which ones does the contract name?",
)
class LinearRegressionModel(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(1, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.layer(x)


@line.mistake(
    "makes a new layer in every forward pass",
    hint="Call your model twice on the same input. Where do things live that must survive a call?",
)
class LinearRegressionModel(nn.Module):
    def __init__(self) -> None:
        super().__init__()

    def forward(self, x: Tensor) -> Tensor:
        return nn.Linear(1, 1)(x)


@line.mistake(
    "keeps a slope and an offset of its own, and has no layer",
    hint="Which keys has the state dict of an `nn.Linear`, and what is the layer to be called here?",
)
class LinearRegressionModel(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(1))
        self.bias = nn.Parameter(torch.randn(1))

    def forward(self, x: Tensor) -> Tensor:
        return self.weight * x + self.bias


line.mistake(
    "has a layer without a bias",
    replace="nn.Linear(1, 1)",
    by="nn.Linear(1, 1, bias=False)",
    hint="Which height has a line without an offset at 0, whatever its slope?",
)
line.mistake(
    "does not return anything from `forward`",
    replace="return self.linear(x)",
    by="self.linear(x)",
    hint="What does a Python function without `return` give back?",
)
line.mistake(
    "calls `forward` of its layer by name, so that hooks do not run",
    replace="self.linear(x)",
    by="self.linear.forward(x)",
    hint="How is a module meant to be called, and what happens there besides `forward`?",
)
line.mistake(
    "drops the last axis of its output",
    replace="self.linear(x)",
    by="self.linear(x).squeeze(-1)",
    hint="Which shape has the output for three samples, and which one should it have?",
)
line.mistake(
    "drops every axis of size 1 from its output, also that of a batch of one",
    replace="self.linear(x)",
    by="self.linear(x).squeeze()",
    hint="How many axes are left when a single sample comes in? Which axes should `squeeze` take?",
)
line.mistake(
    "bends the line with a ReLU",
    replace="self.linear(x)",
    by="torch.relu(self.linear(x))",
    hint="Can your model ever predict a negative number?",
)
line.mistake(
    "computes without a graph, so that nothing can be learned",
    replace="self.linear(x)",
    by="self.linear(x).detach()",
    hint="How should a gradient get from the output to the slope?",
)
line.mistake(
    "converts its input to float32",
    replace="self.linear(x)",
    by="self.linear(x.float())",
    hint="What happens when the whole model was converted to another dtype?",
)
line.mistake(
    "starts from a slope and an offset of zero",
    replace="self.linear = nn.Linear(1, 1)",
    by="self.linear = nn.Linear(1, 1)\n"
    "        nn.init.zeros_(self.linear.weight)\n"
    "        nn.init.zeros_(self.linear.bias)",
    hint="Which values has an `nn.Linear` when it is new? Who asks you to change them?",
)
line.mistake(
    "seeds the global generator, so that all models start alike",
    replace="super().__init__()",
    by="super().__init__()\n        torch.manual_seed(0)",
    hint="Two models made one after the other: should they have the same slope?",
)
line.mistake(
    "moves its input to the first GPU as soon as there is one",
    replace="self.linear(x)",
    by='self.linear(x.to("cuda" if torch.cuda.is_available() else "cpu"))',
    hint="Where is the layer, and where are x before your line and after it? A machine may have two GPUs.",
)
line.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="self.linear(x)",
    by="self.linear(x).cpu()",
    hint="The loss compares the output with targets that lie beside the input. Where is your output?",
)

# BinaryClassificationModel -----------------------------------------------------------------------

binary = Misconceptions("models.BinaryClassificationModel")
binary.mistake(
    "returns logits, without the sigmoid",
    replace="self.sigmoid(self.layer(x))",
    by="self.layer(x)",
    hint="Can a probability be 3, or negative? Which part of the model does `forward` never call?",
)
binary.mistake(
    "takes a softmax of a single output, which is always 1",
    replace="self.sigmoid(self.layer(x))",
    by="torch.softmax(self.layer(x), dim=1)",
    hint="Softmax makes the outputs of a sample add up to 1. How many outputs has a sample here?",
)
binary.mistake(
    "takes the softmax over the samples of a batch",
    replace="self.sigmoid(self.layer(x))",
    by="torch.softmax(self.layer(x), dim=0)",
    hint="Should the probability of one sample depend on the others in its batch?",
)
binary.mistake(
    "applies the sigmoid twice",
    replace="self.sigmoid(self.layer(x))",
    by="self.sigmoid(self.sigmoid(self.layer(x)))",
    hint="What is the sigmoid of a number between 0 and 1? Can your model ever give less than 0.5?",
)
binary.mistake(
    "applies a ReLU in front of the sigmoid",
    replace="self.sigmoid(self.layer(x))",
    by="self.sigmoid(torch.relu(self.layer(x)))",
    hint="What is the least probability that your model can give?",
)
binary.mistake(
    "decides for a class, and returns 0 or 1",
    replace="self.sigmoid(self.layer(x))",
    by="self.sigmoid(self.layer(x)).round()",
    hint="How sure is the model? And what is the slope of a step?",
)
binary.mistake(
    "drops the last axis of its output",
    replace="self.sigmoid(self.layer(x))",
    by="self.sigmoid(self.layer(x)).squeeze(-1)",
    hint="Which shape has the output for three samples, and which one should it have?",
)
binary.mistake(
    "defines `sigmoid` and then calls `Sigmoid`, which it does not have",
    replace="self.sigmoid(self.layer(x))",
    by="self.Sigmoid(self.layer(x))",
    hint="Python tells large letters from small ones. Under which name did you keep the sigmoid?",
)
binary.mistake(
    "leaves its attribute `sigmoid` unused and calls `torch.sigmoid`",
    replace="self.sigmoid(self.layer(x))",
    by="torch.sigmoid(self.layer(x))",
    hint="What becomes of a hook on `model.sigmoid`, or of another module that is put in its place?",
)
binary.mistake(
    "keeps the function `torch.sigmoid` in place of a module",
    replace="nn.Sigmoid()",
    by="torch.sigmoid",
    hint="Can a hook be registered on your attribute `sigmoid`? Does it show when the model is printed?",
)
binary.mistake(
    "keeps the class `nn.Sigmoid` itself, and never makes an object of it",
    replace="nn.Sigmoid()",
    by="nn.Sigmoid",
    hint="What is the difference between `nn.Sigmoid` and `nn.Sigmoid()`?",
)
binary.mistake(
    "always takes two features",
    replace="nn.Linear(in_features, 1)",
    by="nn.Linear(2, 1)",
    hint="What is the parameter `in_features` for?",
)
binary.mistake(
    "has one output for each of the two classes",
    replace="nn.Linear(in_features, 1)",
    by="nn.Linear(in_features, 2)",
    hint="If one class has probability 0.7, what is left for the other? How many numbers are needed?",
)


@binary.mistake(
    "keeps its layer under another name than `layer`",
    hint="Which keys has your state dict, and which ones does the contract name?",
)
class BinaryClassificationModel(nn.Module):
    def __init__(self, in_features: int = 2) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, 1)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        return self.sigmoid(self.linear(x))


binary.mistake(
    "moves its input to the first GPU as soon as there is one",
    replace="self.layer(x)",
    by='self.layer(x.to("cuda" if torch.cuda.is_available() else "cpu"))',
    hint="Where is the layer, and where are x before your line and after it? A machine may have two GPUs.",
)
binary.mistake(
    "gives its result on the CPU, wherever its input is",
    replace="self.sigmoid(self.layer(x))",
    by="self.sigmoid(self.layer(x)).cpu()",
    hint="The loss compares the output with targets that lie beside the input. Where is your output?",
)

# NeuralNetwork -----------------------------------------------------------------------------------

network = Misconceptions("models.NeuralNetwork")
network.mistake(
    "never runs the `__init__` of `nn.Module`",
    replace="super().__init__()",
    by="pass",
    hint="Where does a module keep its layers, and who creates that place?",
)
network.mistake(
    "returns probabilities: a softmax stands after the last layer",
    replace="nn.Linear(hidden, classes),",
    by="nn.Linear(hidden, classes),\n            nn.Softmax(dim=1),",
    hint="What does `nn.CrossEntropyLoss` do to the logits first? And what if they are no logits any more?",
)
network.mistake(
    "has a ReLU after the last layer too, so that no logit is ever negative",
    replace="nn.Linear(hidden, classes),",
    by="nn.Linear(hidden, classes),\n            nn.ReLU(),",
    hint="How could your network say that a class is most unlikely?",
)
network.mistake(
    "has nothing between its linear layers, which then are one",
    replace="""nn.ReLU(),
            nn.Linear(hidden, hidden),
            nn.ReLU(),""",
    by="nn.Linear(hidden, hidden),",
    hint="What is a weighted sum of weighted sums? What has to stand between two linear layers?",
)
network.mistake(
    "has no ReLU after the second layer",
    replace="""nn.Linear(hidden, hidden),
            nn.ReLU(),""",
    by="nn.Linear(hidden, hidden),",
    hint="How many linear layers are followed by another one, and how many ReLUs have you?",
)
network.mistake(
    "uses a sigmoid where the contract has a ReLU",
    replace="""nn.Linear(in_features, hidden),
            nn.ReLU(),
            nn.Linear(hidden, hidden),
            nn.ReLU(),""",
    by="""nn.Linear(in_features, hidden),
            nn.Sigmoid(),
            nn.Linear(hidden, hidden),
            nn.Sigmoid(),""",
    hint="Which nonlinearity does the contract name, and what does it do to a positive number?",
)
network.mistake(
    "puts the class `nn.ReLU` into `nn.Sequential`, not an object of it",
    replace="""nn.Linear(hidden, hidden),
            nn.ReLU(),""",
    by="""nn.Linear(hidden, hidden),
            nn.ReLU,""",
    hint="What is the difference between `nn.ReLU` and `nn.ReLU()`?",
)


@network.mistake(
    "writes `nn.ReLU(x)`, which makes a module and computes nothing",
    hint="What is the type of `nn.ReLU(x)`? A module is made first, and called then.",
)
class NeuralNetwork(nn.Module):
    def __init__(self, in_features: int = 28 * 28, hidden: int = 512, classes: int = 10) -> None:
        super().__init__()
        self.first = nn.Linear(in_features, hidden)
        self.second = nn.Linear(hidden, hidden)
        self.third = nn.Linear(hidden, classes)

    def forward(self, x: Tensor) -> Tensor:
        x = nn.ReLU(self.first(x.flatten(1)))
        x = nn.ReLU(self.second(x))
        return self.third(x)


network.mistake(
    "has one hidden layer only",
    replace="""nn.Linear(hidden, hidden),
            nn.ReLU(),
""",
    by="",
    hint="How many linear layers does the contract list?",
)
network.mistake(
    "flattens the axis of the samples too",
    replace="self.layers(self.flatten(x))",
    by="self.layers(x.flatten())",
    hint="Which shape has `x.flatten()` for seven images, and where are the seven?",
)
network.mistake(
    "does not flatten its input",
    replace="self.layers(self.flatten(x))",
    by="self.layers(x)",
    hint="Along which axis does a linear layer look for its inputs, and what lies there in an image?",
)
network.mistake(
    "flattens with `view`, which cannot follow every order in memory",
    replace="self.layers(self.flatten(x))",
    by="self.layers(x.view(len(x), -1))",
    hint="What does `view` say to an image whose axes were exchanged, and which method copies where it must?",
)
network.mistake(
    "always expects images of 28 by 28 pixels",
    replace="nn.Linear(in_features, hidden)",
    by="nn.Linear(28 * 28, hidden)",
    hint="What is the parameter `in_features` for?",
)
network.mistake(
    "always has 512 outputs in its hidden layers",
    replace="""nn.Linear(in_features, hidden),
            nn.ReLU(),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Linear(hidden, classes),""",
    by="""nn.Linear(in_features, 512),
            nn.ReLU(),
            nn.Linear(512, 512),
            nn.ReLU(),
            nn.Linear(512, classes),""",
    hint="What is the parameter `hidden` for?",
)
network.mistake(
    "always has 10 outputs",
    replace="nn.Linear(hidden, classes)",
    by="nn.Linear(hidden, 10)",
    hint="What is the parameter `classes` for?",
)
network.mistake(
    "moves its input to the first GPU as soon as there is one",
    replace="self.layers(self.flatten(x))",
    by='self.layers(self.flatten(x).to("cuda" if torch.cuda.is_available() else "cpu"))',
    hint="Where are the layers, and where are x before your line and after it? A machine may have two GPUs.",
)
network.mistake(
    "copies the flat images into a table that it makes on the CPU",
    replace="self.layers(self.flatten(x))",
    by="""self.layers(
            torch.empty(len(x), x[0].numel(), dtype=x.dtype).copy_(self.flatten(x))
        )""",
    hint="`torch.empty` makes its tensor on the CPU unless it is told `device=`. Do you need the table?",
)

# predict_classes ---------------------------------------------------------------------------------

predict = Misconceptions("models.predict_classes")
_RESTORE = """    for module, was_training in modes:
        module.training = was_training
"""
predict.mistake(
    "takes the softmax over the samples, not over the classes",
    replace="softmax(dim=1)",
    by="softmax(dim=0)",
    hint="What should add up to 1: the numbers of one sample, or those of one class?",
)
predict.mistake(
    "looks for the largest number of each class, not of each sample",
    replace="argmax(dim=1)",
    by="argmax(dim=0)",
    hint="Which axis should vanish, and which one should remain?",
)
predict.mistake(
    "looks for the largest number of the whole batch",
    replace="argmax(dim=1)",
    by="argmax()",
    hint="How many predictions are asked for, and how many numbers do you return?",
)
predict.mistake(
    "returns the largest probabilities, not where they are",
    replace="probabilities.argmax(dim=1)",
    by="probabilities.max(dim=1).values",
    hint="Is a class something like 0.7, or something like 2?",
)
predict.mistake(
    "returns the probabilities of all classes",
    replace="probabilities.argmax(dim=1)",
    by="probabilities",
    hint="Which of the classes is it?",
)
predict.mistake(
    "keeps the axis of the classes, with size 1",
    replace="argmax(dim=1)",
    by="argmax(dim=1, keepdim=True)",
    hint="Which shape has your result for three samples, and which one should it have?",
)
predict.mistake(
    "computes a softmax by hand that overflows for large logits",
    replace="probabilities = model(x).softmax(dim=1)",
    by="probabilities = model(x).exp() / model(x).exp().sum(dim=1, keepdim=True)",
    hint="What is e to the power of 900 for a computer, and what is infinity divided by infinity?",
)
predict.mistake(
    "does not put the model into evaluation mode",
    replace="    model.eval()\n",
    by="",
    hint="What does Dropout do to the inputs of a model in training mode? Ask it twice.",
)
predict.mistake(
    "leaves the model in evaluation mode",
    replace=_RESTORE,
    by="",
    hint="Somebody predicts between two epochs: in which mode does the training go on?",
)
predict.mistake(
    "puts the model into training mode afterwards, whatever mode it was in",
    replace=_RESTORE,
    by="    model.train()\n",
    hint="A model came in evaluation mode: in which mode does it leave?",
)
predict.mistake(
    "puts the mode of a module back in all submodules inside it too, frozen ones among them",
    replace=_RESTORE,
    by="    model.train(modes[0][1])\n",
    hint="A BatchNorm was frozen inside a model in training mode. What does `model.train(True)` do to it?",
)
predict.mistake(
    "builds a graph, since evaluation mode does not switch gradients off",
    replace="with torch.no_grad():",
    by="if True:",
    hint="Do the outputs of a model in evaluation mode require gradients? Which switch is for that?",
)
predict.mistake(
    "switches gradients off for the rest of the program",
    replace="with torch.no_grad():",
    by="torch.set_grad_enabled(False)\n    if True:",
    hint="After your function the caller goes on training. What does `backward` say then?",
)
predict.mistake(
    "moves the batch to the first GPU as soon as there is one",
    replace="model(x)",
    by='model(x.to("cuda" if torch.cuda.is_available() else "cpu"))',
    hint="Where is the model? A machine may have two GPUs, and `x` is beside the model already.",
)
predict.mistake(
    "gives its result on the CPU, wherever the logits are",
    replace="probabilities.argmax(dim=1)",
    by="probabilities.argmax(dim=1).cpu()",
    hint="The caller compares the result with labels that lie beside `x`. Where is your result?",
)

# CategoricalNet ----------------------------------------------------------------------------------

categorical = Misconceptions("models.CategoricalNet")
categorical.mistake(
    "keeps its embeddings in a plain Python list, where the module does not find them",
    replace="""nn.ModuleList(
            [nn.Embedding(categories, length) for categories, length in embedding_sizes]
        )""",
    by="""[
            nn.Embedding(categories, length) for categories, length in embedding_sizes
        ]""",
    hint="What does `list(model.parameters())` show? Which container do modules know of?",
)
categorical.mistake(
    "returns inside the loop, after the first column",
    replace="""        joined = self.dropout(torch.cat(vectors, dim=1))
        return self.layers(joined)
""",
    by="""            joined = self.dropout(torch.cat(vectors, dim=1))
            return self.layers(joined)
""",
    hint="How far is your `return` indented, and how often does the loop run then?",
)
categorical.mistake(
    "looks up the first column in every embedding",
    replace="x[:, column]",
    by="x[:, 0]",
    hint="Which column of x belongs to the second embedding?",
)
categorical.mistake(
    "joins the vectors one below the other, as if they were more samples",
    replace="torch.cat(vectors, dim=1)",
    by="torch.cat(vectors)",
    hint="Along which axis does `torch.cat` join unless it is told? Which axis counts the samples?",
)
categorical.mistake(
    "takes the number of columns for the length of the joined vector",
    replace="sum(length for _, length in embedding_sizes)",
    by="len(embedding_sizes)",
    hint="How many numbers does one column give once it was looked up?",
)
categorical.mistake(
    "gives every layer the inputs of the first one",
    replace="            size = width\n",
    by="",
    hint="How many inputs has the second layer, if the first one has 16 outputs?",
)
categorical.mistake(
    "leaves out the last Linear",
    replace="        parts.append(nn.Linear(size, output_size))\n",
    by="",
    hint="How many outputs has your network, and where do you use `output_size`?",
)
categorical.mistake(
    "takes the inputs of the last Linear from `layers[-1]`, which an empty list does not have",
    replace="nn.Linear(size, output_size)",
    by="nn.Linear(layers[-1], output_size)",
    hint="What feeds the last Linear when there are no hidden layers?",
)
categorical.mistake(
    "appends the outputs to the caller's list of layers",
    replace="""for width in layers:
            parts +=""",
    by="""layers.append(output_size)
        for width in layers[:-1]:
            parts +=""",
    hint="Whose list is `layers`, and how long is it after your network was made?",
)
categorical.mistake(
    "has no ReLU",
    replace="nn.ReLU(), ",
    by="",
    hint="What is a weighted sum of weighted sums? What has to stand between two linear layers?",
)
categorical.mistake(
    "normalises before the ReLU",
    replace="nn.ReLU(), nn.BatchNorm1d(width)",
    by="nn.BatchNorm1d(width), nn.ReLU()",
    hint="In which order does the contract list the parts of a layer?",
)
categorical.mistake(
    "drops elements before they are normalised",
    replace="nn.BatchNorm1d(width), nn.Dropout(p)",
    by="nn.Dropout(p), nn.BatchNorm1d(width)",
    hint="In which order does the contract list the parts of a layer?",
)
categorical.mistake(
    "drops nothing after the embeddings",
    replace="self.dropout(torch.cat(vectors, dim=1))",
    by="torch.cat(vectors, dim=1)",
    hint="Where does the contract have a dropout, and where do you call one?",
)
categorical.mistake(
    "drops nothing after its layers",
    replace=", nn.Dropout(p)]",
    by="]",
    hint="Where does the contract have a dropout, and where do you call one?",
)
categorical.mistake(
    "calls `F.dropout` without a word about the mode, so that it drops in evaluation too",
    replace="self.dropout(torch.cat(vectors, dim=1))",
    by="nn.functional.dropout(torch.cat(vectors, dim=1), self.dropout.p)",
    hint="How should a function know which mode your module is in? Predict twice for the same sample.",
)
categorical.mistake(
    "leaves the dropouts at the probability that PyTorch has by default",
    replace="""        self.dropout = nn.Dropout(p)
        parts: list[nn.Module] = []
""",
    by="""        self.dropout = nn.Dropout()
        p = 0.5
        parts: list[nn.Module] = []
""",
    hint="What is the parameter `p` for?",
)
categorical.mistake(
    "ends with a softmax",
    replace="return self.layers(joined)",
    by="return self.layers(joined).softmax(dim=1)",
    hint="What does the contract say comes after the last Linear?",
)
categorical.mistake(
    "copies the vectors into a table that it makes on the CPU",
    replace="torch.cat(vectors, dim=1)",
    by="""torch.empty(
            len(x), sum(v.shape[1] for v in vectors), dtype=vectors[0].dtype
        ).copy_(torch.cat(vectors, dim=1))""",
    hint="`torch.empty` makes its tensor on the CPU unless it is told `device=`. Do you need the table?",
)
categorical.mistake(
    "moves its input to the first GPU as soon as there is one",
    replace="vectors = []",
    by='vectors = []\n        x = x.to("cuda" if torch.cuda.is_available() else "cpu")',
    hint="Where are the embeddings, and where are x before your line and after it? A machine may have two GPUs.",
)

# count_parameters --------------------------------------------------------------------------------

count = Misconceptions("models.count_parameters")
count.mistake(
    "counts tensors, not the numbers in them",
    replace="parameter.numel()",
    by="1",
    hint="What do you get for `nn.Linear(3, 2)`, and how many numbers does it learn?",
)
count.mistake(
    "takes the length of each parameter, which is its number of rows",
    replace="parameter.numel()",
    by="len(parameter)",
    hint="How many numbers has a weight of shape (2, 3), and what is `len` of it?",
)
count.mistake(
    "counts the numbers in matrices, and so leaves out biases",
    replace="if parameter.requires_grad or not trainable_only:",
    by="if parameter.ndim > 1 and (parameter.requires_grad or not trainable_only):",
    hint="What else than its weight does a layer learn?",
)
count.mistake(
    "counts all that is in the state dict, buffers too",
    replace="""    for parameter in model.parameters():
        if parameter.requires_grad or not trainable_only:
""",
    by="""    for parameter in model.state_dict(keep_vars=True).values():
        if parameter.requires_grad or not trainable_only:
""",
    hint="What else than parameters does a state dict hold, and how often does it hold a shared weight?",
)


@count.mistake(
    "adds up the layers' own parameters, and so counts a weight twice that two of them share",
    hint="Two layers have one and the same weight: how many numbers are there to learn?",
)
def count_parameters(model: nn.Module, trainable_only: bool = False) -> int:
    total = 0
    for module in model.modules():
        for parameter in module.parameters(recurse=False):
            if parameter.requires_grad or not trainable_only:
                total += parameter.numel()
    return total


@count.mistake(
    "adds up all parameters of every module, and so counts a layer again for each module around it",
    hint="`modules()` yields the model itself too. Which parameters has that, and which ones its parts?",
)
def count_parameters(model: nn.Module, trainable_only: bool = False) -> int:
    total = 0
    for module in model.modules():
        for parameter in module.parameters():
            if parameter.requires_grad or not trainable_only:
                total += parameter.numel()
    return total


@count.mistake(
    "counts what is directly inside the children, and so forgets the model's own parameters",
    hint="What do you get for a model that is a single layer, without children?",
)
def count_parameters(model: nn.Module, trainable_only: bool = False) -> int:
    total = 0
    for child in model.children():
        for parameter in child.parameters():
            if parameter.requires_grad or not trainable_only:
                total += parameter.numel()
    return total


count.mistake(
    "counts frozen parameters even where only the trainable ones are asked for",
    replace="if parameter.requires_grad or not trainable_only:",
    by="if True:",
    hint="What is the parameter `trainable_only` for?",
)
count.mistake(
    "never counts frozen parameters",
    replace="if parameter.requires_grad or not trainable_only:",
    by="if parameter.requires_grad:",
    hint="What is the parameter `trainable_only` for, and which value has it by default?",
)
count.mistake(
    "counts the frozen parameters where the trainable ones are asked for",
    replace="if parameter.requires_grad or not trainable_only:",
    by="if parameter.requires_grad != trainable_only or not trainable_only:",
    hint="Does `requires_grad` say that a parameter is frozen, or that it is not?",
)
count.mistake(
    "takes a parameter without a gradient for a frozen one",
    replace="if parameter.requires_grad or not trainable_only:",
    by="if parameter.grad is not None or not trainable_only:",
    hint="What is `parameter.grad` in a new model, before the first backward pass?",
)
count.mistake(
    "returns a tensor",
    replace="return total",
    by="return torch.tensor(total)",
    hint="Which type does the contract name for the result?",
)

# leaf_modules ------------------------------------------------------------------------------------

leaf = Misconceptions("models.leaf_modules")
_SEARCH = """    for name, module in model.named_modules():
        if len(list(module.children())) == 0:
            leaves[name] = module
"""
leaf.mistake(
    "lists the direct children only, whole blocks among them",
    replace=_SEARCH,
    by="""    for name, module in model.named_children():
        leaves[name] = module
""",
    hint="What is inside a block, and which method of modules visits the whole tree?",
)
leaf.mistake(
    "finds leaves among the direct children only",
    replace="model.named_modules()",
    by="model.named_children()",
    hint="Where are the leaves of a block inside a block? Which method of modules visits the whole tree?",
)
leaf.mistake(
    "lists all modules, those with children too",
    replace="if len(list(module.children())) == 0:",
    by="if True:",
    hint="Is an `nn.Sequential` with two layers in it a leaf?",
)
leaf.mistake(
    "leaves out the model itself even where it has no children",
    replace="if len(list(module.children())) == 0:",
    by="if name and len(list(module.children())) == 0:",
    hint="Which leaves has a model that is a single `nn.Linear`?",
)
leaf.mistake(
    "takes the last part of each name only, so that leaves of different blocks replace each other",
    replace="leaves[name] = module",
    by='leaves[name.rpartition(".")[2]] = module',
    hint="Every `nn.Sequential` has a module called 0. How many of them does your dict keep?",
)
leaf.mistake(
    "uses the names of classes as keys, so that leaves of one class replace each other",
    replace="leaves[name] = module",
    by="leaves[type(module).__name__] = module",
    hint="How many `nn.Linear` has the model, and how many of them does your dict keep?",
)
leaf.mistake(
    "leaves out modules without parameters",
    replace="if len(list(module.children())) == 0:",
    by="if len(list(module.children())) == 0 and list(module.parameters()):",
    hint="Is a ReLU a leaf? What does the contract say makes one?",
)
leaf.mistake(
    "takes only an `nn.Sequential` for something that has children",
    replace="if len(list(module.children())) == 0:",
    by="if not isinstance(module, nn.Sequential):",
    hint="Which other classes may have children? And has every `nn.Sequential` some?",
)
leaf.mistake(
    "takes a module with parameters of its own for a leaf",
    replace="if len(list(module.children())) == 0:",
    by="if len(list(module.children())) == 0 or list(module.parameters(recurse=False)):",
    hint="What does the contract say makes a leaf: to have parameters, or to have no children?",
)
leaf.mistake(
    "asks whether any child is true, and an empty container is not",
    replace="if len(list(module.children())) == 0:",
    by="if not any(module.children()):",
    hint="What is `bool(nn.Sequential())`? Count the children instead.",
)
leaf.mistake(
    "lists a shared module under each of its names",
    replace="model.named_modules()",
    by="model.named_modules(remove_duplicate=False)",
    hint="A layer that is used twice: how many modules is that?",
)
leaf.mistake(
    "returns the modules as a list, without their names",
    replace="return leaves",
    by="return list(leaves.values())",
    hint="How does the caller know where in the model a leaf is?",
)


@leaf.mistake(
    "searches the tree without putting the names of the parents in front",
    hint="On the way down, what do you know that the child does not: where it is?",
)
def leaf_modules(model: nn.Module) -> dict[str, nn.Module]:
    leaves = {}
    for name, child in model.named_children():
        if len(list(child.children())) == 0:
            leaves[name] = child
        else:
            leaves.update(leaf_modules(child))
    return leaves
