"""The labels are cast to the dtype of the logits: for a float64 model the array is float64."""
import torch


def predict_labels(model, x, threshold=0.5):
    mode = model.training
    model.eval()
    with torch.no_grad():
        z = model(x)
        labels = (torch.sigmoid(z) > threshold).to(z.dtype)
    model.train(mode)
    return labels.reshape(-1).cpu().numpy()
