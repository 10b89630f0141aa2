"""Only modules without children are counted: a parameter that a module with children holds itself (a class token, say) is missed."""


def count_parameters(model, trainable_only=False):
    params = set()
    for m in model.modules():
        if not list(m.children()):
            params.update(m.parameters())
    return sum(p.numel() for p in params if p.requires_grad or not trainable_only)
