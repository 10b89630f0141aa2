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
