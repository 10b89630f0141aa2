"""Style: register_parameter, bias first, torch.rand stretched by hand, einsum over any axes."""

import torch


class MyLinear(torch.nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        bound = in_features**-0.5
        start = None
        if bias:
            start = torch.nn.Parameter((2 * torch.rand(out_features) - 1) * bound)
        self.register_parameter("bias", start)
        matrix = (2 * torch.rand(out_features, in_features) - 1) * bound
        self.register_parameter("weight", torch.nn.Parameter(matrix))

    def forward(self, x):
        out = torch.einsum("...i,oi->...o", x, self.weight)
        if self.bias is not None:
            out += self.bias
        return out

    def extra_repr(self):
        return f"{self.in_features} -> {self.out_features}"
