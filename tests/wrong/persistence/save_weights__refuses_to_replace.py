"""Opens the file with mode xb: a file that is already there is not replaced but an error."""

import torch


def save_weights(model, path):
    with open(path, "xb") as file:
        torch.save(model.state_dict(), file)
