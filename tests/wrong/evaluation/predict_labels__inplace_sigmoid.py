"""The sigmoid is taken in place: where the model hands its input through (nn.Identity, or a view of x), x is overwritten."""
import torch


def predict_labels(model, x, threshold=0.5):
    mode = model.training
    model.eval()
    with torch.no_grad():
        p = model(x).sigmoid_()
    model.train(mode)
    return (p > threshold).float()[:, 0].cpu().numpy()
