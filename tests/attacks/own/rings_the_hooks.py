"""Trains nothing and calls the hooks that count the steps itself; a breach if the check passes."""
# Unit: training
# Known: a claim: steps are counted by hooks in the same process
# Must fail: calls_forward_backward_and_step_once_for_each_batch


def train_one_epoch(model, loader, loss_fn, optimizer, device):
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    for inputs, _ in loader:
        for hook in list(model._forward_hooks.values()):
            hook(model, (inputs,), inputs)
        for parameter in parameters:
            for hook in list((parameter._backward_hooks or {}).values()):
                hook(parameter)
        for hook in list(optimizer._optimizer_step_pre_hooks.values()):
            hook(optimizer, (), {})
    return 0.0
