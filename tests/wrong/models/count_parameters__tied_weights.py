"""Modules that stand at two places count once, but parameters are summed module by module: a weight that two different layers share counts twice.

Named: adds up the layers' own parameters, and so counts a weight twice that two of them share
"""


def count_parameters(model, trainable_only=False):
    total = 0
    for m in model.modules():
        for p in m.parameters(recurse=False):
            if p.requires_grad or not trainable_only:
                total += p.numel()
    return total
