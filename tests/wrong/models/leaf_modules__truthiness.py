"""Recursion that tests a child with `if child`: an empty nn.Sequential has length 0, is false, and is left out (and its parent with no other child becomes a leaf)."""


def leaf_modules(model):
    leaves, seen = {}, set()

    def walk(module, prefix):
        if id(module) in seen:
            return
        seen.add(id(module))
        children = [(n, c) for n, c in module.named_children() if c]
        if not children:
            leaves[prefix] = module
        for n, c in children:
            walk(c, f"{prefix}.{n}" if prefix else n)

    walk(model, "")
    return leaves
