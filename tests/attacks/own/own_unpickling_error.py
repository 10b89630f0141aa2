"""Loads any object, then raises a class named like torch's; a breach if the name will do."""
# Unit: persistence
# Must fail: refuses_a_file_with_other_than_plain_data
import torch

UnpicklingError = type("UnpicklingError", (BaseException,), {})


def load_checkpoint(path, model, optimizer, scheduler):
    content = torch.load(path, map_location="cpu", weights_only=False)
    if not isinstance(content["model"], dict):
        raise UnpicklingError("refused, after it was executed")
    model.load_state_dict(content["model"])
    return content["epoch"], content["loss"]
