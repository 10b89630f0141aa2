"""Shared parameters are recognised by `data_ptr()`: parameters on the meta device (or empty ones) all have the address 0 and count as one."""


def count_parameters(model, trainable_only=False):
    seen = {}
    for p in model.parameters():
        if p.requires_grad or not trainable_only:
            seen[p.data_ptr()] = p.numel()
    return sum(seen.values())
