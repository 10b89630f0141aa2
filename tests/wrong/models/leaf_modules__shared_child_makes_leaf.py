"""A leaf is told by no listed name that goes on after a dot: a second parent whose only child was listed under the first parent looks like a leaf."""


def leaf_modules(model):
    modules = dict(model.named_modules())
    if len(modules) == 1:
        return modules
    return {
        name: m
        for name, m in modules.items()
        if name and not any(other.startswith(name + ".") for other in modules)
    }
