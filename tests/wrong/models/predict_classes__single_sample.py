"""A bare `squeeze()` on the result: for a single sample the shape is () and not (1,)."""
import torch


def predict_classes(model, x):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        best = model(x).topk(1, dim=-1).indices.squeeze()
    for m, mode in modes:
        m.training = mode
    return best
