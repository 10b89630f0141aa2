"""Children are counted in `_modules`, where a slot set to None counts too: a module whose only child is None (a missing `downsample`) is left out."""


def leaf_modules(model):
    return {name: m for name, m in model.named_modules() if len(m._modules) == 0}
