"""The tree is walked with remove_duplicate=False and the dict of modules inverted: a module that stands at several places is under its last name."""


def leaf_modules(model):
    names = {}
    for name, m in model.named_modules(remove_duplicate=False):
        if not list(m.children()):
            names[m] = name
    return {name: m for m, name in names.items()}
