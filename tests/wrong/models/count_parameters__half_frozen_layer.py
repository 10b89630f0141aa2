"""Frozen parameters are told by the module, not one by one: a layer whose weight is frozen and whose bias is not counts as trainable (or frozen) as a whole."""


def count_parameters(model, trainable_only=False):
    seen, total = set(), 0
    for m in model.modules():
        own = list(m.parameters(recurse=False))
        if trainable_only and own and not any(p.requires_grad for p in own):
            continue
        for p in own:
            if id(p) not in seen:
                seen.add(id(p))
                total += p.numel()
    return total
